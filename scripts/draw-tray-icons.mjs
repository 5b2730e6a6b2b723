// Draws assets/tray/*.png from the SVG files beside them, in the sizes electron/app/tray-icons.ts asks for. Run by hand
// after changing a picture (on a machine without a display: `xvfb-run node scripts/draw-tray-icons.mjs`).
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron } from '@playwright/test';
import { runAsCommand } from './command.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { rootDir } from './paths.mjs';

const dir = path.join(rootDir, 'assets', 'tray');
const ICONS = ['idle', 'active', 'trouble'];
const COLOUR_SIZES = [16, 22, 32, 44];
/** macOS: 18 points high; `@2x` for dense displays. */
const TEMPLATE_SIZES = /** @type {const} */ ([
  [18, 'Template'],
  [36, 'Template@2x'],
]);

runAsCommand(import.meta.url, async () => {
  const { executable } = await electronRuntime();
  const appDir = fs.mkdtempSync(path.join(os.tmpdir(), 'sallyport-icons-'));
  fs.writeFileSync(path.join(appDir, 'package.json'), '{"name":"icons","main":"main.js"}');
  const main =
    "const {app,BrowserWindow}=require('electron');app.whenReady().then(()=>new BrowserWindow().loadURL('about:blank'))";
  fs.writeFileSync(path.join(appDir, 'main.js'), main);
  const app = await _electron.launch({ executablePath: executable, args: ['--no-sandbox', appDir] });
  try {
    const page = await app.firstWindow();
    for (const icon of ICONS) {
      for (const px of COLOUR_SIZES) await draw(page, `${icon}.svg`, px, `${icon}-${px}.png`);
      for (const [px, ending] of TEMPLATE_SIZES)
        await draw(page, `${icon}-template.svg`, px, `${icon}${ending}.png`);
    }
  } finally {
    await app.close();
    fs.rmSync(appDir, { recursive: true, force: true });
  }
  return 0;
});

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} from
 * @param {number} px
 * @param {string} to
 */
async function draw(page, from, px, to) {
  const svg = fs.readFileSync(path.join(dir, from), 'utf8');
  const code = `(async () => {
    const image = new Image(${px}, ${px});
    image.src = 'data:image/svg+xml,' + encodeURIComponent(${JSON.stringify(svg)});
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = ${px};
    canvas.getContext('2d').drawImage(image, 0, 0, ${px}, ${px});
    return canvas.toDataURL('image/png');
  })()`;
  /** @type {string} */
  const url = await page.evaluate(code);
  fs.writeFileSync(path.join(dir, to), Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
}
