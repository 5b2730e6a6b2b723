// Nothing fails in silence: what no code caught is logged (redacted) and told to the user, once at a time, with the
// choice to go on or to quit.
import { redactText } from '../base/redact.ts';
import type { Log } from '../base/log.ts';

export interface BugWatchParts {
  readonly log: Log;
  /** Shows the dialog; answers with what the user chose. */
  readonly tell: (text: string) => Promise<'go-on' | 'quit'>;
  readonly quit: () => void;
}

export interface BugWatch {
  /** An error that no code expected; told to the user. */
  report(where: string, error: unknown): void;
}

export function watchForBugs(parts: BugWatchParts, source: NodeJS.EventEmitter): BugWatch {
  let telling = false;

  const report = (where: string, error: unknown): void => {
    parts.log.error(`unexpected error: ${where}`, {
      error,
      stack: error instanceof Error ? error.stack : null,
    });
    if (telling) return;
    telling = true;
    parts
      .tell(describeBug(error))
      .then((choice) => {
        if (choice === 'quit') parts.quit();
      })
      .catch((failure: unknown) => {
        parts.log.error('the dialog about an error failed', { error: failure });
      })
      .finally(() => {
        telling = false;
      });
  };

  source.on('uncaughtException', (error: unknown) => {
    report('uncaught exception', error);
  });
  source.on('unhandledRejection', (reason: unknown) => {
    report('unhandled rejection', reason);
  });
  return { report };
}

/** For people: name and message; the stack stays in the log. */
function describeBug(error: unknown): string {
  return redactText(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
}
