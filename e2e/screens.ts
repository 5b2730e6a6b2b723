// The app's screens by what a person sees or hears: roles, names, words. No test looks for a class name except the
// rows of the terminal, which xterm gives no role.
import type { Locator, Page } from '@playwright/test';

export function firstRun(page: Page) {
  return {
    trySandbox: page.getByRole('button', { name: /^Try the sandbox/ }),
    useProfiles: page.getByRole('button', { name: /^Use my AWS profiles/ }),
  };
}

/** A dialog with a field over a list: go-to palette, AWS profile, region. */
export function picker(page: Page, name: RegExp) {
  const dialog = page.getByRole('dialog', { name });
  return {
    dialog,
    field: dialog.getByRole('combobox'),
    option: (label: string | RegExp) => dialog.getByRole('option', { name: label }),
  };
}

export function instances(page: Page) {
  const list = page.getByRole('listbox', { name: 'Instances' });
  return {
    list,
    filter: page.getByRole('textbox', { name: 'Filter instances' }),
    options: list.getByRole('option'),
    /** A row's name begins with the instance's. */
    option: (name: string) => list.getByRole('option', { name: new RegExp(`^${escape(name)}\\b`) }).first(),
  };
}

export function tabs(page: Page) {
  const all = page.getByRole('tablist').getByRole('tab');
  return {
    all,
    tab: (title: string) => all.filter({ hasText: title }),
    selected: page.getByRole('tab', { selected: true }),
    titles: async (): Promise<readonly string[]> =>
      (await all.allInnerTexts()).map((text) => (text.split('\n')[0] ?? '').trim()),
  };
}

export function errorCard(scope: Page | Locator, title: string | RegExp) {
  const card = scope.getByRole('alert', { name: title });
  return {
    card,
    button: (name: string | RegExp) => card.getByRole('button', { name }),
  };
}

export function dialog(page: Page, name: string | RegExp): Locator {
  return page.getByRole('dialog', { name });
}

export function menu(page: Page) {
  return {
    menu: page.getByRole('menu'),
    item: (name: string | RegExp) => page.getByRole('menuitem', { name }),
  };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
