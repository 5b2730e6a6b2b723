// xterm with its addons as this app uses it: made from the settings, measured, searched, written to.
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';
import type { ITerminalOptions } from '@xterm/xterm';
import type { TerminalSize } from '../../shared/connection.ts';
import type { Settings } from '../../shared/settings.ts';
import { blinkCursor } from './cursor-blink.ts';
import { wantsWebgl } from './renderer-choice.ts';
import { terminalTheme } from './terminal-theme.ts';
import type { Scheme } from './terminal-theme.ts';
import { saveWork } from './xterm-savings.ts';

const TERMINAL_FONT = '"JetBrains Mono Variable", "DejaVu Sans Mono", Menlo, Consolas, monospace';
/** Of the font's own line (17 px at size 13), which makes the 19 px of the look. */
const LINE_HEIGHT = 1.12;
/** WCAG AA for text: colours a program chose are lifted to it. */
const MINIMUM_CONTRAST = 4.5;

export interface XtermView {
  readonly terminal: Terminal;
  readonly search: SearchAddon;
  /** Puts it into the page and draws; the element must be visible, or nothing can be measured. */
  open(element: HTMLElement): void;
  /** Fits to the element; null while it has no size (hidden). */
  fit(): TerminalSize | null;
  apply(settings: Settings['terminal'], scheme: Scheme): void;
  dispose(): void;
}

export function createXtermView(
  settings: Settings['terminal'],
  scheme: Scheme,
  onLink: (url: string) => void,
): XtermView {
  const terminal = new Terminal({
    ...liveOptions(settings, scheme),
    allowProposedApi: true,
    fontFamily: TERMINAL_FONT,
    lineHeight: LINE_HEIGHT,
    minimumContrastRatio: MINIMUM_CONTRAST,
    macOptionIsMeta: false,
    rightClickSelectsWord: false,
    rescaleOverlappingGlyphs: true,
    linkHandler: {
      activate: (_event, url) => {
        onLink(url);
      },
    },
  });
  const fit = new FitAddon();
  const search = new SearchAddon({ highlightLimit: 1000 });
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.loadAddon(
    new WebLinksAddon((_event, url) => {
      onLink(url);
    }),
  );

  let stopBlinking: () => void = () => undefined;

  const drawWithWebgl = (): void => {
    const webgl = new WebglAddon();
    // A lost context (driver reset, sleep) leaves a black canvas; without the addon the DOM renderer takes over.
    webgl.onContextLoss(() => {
      webgl.dispose();
    });
    terminal.loadAddon(webgl);
  };

  return {
    terminal,
    search,
    open: (element) => {
      terminal.open(element);
      saveWork(terminal, () => performance.now());
      // Also for the DOM renderer that takes over from a lost WebGL.
      stopBlinking = blinkCursor(terminal, element);
      if (wantsWebgl(settings.renderer)) drawWithWebgl();
    },
    fit: () => {
      const proposed = fit.proposeDimensions();
      if (proposed === undefined || !Number.isFinite(proposed.cols) || !Number.isFinite(proposed.rows))
        return null;
      const size = { cols: clamp(proposed.cols, 2, 1000), rows: clamp(proposed.rows, 1, 1000) };
      if (size.cols !== terminal.cols || size.rows !== terminal.rows) terminal.resize(size.cols, size.rows);
      return size;
    },
    apply: (next, nextScheme) => {
      terminal.options = liveOptions(next, nextScheme);
    },
    dispose: () => {
      stopBlinking();
      terminal.dispose();
    },
  };
}

function liveOptions(settings: Settings['terminal'], scheme: Scheme): ITerminalOptions {
  return {
    theme: terminalTheme(scheme),
    fontSize: settings.fontSize,
    scrollback: settings.scrollbackLines,
    cursorBlink: settings.cursorBlink,
    screenReaderMode: settings.screenReader,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
