// The lines the app itself writes between the far side's output. Dim, and never in the middle of somebody's line.
import type { ConnectionEnding } from '../../shared/connection.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { KnownWay } from '../connections/way-words.ts';
import { passedWords, wayWords } from '../connections/way-words.ts';
import { formatClock, formatElapsed } from '../ui/format-time.ts';
import { sentence } from '../ui/sentence.ts';

const DIM = '\u001b[90m';
const PLAIN = '\u001b[0m';

/**
 * What a full-screen program left switched on when it lost its terminal: mouse, focus, bracketed paste, keypad,
 * cursor, scroll region (whose reset moves the cursor, hence saved around it).
 */
export const RESET_MODES =
  '\u001b[?1000;1002;1003;1006;1004;2004;1l\u001b>\u001b[?25h\u001b[?7h\u001b7\u001b[r\u001b8\u001b[0m';
export const LEAVE_ALTERNATE = '\u001b[?1049l';

export function connectedLine(title: string, connectMs: number, way: KnownWay): string {
  const over = wayWords(way);
  const passed = passedWords(way);
  const how = over === null ? '' : ` over ${over}`;
  const why = passed === null ? '' : `; ${printable(passed)}`;
  return `${DIM}Connected to ${printable(title)}${how} in ${formatElapsed(connectMs)}${why}${PLAIN}\r\n`;
}

/** `closeKeys` as people read them; empty: no keys close the tab. */
export function endedLine(ending: ConnectionEnding, atMs: number, closeKeys: string): string {
  const close = closeKeys === '' ? '' : `, ${closeKeys} to close`;
  const why = sentence(printable(endingWords(ending)));
  return `${DIM}— Disconnected at ${formatClock(atMs)}. ${why} Press Enter to reconnect${close} —${PLAIN}\r\n`;
}

/** The shell has ended, and the next one is on its way. */
export function reopensLine(ending: ConnectionEnding, atMs: number): string {
  const why = sentence(printable(endingWords(ending)));
  return `${DIM}— Disconnected at ${formatClock(atMs)}. ${why} A new shell opens by itself —${PLAIN}\r\n`;
}

function endingWords(ending: ConnectionEnding): string {
  switch (ending.kind) {
    case 'exited':
      return ending.reason ?? 'the shell ended';
    case 'cancelled':
      return 'cancelled';
    case 'closed':
      return 'closed here';
    case 'failed':
      return ending.error.message;
    default:
      return assertNever(ending);
  }
}

/** Far-side words are hostile to a terminal: no control characters, no endless line. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 200);
}
