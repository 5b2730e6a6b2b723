// The agent holds back the beginning of a UTF-8 character whose rest has not been read yet.

/** How many bytes at the end of `bytes` begin a character that is not complete: 0 to 3. */
export function incompleteTailLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

/** Bytes of the character that `lead` starts; 1 for everything that is no valid lead. */
function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 1;
}

/** Bytes in, the same bytes out in the same order, cut only between characters. */
export class Utf8Holder {
  #held: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): Buffer {
    const all = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const cut = all.length - incompleteTailLength(all);
    this.#held = all.subarray(cut);
    return all.subarray(0, cut);
  }

  /** What is left when no more bytes will come. */
  flush(): Buffer {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    return rest;
  }
}
