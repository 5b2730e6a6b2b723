// The sign before a state's word: a shape of its own for each meaning, so that colour only repeats it.
import type { Sign } from '../targets/target-words.ts';
import { LineIcon } from './line-icon.tsx';

interface Shape {
  readonly path: string;
  /** Of the sign's size. */
  readonly scale: number;
  readonly strokeWidth: number;
  readonly fill?: 'currentColor';
}

/** Lucide's `circle`, `ban`, `clock` and `check`. */
const CIRCLE = 'M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0Z';
const SHAPES: Readonly<Record<Sign, Shape>> = {
  dot: { path: CIRCLE, scale: 0.7, strokeWidth: 0, fill: 'currentColor' },
  ring: { path: CIRCLE, scale: 0.7, strokeWidth: 3.5 },
  off: { path: `${CIRCLE}M4.929 4.929 19.07 19.071`, scale: 1, strokeWidth: 2 },
  wait: { path: `${CIRCLE}M12 6v6l4 2`, scale: 1, strokeWidth: 2 },
  check: { path: 'M20 6 9 17l-5-5', scale: 1, strokeWidth: 2 },
};

export function StateSign({ sign, size = 10 }: { readonly sign: Sign; readonly size?: number }) {
  const { scale, ...shape } = SHAPES[sign];
  return <LineIcon {...shape} size={size * scale} />;
}
