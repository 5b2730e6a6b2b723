// The tray's pictures in the sizes that each system wants: assets/tray, drawn by scripts/draw-tray-icons.mjs.
import path from 'node:path';
import { nativeImage } from 'electron';
import type { NativeImage } from 'electron';
import type { TrayIcon } from './tray-menu.ts';

/** Linux panels are 22 px high, Windows has 16 px icons; twice that on dense displays. */
const SIZES: Readonly<Record<'linux' | 'windows', readonly [px: number, scale: number][]>> = {
  linux: [
    [22, 1],
    [32, 1.5],
    [44, 2],
  ],
  windows: [
    [16, 1],
    [32, 2],
  ],
};

export function trayIcon(icon: TrayIcon, dir: string, platform: NodeJS.Platform): NativeImage {
  if (platform === 'darwin') {
    // Black and alpha only, named `…Template`: macOS colours it for light, dark and pressed. Finds `@2x` itself.
    const image = nativeImage.createFromPath(path.join(dir, `${icon}Template.png`));
    image.setTemplateImage(true);
    return image;
  }
  const [first, ...denser] = SIZES[platform === 'win32' ? 'windows' : 'linux'];
  const image = nativeImage.createFromPath(fileOf(first?.[0] ?? 16));
  for (const [px, scaleFactor] of denser) {
    const dense = nativeImage.createFromPath(fileOf(px));
    if (!dense.isEmpty()) image.addRepresentation({ scaleFactor, buffer: dense.toPNG() });
  }
  return image;

  function fileOf(px: number): string {
    return path.join(dir, `${icon}-${px}.png`);
  }
}
