// The terminal is half of what the page parses, and no window starts with one: it is loaded after the first paint.
import type { createTerminalController } from './create-terminal.ts';

export type CreateTerminal = typeof createTerminalController;

/** The module is fetched once; later calls answer at once. */
export function loadTerminal(): Promise<{ readonly createTerminalController: CreateTerminal }> {
  return import('./create-terminal.ts');
}
