// Colours of the terminal in light and dark. Background, text and the meaning colours are those of ui/tokens.css.
import type { ITheme } from '@xterm/xterm';

export type Scheme = 'light' | 'dark';

const DARK: ITheme = {
  background: '#0b0e12',
  foreground: '#dfe4ea',
  cursor: '#dfe4ea',
  cursorAccent: '#0b0e12',
  selectionBackground: '#2b4a52',
  selectionInactiveBackground: '#27323b',
  scrollbarSliderBackground: '#333b4799',
  scrollbarSliderHoverBackground: '#4a5462cc',
  scrollbarSliderActiveBackground: '#5b6676',
  overviewRulerBorder: '#0b0e12',
  black: '#242a33',
  red: '#ff7b72',
  green: '#4cc38a',
  yellow: '#f0b429',
  blue: '#7aa7ff',
  magenta: '#d2a8ff',
  cyan: '#3cc7b4',
  white: '#c5ccd6',
  brightBlack: '#838d9b',
  brightRed: '#ffa198',
  brightGreen: '#7ee2b0',
  brightYellow: '#ffd166',
  brightBlue: '#a5c4ff',
  brightMagenta: '#e2c5ff',
  brightCyan: '#7ce3d5',
  brightWhite: '#f4f6f8',
};

const LIGHT: ITheme = {
  background: '#ffffff',
  foreground: '#1b2027',
  cursor: '#1b2027',
  cursorAccent: '#ffffff',
  selectionBackground: '#bfe3de',
  selectionInactiveBackground: '#dfe4ea',
  scrollbarSliderBackground: '#cfd4dc99',
  scrollbarSliderHoverBackground: '#aab2bdcc',
  scrollbarSliderActiveBackground: '#8d97a5',
  overviewRulerBorder: '#ffffff',
  black: '#1b2027',
  red: '#b42318',
  green: '#177446',
  yellow: '#9a5b00',
  blue: '#2557c9',
  magenta: '#8b3fb0',
  cyan: '#0b7a6e',
  white: '#5b6472',
  brightBlack: '#69727f',
  brightRed: '#d1372a',
  brightGreen: '#238a57',
  brightYellow: '#a86a0c',
  brightBlue: '#3b6fe0',
  brightMagenta: '#a05ac4',
  brightCyan: '#128a7d',
  brightWhite: '#343b45',
};

export function terminalTheme(scheme: Scheme): ITheme {
  return scheme === 'dark' ? DARK : LIGHT;
}

/** Search hits: xterm wants #RRGGBB. The current one differs by its border too, not by colour alone. */
export function searchDecorations(scheme: Scheme) {
  return scheme === 'dark'
    ? {
        matchBackground: '#3a3112',
        matchOverviewRuler: '#f0b429',
        activeMatchBackground: '#7a5b00',
        activeMatchBorder: '#f0b429',
        activeMatchColorOverviewRuler: '#ffd166',
      }
    : {
        matchBackground: '#fdf0cf',
        matchOverviewRuler: '#9a5b00',
        activeMatchBackground: '#f8d477',
        activeMatchBorder: '#9a5b00',
        activeMatchColorOverviewRuler: '#7a4700',
      };
}
