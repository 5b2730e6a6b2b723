// The camera of `npm run screenshots`: each state of a walk is taken in both themes and in every size that the look asks
// for, so that one walk shows all of it.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './app-process.ts';
import type { LaunchedApp } from './launched-app.ts';
import { resizeWindow, useTheme } from './walks.ts';

export const OUTPUT = path.resolve(
  ROOT,
  process.env['SALLYPORT_SCREENSHOTS'] ?? path.join('test-results', 'screenshots'),
);

export interface Look {
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

/** The size at which people meet the app. */
export const USUAL: readonly Look[] = [
  { theme: 'light', width: 1280, height: 800 },
  { theme: 'dark', width: 1280, height: 800 },
];
/** The last two: a small laptop, and the smallest window there is. */
const ALL_LOOKS: readonly Look[] = [
  ...USUAL,
  { theme: 'dark', width: 1024, height: 700 },
  { theme: 'light', width: 800, height: 560 },
];
/** What appears late on purpose (skeletons after 150 ms), what fades, and a terminal that follows its size. */
const SETTLE_MS = 350;

/** `looks`: fewer where a state does not survive another size (a menu) or does not last. */
export type Shot = (name: string, looks?: readonly Look[]) => Promise<void>;

/** Ends every shot as it began, in the first look. */
export async function camera(app: LaunchedApp, walk: string): Promise<Shot> {
  const [first = { theme: 'light', width: 1280, height: 800 }] = USUAL;
  let now: Look = first;
  await useTheme(app, first.theme);
  await resizeWindow(app, first);
  const show = async (look: Look): Promise<void> => {
    if (look.theme !== now.theme) await useTheme(app, look.theme);
    if (look.width !== now.width || look.height !== now.height) await resizeWindow(app, look);
    now = look;
  };
  let count = 0;
  return async (name, looks = ALL_LOOKS) => {
    count += 1;
    const file = `${walk}-${String(count).padStart(2, '0')}-${name}.png`;
    for (const look of looks) {
      await show(look);
      await app.page.waitForTimeout(SETTLE_MS);
      const folder = path.join(OUTPUT, `${look.theme}-${look.width}x${look.height}`);
      await mkdir(folder, { recursive: true });
      await app.page.screenshot({ path: path.join(folder, file) });
    }
    await show(first);
  };
}
