// The peer: the smallest Electron app that shows one page. `--page=empty` or `--page=xterm`.
const path = require('node:path');
const { app, BrowserWindow } = require('electron');

const page = process.argv.find((arg) => arg.startsWith('--page='))?.slice('--page='.length) ?? 'empty';
app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    show: false,
    webPreferences: { sandbox: true },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadFile(path.join(__dirname, `${page}.html`));
});
