// Ways through the app that many tests begin with, by mouse, as most people go.
import { expect } from '@playwright/test';
import type { LaunchedApp } from './launched-app.ts';
import { firstRun, instances, picker } from './screens.ts';
import { terminalScreen, type TerminalScreen } from './terminal-screen.ts';

/** First run, own AWS profiles, the profile with this name; ends with the list. */
export async function openInstances({ page }: LaunchedApp, profile = 'Environment'): Promise<void> {
  await firstRun(page).useProfiles.click();
  const choice = picker(page, /AWS profile/).option(new RegExp(`^${profile}`));
  await choice.click();
  await expect(instances(page).options.first()).toBeVisible();
}

export async function openShell(app: LaunchedApp, name = 'web-1'): Promise<TerminalScreen> {
  await instances(app.page).option(name).dblclick();
  return connectedTerminal(app);
}

/** The terminal in front once its shell is there. */
export async function connectedTerminal(app: LaunchedApp): Promise<TerminalScreen> {
  const terminal = terminalScreen(app);
  await terminal.shows(/Connected to .+ over Session Manager/);
  return terminal;
}

/** As on a system in this theme; waits until the page is. */
export async function useTheme({ electronApp, page }: LaunchedApp, theme: 'light' | 'dark'): Promise<void> {
  await electronApp.evaluate(({ nativeTheme }, source) => {
    nativeTheme.themeSource = source;
  }, theme);
  const matches = (): Promise<boolean> =>
    page.evaluate((wanted) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches, theme);
  await expect.poll(matches, { message: `the page is ${theme}` }).toBe(true);
}
