// The way out of a shell on a terminal, as ssh has it: `~.` after Enter leaves, `~?` shows help, `~~` is a `~`. Pure.

const TILDE = 0x7e;
const DOT = 0x2e;
const QUESTION = 0x3f;
const CR = 0x0d;
const LF = 0x0a;

export interface EscapeStep {
  /** What goes to the far side. */
  readonly bytes: Uint8Array;
  readonly asks: 'nothing' | 'leave' | 'help';
}

/** Feeds one read after the other; holds a `~` at the beginning of a line back until it is clear what it means. */
export function makeEscapeReader(): (typed: Uint8Array) => EscapeStep {
  let state: 'line-start' | 'in-line' | 'after-tilde' = 'line-start';
  return (typed) => {
    const bytes: number[] = [];
    let asks: EscapeStep['asks'] = 'nothing';
    for (const byte of typed) {
      if (state === 'after-tilde') {
        state = 'in-line';
        if (byte === DOT) return { bytes: Uint8Array.from(bytes), asks: 'leave' };
        if (byte === QUESTION) {
          asks = 'help';
          state = 'line-start';
          continue;
        }
        bytes.push(TILDE);
        if (byte === TILDE) continue;
      } else if (state === 'line-start' && byte === TILDE) {
        state = 'after-tilde';
        continue;
      }
      bytes.push(byte);
      state = byte === CR || byte === LF ? 'line-start' : 'in-line';
    }
    return { bytes: Uint8Array.from(bytes), asks };
  };
}
