// What the window must know before it opens: its place and its theme. Read here without the schemas of the two files,
// which take longer to load than the window to open; what does not fit counts as absent, and is told by those who own it
// (window-bounds.ts, library/settings.ts) a moment later.
import { readFile } from 'node:fs/promises';
import type { Settings } from '../../shared/settings.ts';
import type { WindowBounds } from './window-bounds.ts';

export interface StartLook {
  readonly bounds: WindowBounds | null;
  readonly theme: Settings['theme'];
}

export async function readStartLook(files: {
  readonly bounds: string;
  readonly settings: string;
}): Promise<StartLook> {
  const [bounds, settings] = await Promise.all([dataOf(files.bounds), dataOf(files.settings)]);
  const theme = settings['theme'];
  return {
    bounds: isBounds(bounds) ? bounds : null,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  };
}

async function dataOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { data } = JSON.parse(await readFile(file, 'utf8')) as { data?: unknown };
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isBounds(data: Readonly<Record<string, unknown>>): data is WindowBounds & Record<string, unknown> {
  const numbers = ['x', 'y', 'width', 'height'].map((name) => data[name]);
  return typeof data['maximized'] === 'boolean' && numbers.every((number) => Number.isSafeInteger(number));
}
