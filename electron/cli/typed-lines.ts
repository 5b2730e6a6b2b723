// Input from a file or pipe, turned into what a person would type: Enter is CR, not LF, and a last line without a
// line end gets one, so that the shell runs it. Pure.

const CR = 0x0d;
const LF = 0x0a;

export interface TypedLines {
  type(chunk: Uint8Array): Uint8Array;
  /** What is still to be typed at the end of the input. */
  end(): Uint8Array;
}

export function makeTypedLines(): TypedLines {
  let last: number | null = null;
  return {
    type(chunk) {
      const typed = new Uint8Array(chunk.length);
      let length = 0;
      for (const byte of chunk) {
        // CRLF is one Enter.
        if (!(byte === LF && last === CR)) typed[length++] = byte === LF ? CR : byte;
        last = byte;
      }
      return typed.subarray(0, length);
    },
    end() {
      return last === null || last === CR || last === LF ? new Uint8Array(0) : Uint8Array.of(CR);
    },
  };
}
