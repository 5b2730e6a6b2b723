// Entry of the page. The frame that index.html draws is shown first; what fills it is loaded meanwhile (the build adds
// its preload links) and runs after.

/** A window that starts hidden draws no frame to wait for. */
const NO_FRAME_MS = 100;

const root = document.getElementById('root');
if (root !== null) void start(root);

async function start(place: HTMLElement): Promise<void> {
  await firstFrame();
  const { startWindow } = await import('./start.tsx');
  await startWindow(place);
}

function firstFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, NO_FRAME_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      // The callback comes before the frame is drawn, a message after it.
      setTimeout(resolve);
    });
  });
}
