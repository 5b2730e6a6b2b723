// How main, preload and renderer are bundled. Targets are the oldest runtime we run on (Electron 25: Node 18,
// Chrome 114). Everything is bundled except Electron itself and the native PTY addon ("dependencies").
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = path.resolve(import.meta.dirname, '../..');
const from = (relative: string): string => path.join(root, relative);

/** All is read from the local disk: what matters is how much is parsed, not how many files it takes. */
const CHUNK_WARNING_KB = 4_000;

/** ssh2 runs without its two native addons and says so itself; in Electron they do not load. */
const withoutSsh2Addons = {
  name: 'without-ssh2-addons',
  enforce: 'pre' as const,
  resolveId: (id: string) =>
    /(^cpu-features$|sshcrypto\.node$)/.test(id) ? { id: 'left-out-on-purpose', external: true } : null,
};

/**
 * To the end of the page: what stands before a style sheet is painted without it, and the frame in index.html has its
 * own. The page's script still waits for it.
 */
const stylesAfterFrame = {
  name: 'styles-after-frame',
  enforce: 'post' as const,
  transformIndexHtml: {
    order: 'post' as const,
    handler: (html: string) => {
      const sheets = html.match(/ *<link rel="stylesheet"[^>]*>\n/g) ?? [];
      const rest = sheets.reduce((page, sheet) => page.replace(sheet, ''), html);
      return rest.replace(/ *<\/body>/, `${sheets.join('')}$&`);
    },
  },
};

export default defineConfig({
  main: {
    plugins: [withoutSsh2Addons],
    // ws looks for two optional addons that we do not ship; these are its own switches to leave them out.
    define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
    build: {
      target: 'node18',
      sourcemap: true,
      chunkSizeWarningLimit: CHUNK_WARNING_KB,
      rolldownOptions: {
        input: {
          main: from('electron/main.ts'),
          cli: from('electron/cli/main.ts'),
          sandbox: from('electron/sandbox/main.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node18',
      // A sandboxed preload can require nothing but `electron`: it must be one self-contained file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: from('electron/preload.ts') },
        output: { entryFileNames: '[name].js', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: from('renderer'),
    plugins: [react(), stylesAfterFrame],
    build: {
      target: 'chrome114',
      minify: true,
      emptyOutDir: true,
      // A font inlined as a data: URL would be refused by our own Content-Security-Policy.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: CHUNK_WARNING_KB,
      rolldownOptions: {
        input: from('renderer/index.html'),
        // Schemas in shared/ are for main; without this each of them would bring zod into the page.
        treeshake: { manualPureFunctions: ['z'], moduleSideEffects: (id) => !id.startsWith(from('shared')) },
      },
    },
  },
});
