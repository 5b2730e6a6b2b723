// The terminal in front as a person uses it: what it shows, typing into it, and its whole text by select all + copy.
import { expect } from '@playwright/test';
import type { LaunchedApp } from './launched-app.ts';

export interface TerminalScreen {
  /** The rows on screen, top to bottom, without trailing blanks. */
  rows(): Promise<readonly string[]>;
  text(): Promise<string>;
  /** Waits until the screen shows it, within a row. */
  shows(what: string | RegExp, timeout?: number): Promise<void>;
  /** Waits until the shell asks for the next line: all before it is done, and shown. */
  prompt(timeout?: number): Promise<void>;
  /** The screen's text without line breaks: for what is longer than a row. */
  flowing(): Promise<string>;
  /** Types a line and presses Enter. */
  run(line: string): Promise<void>;
  focus(): Promise<void>;
  /** The middle of a text on screen, in the window's coordinates; for the mouse, which xterm listens to as a whole. */
  placeOf(text: string): Promise<{ readonly x: number; readonly y: number }>;
  /** All lines, scrollback included, through the app's own commands and the clipboard. */
  wholeText(): Promise<string>;
  /** Columns and rows as the program in the shell sees them. */
  sttySize(): Promise<{ readonly rows: number; readonly cols: number }>;
}

/** Questions so far, of all terminals: an answer that is still on the screen is that of an earlier one. */
let asked = 0;

/** Real shells on a busy machine. */
const SHOW_LIMIT_MS = 20_000;

export function terminalScreen({ page, electronApp }: LaunchedApp): TerminalScreen {
  const panel = page.getByRole('tabpanel').filter({ visible: true });
  const rows = async (): Promise<readonly string[]> => {
    const texts = await panel.locator('.xterm-rows > div').allTextContents();
    return texts.map((text) => text.replaceAll('\u00a0', ' ').trimEnd());
  };
  const text = async (): Promise<string> => (await rows()).join('\n');
  const flowing = async (): Promise<string> => (await rows()).join('');
  const shows = async (what: string | RegExp, timeout = SHOW_LIMIT_MS): Promise<void> => {
    const shown = expect.poll(text, {
      timeout,
      intervals: [50, 100, 200],
      message: `terminal shows ${String(what)}`,
    });
    if (typeof what === 'string') await shown.toContain(what);
    else await shown.toMatch(what);
  };
  // Below the last row that has text there are empty ones.
  const prompt = (timeout?: number): Promise<void> => shows(/[$#]\s*$/, timeout);
  const focus = async (): Promise<void> => {
    await panel.getByRole('textbox', { name: 'Terminal input' }).focus();
  };
  const run = async (line: string): Promise<void> => {
    await focus();
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  };

  const placeOf = async (wanted: string): Promise<{ x: number; y: number }> => {
    const row = panel.locator('.xterm-rows > div', { hasText: wanted }).last();
    const place = await row.evaluate((element, searched) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      // Spaces at the end of a cell run are not in the way: what is looked for has none in it.
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const at = (node.textContent ?? '').indexOf(searched);
        if (at === -1) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + searched.length);
        const box = range.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      }
      return null;
    }, wanted);
    if (place === null) throw new Error(`the terminal does not show ${wanted} in one piece`);
    return place;
  };

  return {
    rows,
    text,
    flowing,
    shows,
    prompt,
    run,
    focus,
    placeOf,
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
      // The sum keeps the echo of the command apart from its answer; the word at the end says that it is whole.
      await run(`echo size-$((${asked}+1000)) $(stty size) whole`);
      const answer = new RegExp(`size-${asked + 1000} (\\d+) (\\d+) whole`);
      await shows(answer);
      const [, rowCount = '', colCount = ''] = answer.exec(await text()) ?? [];
      return { rows: Number(rowCount), cols: Number(colCount) };
    },
  };
}
