// The terminal in front as a person uses it: what it shows, typing into it, and its whole text by select all + copy.
import { expect } from '@playwright/test';
import type { LaunchedApp } from './launched-app.ts';

export interface TerminalScreen {
  /** The rows on screen, top to bottom, without trailing blanks. */
  rows(): Promise<readonly string[]>;
  text(): Promise<string>;
  /** Waits until the screen shows it. */
  shows(what: string | RegExp, timeout?: number): Promise<void>;
  /** Types a line and presses Enter. */
  run(line: string): Promise<void>;
  focus(): Promise<void>;
  /** All lines, scrollback included, through the app's own commands and the clipboard. */
  wholeText(): Promise<string>;
  /** Columns and rows as the program in the shell sees them. */
  sttySize(): Promise<{ readonly rows: number; readonly cols: number }>;
}

/** Real shells on a busy machine. */
const SHOW_LIMIT_MS = 20_000;

export function terminalScreen({ page, electronApp }: LaunchedApp): TerminalScreen {
  const panel = page.getByRole('tabpanel').filter({ visible: true });
  let asked = 0;

  const rows = async (): Promise<readonly string[]> => {
    const texts = await panel.locator('.xterm-rows > div').allTextContents();
    return texts.map((text) => text.replaceAll('\u00a0', ' ').trimEnd());
  };
  const text = async (): Promise<string> => (await rows()).join('\n');
  const shows = async (what: string | RegExp, timeout = SHOW_LIMIT_MS): Promise<void> => {
    const shown = expect.poll(text, {
      timeout,
      intervals: [50, 100, 200],
      message: `terminal shows ${String(what)}`,
    });
    if (typeof what === 'string') await shown.toContain(what);
    else await shown.toMatch(what);
  };
  const focus = async (): Promise<void> => {
    await panel.getByRole('textbox', { name: 'Terminal input' }).focus();
  };
  const run = async (line: string): Promise<void> => {
    await focus();
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  };

  return {
    rows,
    text,
    shows,
    run,
    focus,
    wholeText: async () => {
      await electronApp.evaluate(({ clipboard }) => {
        clipboard.clear();
      });
      await focus();
      await page.keyboard.press('Control+Shift+A');
      await page.keyboard.press('Control+Shift+C');
      const read = (): Promise<string> => electronApp.evaluate(({ clipboard }) => clipboard.readText());
      await expect.poll(read, { message: 'the copied text' }).not.toBe('');
      return read();
    },
    sttySize: async () => {
      asked += 1;
      // The sum keeps the echo of the command apart from its answer.
      await run(`echo size-$((${asked}+1000)) $(stty size)`);
      const answer = new RegExp(`size-${asked + 1000} (\\d+) (\\d+)`);
      await shows(answer);
      const [, rowCount = '', colCount = ''] = answer.exec(await text()) ?? [];
      return { rows: Number(rowCount), cols: Number(colCount) };
    },
  };
}
