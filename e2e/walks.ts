// Ways through the app that many tests begin with, by mouse, as most people go.
import { expect, type Page } from '@playwright/test';
import type { Sandbox } from '../electron/sandbox/sandbox.ts';
import type { LaunchedApp } from './launched-app.ts';
import { changeSettings, instancesLoaded } from './page-bridge.ts';
import { firstRun, instances, picker } from './screens.ts';
import { terminalScreen, type TerminalScreen } from './terminal-screen.ts';

/** First run, own AWS profiles, the profile with this name; its instances begin to load. */
export async function chooseProfile(page: Page, profile = 'Environment'): Promise<void> {
  await firstRun(page).useProfiles.click();
  await picker(page, /AWS profile/)
    .option(new RegExp(`^${profile}`))
    .click();
}

/**
 * First run, own AWS profiles, the profile with this name; ends with the list, when all of it is there: EC2 and Systems
 * Manager answer in any order, and rows of the one come above those of the other.
 */
export async function openInstances({ page }: LaunchedApp, profile = 'Environment'): Promise<void> {
  await Promise.all([instancesLoaded(page), chooseProfile(page, profile)]);
  await expect(instances(page).options.first()).toBeVisible();
}

export async function openShell(
  app: LaunchedApp,
  name = 'web-1',
  over = 'Session Manager',
): Promise<TerminalScreen> {
  await instances(app.page).option(name).dblclick();
  return connectedTerminal(app, over);
}

/** The terminal in front once its shell is there; `over` as the app says it: "SSH via EICE". */
export async function connectedTerminal(app: LaunchedApp, over = 'Session Manager'): Promise<TerminalScreen> {
  const terminal = terminalScreen(app);
  await terminal.shows(new RegExp(`Connected to .+ over ${over}\\b`));
  return terminal;
}

/** By the user's own setting; waits until the page follows. */
export async function useTheme({ page }: LaunchedApp, theme: 'light' | 'dark'): Promise<void> {
  await changeSettings(page, { theme });
  await expect.poll(() => isTheme(page, theme), { message: `the page is ${theme}` }).toBe(true);
}

/** To a content of this size, in CSS pixels; waits until the page has it. */
export async function resizeWindow(
  { page, electronApp }: LaunchedApp,
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  await electronApp.evaluate(({ BrowserWindow }, wanted) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(wanted.width, wanted.height);
  }, size);
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(size.width);
}

/** Cuts every shell and lets none come back, until ResumeSession is no longer throttled. */
export async function loseGateway({ page }: LaunchedApp, { faults }: Sandbox): Promise<void> {
  faults.throttleAction('ssm:ResumeSession', 1_000);
  faults.dropSockets({ side: 'client' });
  const words = page.getByText(/^Reconnecting/).filter({ visible: true });
  await expect(words.first()).toBeVisible();
}

function isTheme(page: Page, theme: 'light' | 'dark'): Promise<boolean> {
  return page.evaluate((wanted) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches, theme);
}

let asked = 0;

/** The shell answers, now, and says who is signed in. */
export async function whoAmI(terminal: TerminalScreen): Promise<string> {
  asked += 1;
  await terminal.run(`echo "I am <$(id -un)>, $((${asked}+1000))"`);
  const answer = new RegExp(`I am <(\\S+)>, ${asked + 1000}`);
  await terminal.shows(answer);
  return answer.exec(await terminal.text())?.[1] ?? '';
}
