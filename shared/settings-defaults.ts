// The settings before main has sent the stored ones. Plain values: the page does not carry the schema library, which
// would be a sixth of what it parses at start. A test holds them to the schema's own defaults.
import type { Settings } from './settings.ts';

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  density: 'comfortable',
  lastAccess: null,
  sidebarWidth: 300,
  newShells: 'automatic',
  keys: {},
  files: { editor: null, downloadSessions: 4 },
  background: { onClose: 'ask', startAtLogin: false, tray: true },
  terminal: {
    fontSize: 13,
    scrollbackLines: 10_000,
    copyOnSelect: false,
    rightClick: 'platform',
    confirmMultiLinePaste: true,
    cursorBlink: true,
    renderer: 'auto',
    onExit: 'close',
    screenReader: false,
  },
};
