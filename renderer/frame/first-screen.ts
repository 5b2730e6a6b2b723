// When the window's first screen can be seen, and not only its empty frame: what takes the processor waits for it.

/** A hidden window paints nothing, and Chromium tells no more of it after the first key or click. */
const NO_LATER_THAN_MS = 1_000;

/** To be called before the screen is rendered. */
export function firstScreenShown(): Promise<void> {
  return new Promise((resolve) => {
    const from = performance.now();
    const observer = new PerformanceObserver((list) => {
      if (list.getEntries().some(({ startTime }) => startTime > from)) settle();
    });
    const timer = setTimeout(settle, NO_LATER_THAN_MS);
    function settle(): void {
      clearTimeout(timer);
      observer.disconnect();
      resolve();
    }
    // The frame of index.html was the largest so far; the screen is larger.
    observer.observe({ type: 'largest-contentful-paint' });
  });
}
