// What is on screen before the page's scripts have run (renderer/index.html) has copies of the look's colours.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const NAMES = ['bg', 'panel', 'line', 'text', 'accent', 'on-accent'] as const;

/** In the order of the file: light first, then dark. */
function values(file: string, name: string): readonly (string | undefined)[] {
  const css = readFileSync(path.join(import.meta.dirname, '../../renderer', file), 'utf8');
  return [...css.matchAll(new RegExp(`--${name}:\\s*([^;]+);`, 'g'))].map(([, value]) => value);
}

it.each(NAMES)('the first frame has the look’s own --%s in light and in dark', (name) => {
  const own = values('index.html', name);
  expect(own).toHaveLength(2);
  expect(own).toEqual(values('ui/tokens.css', name));
});
