// Light or dark: the setting, or what the system says; written to the page as `data-theme`.
import { settingsStore } from '../stores/settings.ts';
import type { Scheme } from '../terminal/terminal-theme.ts';

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export function currentScheme(): Scheme {
  const { theme } = settingsStore.getState();
  if (theme !== 'system') return theme;
  return systemDark.matches ? 'dark' : 'light';
}

export function onSchemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keeps the page's attributes in step with the settings for the life of the window. */
export function followTheme(): void {
  const apply = (): void => {
    const root = document.documentElement;
    const { density } = settingsStore.getState();
    if (root.dataset['density'] !== density) root.dataset['density'] = density;
    const scheme = currentScheme();
    if (root.dataset['theme'] === scheme) return;
    root.dataset['theme'] = scheme;
    for (const listener of listeners) listener();
  };
  systemDark.addEventListener('change', apply);
  settingsStore.subscribe(apply);
  apply();
}
