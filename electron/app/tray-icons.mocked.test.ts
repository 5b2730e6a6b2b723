// What each system is given as the tray's picture; macOS takes only black with alpha, and colours it itself.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { beforeEach, expect, it, vi } from 'vitest';
import { trayIcon } from './tray-icons.ts';

const DIR = path.resolve(import.meta.dirname, '../../assets/tray');
const ICONS = ['idle', 'active', 'trouble'] as const;

const made = vi.hoisted(() => ({ files: [] as string[], scales: [] as number[], isTemplate: false }));
vi.mock('electron', () => ({
  nativeImage: {
    createFromPath: (file: string) => {
      made.files.push(file);
      return {
        setTemplateImage: (is: boolean) => (made.isTemplate = is),
        isEmpty: () => false,
        toPNG: () => Buffer.alloc(0),
        addRepresentation: ({ scaleFactor }: { scaleFactor: number }) => made.scales.push(scaleFactor),
      };
    },
  },
}));
beforeEach(() => {
  Object.assign(made, { files: [], scales: [], isTemplate: false });
});

it.each(ICONS)('%s is a template on macOS, in black alone, also on a dense display', (icon) => {
  trayIcon(icon, DIR, 'darwin');
  expect(made).toMatchObject({ files: [path.join(DIR, `${icon}Template.png`)], isTemplate: true });
  for (const scale of ['', '@2x']) {
    const pixels = pixelsOf(path.join(DIR, `${icon}Template${scale}.png`));
    expect(pixels.filter(([, , , alpha]) => alpha > 0).length).toBeGreaterThan(20);
    expect(pixels.filter(([red, green, blue, alpha]) => alpha > 0 && red + green + blue > 0)).toEqual([]);
  }
});

it('no two states have the same shape', () => {
  const shapes = ICONS.map((icon) =>
    pixelsOf(path.join(DIR, `${icon}Template.png`))
      .map(([, , , alpha]) => (alpha > 127 ? '#' : '.'))
      .join(''),
  );
  expect(new Set(shapes).size).toBe(ICONS.length);
});

it.each([
  ['linux', ['22', '32', '44'], [1.5, 2]],
  ['win32', ['16', '32'], [2]],
] as const)('%s gets its sizes', (platform, sizes, scales) => {
  trayIcon('active', DIR, platform);
  expect(made).toEqual({
    files: sizes.map((size) => path.join(DIR, `active-${size}.png`)),
    scales,
    isTemplate: false,
  });
  for (const file of made.files) expect(readFileSync(file).length).toBeGreaterThan(100);
});

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

/** Of a PNG with 8 bits for each of red, green, blue and alpha, not interlaced, as draw-tray-icons.mjs writes it. */
function pixelsOf(file: string): Pixel[] {
  const png = readFileSync(file);
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  expect([...png.subarray(24, 29)], 'depth, colours, compression, filters, interlace').toEqual([
    8, 6, 0, 0, 0,
  ]);
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const lines = inflateSync(Buffer.concat(parts));
  const stride = width * 4;
  const bytes = Buffer.alloc(stride * height);
  const byte = (row: number, at: number): number => (row < 0 || at < 0 ? 0 : (bytes[row * stride + at] ?? 0));
  for (let row = 0; row < height; row += 1)
    for (let at = 0; at < stride; at += 1) {
      const [left, up] = [byte(row, at - 4), byte(row - 1, at)];
      const corner = at < 4 ? 0 : byte(row - 1, at - 4);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][lines[row * (stride + 1)] ?? 0];
      bytes[row * stride + at] = (lines[row * (stride + 1) + 1 + at] ?? 0) + (guess ?? 0);
    }
  const [red, green, blue, alpha] = [0, 1, 2, 3].map((of) => bytes.filter((_, at) => at % 4 === of));
  return Array.from({ length: width * height }, (_, n) => [
    red?.[n] ?? 0,
    green?.[n] ?? 0,
    blue?.[n] ?? 0,
    alpha?.[n] ?? 0,
  ]);
}

function paeth(left: number, up: number, corner: number): number {
  const far = (one: number): number => Math.abs(left + up - corner - one);
  if (far(left) <= far(up) && far(left) <= far(corner)) return left;
  return far(up) <= far(corner) ? up : corner;
}
