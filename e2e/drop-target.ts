// Another program on the same display that takes files: a bare Electron with one window, a process of its own, so that
// what is dropped on it has gone through the display's drag and drop. And the pointer of that display.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { guardApp } from './app-guard.ts';
import { CHROMIUM_ARGUMENTS, electronExecutable } from './app-process.ts';
import { xdotool } from './xdotool.ts';

const LIMIT_MS = 10_000;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Moves and clicks as a person's hand: by way of the display, not of the browser. */
export const pointer = {
  async move(to: Point, steps = 1, from: Point = to): Promise<void> {
    for (let step = 1; step <= steps; step += 1) {
      const at = (a: number, b: number): string => String(Math.round(a + ((b - a) * step) / steps));
      await xdotool('mousemove', at(from.x, to.x), at(from.y, to.y));
      await sleep(20);
    }
  },
  down: () => xdotool('mousedown', '1'),
  up: () => xdotool('mouseup', '1'),
};

/** In the display's pixels, of an element's middle. */
export async function onScreen(
  app: ElectronApplication,
  element: ReturnType<Page['locator']>,
): Promise<Point> {
  const box = await element.boundingBox();
  const window = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getContentBounds(),
  );
  if (box === null || window === undefined) throw new Error('It is not on the screen.');
  return { x: window.x + box.x + box.width / 2, y: window.y + box.y + box.height / 2 };
}

export interface DropTarget {
  readonly middle: Point;
  /** Each file of the newest drop, by its path in what was dropped; waits for one, and forgets it. */
  dropped(): Promise<Record<string, string>>;
  close(): Promise<void>;
}

// A file, not a data: URL: a page without an origin cannot read folders.
const PAGE = '<!doctype html><title>Drop target</title><body style="height:100vh;margin:0">';
const MAIN = `
const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow(JSON.parse(process.env.DROP_TARGET_BOUNDS));
  window.loadFile('index.html');
});
`;

export async function openDropTarget(
  bounds: { readonly width: number; readonly height: number } & Point,
): Promise<DropTarget> {
  const dir = await mkdtemp(path.join(tmpdir(), 'sallyport-drop-target-'));
  await writeFile(path.join(dir, 'main.js'), MAIN);
  await writeFile(path.join(dir, 'index.html'), PAGE);
  await writeFile(path.join(dir, 'package.json'), '{"name":"drop-target","main":"main.js"}');
  const app = await _electron.launch({
    executablePath: await electronExecutable(),
    args: [...CHROMIUM_ARGUMENTS, `--user-data-dir=${path.join(dir, 'data')}`, dir],
    env: { ...(process.env as Record<string, string>), DROP_TARGET_BOUNDS: JSON.stringify(bounds) },
    timeout: 2 * LIMIT_MS,
  });
  guardApp(app.process());
  const page = await app.firstWindow({ timeout: LIMIT_MS });
  await page.waitForFunction(() => document.title === 'Drop target', null, { timeout: LIMIT_MS });
  await page.evaluate(listenForDrops);
  return {
    middle: await onScreen(app, page.locator('body')),
    async dropped() {
      const waits = page.waitForFunction(
        () => (globalThis as unknown as { dropped?: unknown }).dropped !== undefined,
        null,
        { timeout: LIMIT_MS },
      );
      await waits;
      return await page.evaluate(() => {
        const place = globalThis as unknown as { dropped?: Record<string, string> };
        const found = place.dropped ?? {};
        delete place.dropped;
        return found;
      });
    },
    async close() {
      await app.close();
      await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Runs in that window: reads files and folders as a web page does, to base64. */
function listenForDrops(): void {
  const readAll = async (entry: FileSystemEntry, into: Record<string, string>): Promise<void> => {
    if (entry.isDirectory) {
      const reader = (entry as FileSystemDirectoryEntry).createReader();
      for (;;) {
        const inner = await new Promise<FileSystemEntry[]>((resolve, reject) => {
          reader.readEntries(resolve, reject);
        });
        if (inner.length === 0) return;
        for (const each of inner) await readAll(each, into);
      }
    }
    const file = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
    into[entry.fullPath] = btoa(binary);
  };
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    // At once: after this event the items are empty.
    const entries = [...(event.dataTransfer?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
    const into: Record<string, string> = {};
    void Promise.all(entries.map((entry) => readAll(entry, into))).then(() => {
      (globalThis as unknown as { dropped: unknown }).dropped = into;
    });
  });
}
