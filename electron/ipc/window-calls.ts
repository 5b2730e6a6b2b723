// What the window's own keys ask of the window: who gets them, and how large it is.
import type { HandlersOf } from './router.ts';

export interface WindowKeys {
  /** Whether the keys of the application menu go to the page instead. */
  readonly ignoreMenu: (ignore: boolean) => void;
  readonly toggleFullScreen: () => void;
}

export function windowCalls(
  window: WindowKeys,
): HandlersOf<'window.pass-keys' | 'window.toggle-full-screen'> {
  return {
    'window.pass-keys': ({ to }) => {
      window.ignoreMenu(to === 'shell');
      return null;
    },
    'window.toggle-full-screen': () => {
      window.toggleFullScreen();
      return null;
    },
  };
}
