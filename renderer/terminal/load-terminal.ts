// The terminal is half of what the page parses, and no window starts with one: it is loaded after the first paint.
import type { createTerminalController } from './create-terminal.ts';
import { loadTerminalFont } from './terminal-font.ts';

export type CreateTerminal = typeof createTerminalController;

let create: CreateTerminal | null = null;

/** Parsed while the user looks for an instance, so that the first shell waits for nothing. */
export async function prepareTerminals(): Promise<void> {
  ({ createTerminalController: create } = await import('./create-terminal.ts'));
  // Its family is named in what was loaded.
  await loadTerminalFont();
}

/** In the same turn once they are prepared, which `import()` never answers in: the next key may already be there. */
export function withTerminals(
  open: (create: CreateTerminal) => void,
  onError: (error: unknown) => void,
): void {
  if (create !== null) {
    open(create);
    return;
  }
  import('./create-terminal.ts').then((loaded) => {
    create = loaded.createTerminalController;
    open(create);
  }, onError);
}
