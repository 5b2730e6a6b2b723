// The words of SOCKS: what a program says before its connection goes through (-D). SOCKS 5 (RFC 1928) without a
// password, SOCKS 4 and 4a; CONNECT only. A parser over bytes, bounded; the sockets are in socks-server.
//
//   SOCKS 5   05 n methods…         →  05 00           05 01 00 type address port →  05 00 00 01 0.0.0.0 0
//   SOCKS 4a  04 01 port 0.0.0.x user 00 host 00                                  →  00 5a ……

export type SocksVersion = 4 | 5;

export type SocksStep =
  | { readonly kind: 'more' }
  /** To be sent before reading on. */
  | { readonly kind: 'answer'; readonly bytes: Buffer }
  | {
      readonly kind: 'request';
      readonly version: SocksVersion;
      readonly host: string;
      readonly port: number;
      /** What came behind the request: the first bytes of the connection. */
      readonly rest: Buffer;
    }
  /** To be sent, if there is something, before the socket is closed. */
  | { readonly kind: 'invalid'; readonly answer: Buffer | null; readonly why: string };

export type SocksOutcome = 'open' | 'refused' | 'not-allowed' | 'unreachable' | 'failed';

/** RFC 1928 6. */
const REPLY = {
  open: 0,
  failed: 1,
  'not-allowed': 2,
  unreachable: 4,
  refused: 5,
  'no-such-command': 7,
  'no-such-address': 8,
} as const;
const CONNECT = 1;
/** RFC 1928 5. */
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;
/** Longer than any user name or host in SOCKS 4; in SOCKS 5 the length byte is the bound. */
const MAX_TEXT = 255;

/** What is said back to a request. */
export function socksAnswer(version: SocksVersion, outcome: SocksOutcome): Buffer {
  return version === 5 ? answer5(outcome) : answer4(outcome === 'open');
}

export class SocksParser {
  #bytes = Buffer.alloc(0);
  #hasGreeted = false;

  /** One step for the bytes so far; after `answer` call again with nothing. Not to be called after the last step. */
  push(chunk: Uint8Array): SocksStep {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const version = this.#bytes[0];
    if (version === undefined) return { kind: 'more' };
    if (version === 4) return this.#request4();
    if (version !== 5) return { kind: 'invalid', answer: null, why: 'It does not speak SOCKS.' };
    return this.#hasGreeted ? this.#request5() : this.#greeting5();
  }

  #greeting5(): SocksStep {
    const count = this.#bytes[1];
    if (count === undefined || this.#bytes.length < 2 + count) return { kind: 'more' };
    const methods = this.#bytes.subarray(2, 2 + count);
    this.#bytes = this.#bytes.subarray(2 + count);
    if (!methods.includes(0))
      return { kind: 'invalid', answer: Buffer.from([5, 0xff]), why: 'It wants to sign in with a password.' };
    this.#hasGreeted = true;
    return { kind: 'answer', bytes: Buffer.from([5, 0]) };
  }

  #request5(): SocksStep {
    const bytes = this.#bytes;
    const [, command, , type, firstByte] = bytes;
    if (type === undefined || firstByte === undefined) return { kind: 'more' };
    if (command !== CONNECT)
      return { kind: 'invalid', answer: answer5('no-such-command'), why: 'Only CONNECT is possible.' };
    const addressBytes = type === IPV4 ? 4 : type === IPV6 ? 16 : type === NAME ? 1 + firstByte : 0;
    if (addressBytes === 0)
      return { kind: 'invalid', answer: answer5('no-such-address'), why: 'It names no address.' };
    const end = 4 + addressBytes;
    if (bytes.length < end + 2) return { kind: 'more' };
    const address = bytes.subarray(4, end);
    const host =
      type === IPV4 ? address.join('.') : type === IPV6 ? ipv6Text(address) : hostText(address.subarray(1));
    return this.#found(5, host, bytes.readUInt16BE(end), end + 2);
  }

  #request4(): SocksStep {
    const bytes = this.#bytes;
    if (bytes.length < 9) return { kind: 'more' };
    if (bytes[1] !== CONNECT)
      return { kind: 'invalid', answer: answer4(false), why: 'Only CONNECT is possible.' };
    const port = bytes.readUInt16BE(2);
    const address = bytes.subarray(4, 8);
    const userEnd = this.#textEnd(8);
    if (typeof userEnd !== 'number') return userEnd;
    // 0.0.0.x with x other than 0: a name follows (4a).
    const isName = address.readUInt32BE(0) > 0 && address.readUInt32BE(0) < 256;
    if (!isName) return this.#found(4, address.join('.'), port, userEnd + 1);
    const nameEnd = this.#textEnd(userEnd + 1);
    if (typeof nameEnd !== 'number') return nameEnd;
    return this.#found(4, hostText(bytes.subarray(userEnd + 1, nameEnd)), port, nameEnd + 1);
  }

  /** Where the zero is that ends a text. */
  #textEnd(from: number): number | SocksStep {
    const end = this.#bytes.indexOf(0, from);
    if (end >= 0 && end - from <= MAX_TEXT) return end;
    if (this.#bytes.length - from <= MAX_TEXT) return { kind: 'more' };
    return { kind: 'invalid', answer: answer4(false), why: 'It says too much.' };
  }

  #found(version: SocksVersion, host: string | null, port: number, end: number): SocksStep {
    if (host === null || port === 0) {
      const answer = version === 5 ? answer5('no-such-address') : answer4(false);
      return { kind: 'invalid', answer, why: 'It names no host and port.' };
    }
    return { kind: 'request', version, host, port, rest: this.#bytes.subarray(end) };
  }
}

/** Names as DNS has them; anything else is not passed on to a far side. */
function hostText(bytes: Buffer): string | null {
  const text = bytes.toString('latin1');
  return /^[A-Za-z0-9_.:-]{1,255}$/.test(text) ? text : null;
}

function ipv6Text(bytes: Buffer): string {
  return Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16)).join(':');
}

function answer5(reply: keyof typeof REPLY): Buffer {
  return Buffer.from([5, REPLY[reply], 0, IPV4, 0, 0, 0, 0, 0, 0]);
}

function answer4(isOpen: boolean): Buffer {
  return Buffer.from([0, isOpen ? 0x5a : 0x5b, 0, 0, 0, 0, 0, 0]);
}
