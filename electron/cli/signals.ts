// Ctrl-C and kill: the first asks the command to end cleanly (the session is terminated), the second ends at once.
import { EXIT } from './exit-codes.ts';

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: 129 } as const;
/** Ending cleanly is one API call and a close frame; past this the far side will time out by itself. */
const PATIENCE_MS = 8_000;

export interface Signals {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came, else `code`. */
  codeOr(code: number): number;
  stop(): void;
}

export function listenForSignals(): Signals {
  const controller = new AbortController();
  let came: keyof typeof CODES | null = null;
  let timer: NodeJS.Timeout | null = null;
  const on = (name: keyof typeof CODES) => (): void => {
    if (came !== null) process.exit(CODES[name]);
    came = name;
    controller.abort();
    timer = setTimeout(() => {
      process.exit(CODES[name]);
    }, PATIENCE_MS);
  };
  const handlers = (Object.keys(CODES) as (keyof typeof CODES)[]).map((name) => ({ name, run: on(name) }));
  for (const { name, run } of handlers) process.on(name, run);
  return {
    signal: controller.signal,
    codeOr: (code) => (came === null ? code : CODES[came]),
    stop() {
      if (timer !== null) clearTimeout(timer);
      for (const { name, run } of handlers) process.off(name, run);
    },
  };
}
