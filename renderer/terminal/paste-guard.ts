// What a paste would do to a shell, judged before it is sent: lines, control characters, characters one cannot see.

export type PasteDanger = 'lines' | 'control' | 'bidi' | 'invisible';

export interface PasteQuestion {
  readonly text: string;
  /** The same without what cannot be seen: control, bidirectional and zero-width characters. */
  readonly cleaned: string;
  readonly lineCount: number;
  readonly dangers: readonly PasteDanger[];
}

export type PasteVerdict =
  | { readonly kind: 'empty' }
  | { readonly kind: 'send'; readonly text: string }
  | { readonly kind: 'ask'; readonly question: PasteQuestion };

export interface PasteContext {
  readonly confirmLines: boolean;
  /** Full-screen programs (an editor) take lines as text. */
  readonly alternateScreen: boolean;
}

// C0 without tab, LF and CR; DEL; C1. ESC among them could end bracketed paste and run what follows.
const CONTROL = /(?![\t\n\r])\p{Cc}/gu;
// Embeddings, overrides, isolates and marks that reorder what is shown ("Trojan Source", CVE-2021-42574).
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// Zero-width and filler characters. The joiners U+200C/U+200D belong to scripts and emoji between letters.
const INVISIBLE =
  /[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0]/g;

export function judgePaste(raw: string, context: PasteContext): PasteVerdict {
  const text = trimLastNewline(raw);
  if (text === '') return { kind: 'empty' };
  const lineCount = text.split(/\r\n|\r|\n/).length;
  const dangers: PasteDanger[] = [];
  if (lineCount > 1 && context.confirmLines && !context.alternateScreen) dangers.push('lines');
  if (has(CONTROL, text)) dangers.push('control');
  if (has(BIDI, text)) dangers.push('bidi');
  if (has(INVISIBLE, text)) dangers.push('invisible');
  if (dangers.length === 0) return { kind: 'send', text };
  const cleaned = text.replace(CONTROL, '').replace(BIDI, '').replace(INVISIBLE, '');
  return { kind: 'ask', question: { text, cleaned, lineCount, dangers } };
}

/** A command copied with its line end must not run by itself. One line end only: blank lines may be meant. */
function trimLastNewline(text: string): string {
  return text.replace(/(\r\n|\r|\n)$/, '');
}

function has(pattern: RegExp, text: string): boolean {
  return text.search(pattern) !== -1;
}

/**
 * As a keyboard would have typed it: CR for every line end; bracketed when the shell asked for that, and then with
 * nothing inside that could close the bracket.
 */
export function pasteBytes(text: string, bracketed: boolean): Uint8Array {
  const typed = encoder.encode(text.replace(/\r\n|\n/g, '\r'));
  if (!bracketed) return typed;
  const inside = withoutBrackets(typed);
  const bytes = new Uint8Array(OPEN.byteLength + inside.byteLength + CLOSE.byteLength);
  bytes.set(OPEN);
  bytes.set(inside, OPEN.byteLength);
  bytes.set(CLOSE, OPEN.byteLength + inside.byteLength);
  return bytes;
}

const encoder = new TextEncoder();
const OPEN = encoder.encode('\u001b[200~');
const CLOSE = encoder.encode('\u001b[201~');
/** Also with the one-character form of ESC [. */
const MARKS = [OPEN, CLOSE, encoder.encode('\u009b200~'), encoder.encode('\u009b201~')];
const TILDE = 0x7e;
const ZERO = 0x30;

/**
 * In one pass, whatever is nested: taking one mark out of the middle can join the halves of another. On bytes and in
 * place: megabytes taken apart letter by letter as text would stop the window for a second.
 */
function withoutBrackets(bytes: Uint8Array): Uint8Array {
  let length = 0;
  for (const byte of bytes) {
    bytes[length++] = byte;
    // Looked at closely only where it can be one: every mark ends with 00~ or 01~.
    if (byte !== TILDE || bytes[length - 3] !== ZERO) continue;
    const end = length;
    length -= MARKS.find((mark) => endsWith(bytes, end, mark))?.byteLength ?? 0;
  }
  return bytes.subarray(0, length);
}

function endsWith(bytes: Uint8Array, end: number, mark: Uint8Array): boolean {
  const start = end - mark.byteLength;
  return start >= 0 && mark.every((byte, index) => bytes[start + index] === byte);
}

/** Shows what cannot be seen, by code point: few terminal fonts have pictures for control characters. */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n|\r/g, '\n')
    .replace(CONTROL, codePoint)
    .replace(BIDI, codePoint)
    .replace(INVISIBLE, codePoint);
}

function codePoint(char: string): string {
  return `<U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`;
}
