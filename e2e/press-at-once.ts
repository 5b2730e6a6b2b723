// Keys pressed faster than the window draws: all of them are on their way before the page sees the first.
import type { LaunchedApp } from './launched-app.ts';

type Modifier = 'control' | 'shift' | 'alt';

const MODIFIERS: Readonly<Record<string, Modifier>> = { Control: 'control', Shift: 'shift', Alt: 'alt' };

/** As page.keyboard.press takes them: "Control+Shift+L", "g". A letter alone is typed as well. */
export async function pressAtOnce({ electronApp }: LaunchedApp, presses: readonly string[]): Promise<void> {
  const keys = presses.map((press) => {
    const parts = press.split('+');
    const modifiers = parts.slice(0, -1).flatMap((name) => MODIFIERS[name] ?? []);
    return { keyCode: parts.at(-1) ?? '', modifiers };
  });
  await electronApp.evaluate(({ BrowserWindow }, wanted) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    for (const { keyCode, modifiers } of wanted) {
      contents?.sendInputEvent({ type: 'keyDown', keyCode, modifiers });
      if (modifiers.length === 0) contents?.sendInputEvent({ type: 'char', keyCode });
      contents?.sendInputEvent({ type: 'keyUp', keyCode, modifiers });
    }
  }, keys);
}
