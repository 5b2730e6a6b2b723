// Hardware drawing is given up only where there is nothing to draw with.
import { expect, it } from 'vitest';
import { lacksGpu } from './graphics.ts';

const machine = (...files: string[]) => ({
  exists: (file: string) => files.includes(file),
  list: (folder: string) => files.filter((file) => file.startsWith(`${folder}/`)),
});

it('a Linux machine without a graphics device lacks it', () => {
  expect(lacksGpu('linux', machine('/dev/null', '/dev/fb0'))).toBe(true);
});

it.each(['/dev/dri/card0', '/dev/dri/renderD128', '/dev/nvidiactl', '/dev/dxg'])('%s is one', (file) => {
  expect(lacksGpu('linux', machine(file))).toBe(false);
});

it.each(['darwin', 'win32'] as const)('%s is left to Chromium', (platform) => {
  expect(lacksGpu(platform, machine())).toBe(false);
});
