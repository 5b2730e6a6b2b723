// The one place that touches `window.sallyport`, the surface that the preload exposes.
import type { SallyportBridge } from '../../shared/bridge.ts';

declare global {
  interface Window {
    readonly sallyport?: SallyportBridge;
  }
}

/** Throws when the page runs without its preload: nothing works then, and saying so beats a blank window. */
export function windowBridge(): SallyportBridge {
  if (window.sallyport === undefined) throw new Error('The window was opened without its preload.');
  return window.sallyport;
}
