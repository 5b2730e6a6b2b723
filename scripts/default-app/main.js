// What a bare Electron runs: starts the app in the folder (or file) named by the first plain argument, as the official
// default app does. Part of the development runtime only (scripts/electron-fallback.mjs).
const { app } = require('electron');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const { preload, target } = parseArguments(process.argv.slice(1));
if (target === undefined) {
  console.error('usage: electron [options] <app folder>');
  app.exit(1);
} else {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
  for (const file of preload) Module._load(path.resolve(file), Module, false);
  startApp(path.resolve(target));
}

function parseArguments(args) {
  const preload = [];
  for (let at = 0; at < args.length; at += 1) {
    if (args[at] === '-r' || args[at] === '--require') preload.push(args[(at += 1)]);
    else if (!args[at].startsWith('-')) return { preload, target: args[at] };
  }
  return { preload, target: undefined };
}

function startApp(target) {
  const packageFile = path.join(target, 'package.json');
  const isFolder = fs.existsSync(packageFile);
  if (isFolder) takeNames(JSON.parse(fs.readFileSync(packageFile, 'utf8')));
  const file = Module._resolveFilename(target, null, true);
  app.setAppPath(isFolder ? target : path.dirname(file));
  Module._load(file, Module, true);
}

function takeNames({ name, productName, version, desktopName }) {
  app.setName(productName ?? name ?? app.getName());
  if (version) app.setVersion(version);
  app.setDesktopName(desktopName ?? `${app.getName()}.desktop`);
  if (!app.commandLine.hasSwitch('user-data-dir')) {
    app.setPath('userData', path.join(app.getPath('appData'), app.getName()));
  }
}
