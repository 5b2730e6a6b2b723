// The font of terminals, which the page loads when it is first wanted.

/** In this family only: whether it has come does not depend on the size. */
const FONT = '13px "JetBrains Mono Variable"';

export function isTerminalFontLoaded(): boolean {
  return document.fonts.check(FONT);
}

/** Without it the system's own monospace is drawn, and measured. */
export async function loadTerminalFont(): Promise<void> {
  await document.fonts.load(FONT).catch(() => []);
}
