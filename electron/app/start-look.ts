// What the window must know before it opens: its place and its theme. Read here without the schemas of the two files,
// which take longer to load than the window to open; what does not fit counts as absent, and is told by those who own it
// (window-bounds.ts, library/settings.ts) a moment later.
import { readFileSync } from 'node:fs';
import type { Settings } from '../../shared/settings.ts';
import type { WindowBounds } from './window-bounds.ts';

export interface StartLook {
  readonly bounds: WindowBounds | null;
  readonly theme: Settings['theme'];
}

export function readStartLook(files: { readonly bounds: string; readonly settings: string }): StartLook {
  const bounds = dataOf(files.bounds);
  const theme = dataOf(files.settings)['theme'];
  return {
    bounds: isBounds(bounds) ? bounds : null,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  };
}

/** Both files are small, and nothing else can be done meanwhile. */
function dataOf(file: string): Readonly<Record<string, unknown>> {
  try {
    const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data?: unknown };
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isBounds(data: Readonly<Record<string, unknown>>): data is WindowBounds & Record<string, unknown> {
  const numbers = ['x', 'y', 'width', 'height'].map((name) => data[name]);
  return typeof data['maximized'] === 'boolean' && numbers.every((number) => Number.isSafeInteger(number));
}
