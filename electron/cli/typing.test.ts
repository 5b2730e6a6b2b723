// What is typed: from pipes (typed-lines) and on a terminal (escape). However the bytes are cut, the result is the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEscapeReader } from './escape.ts';
import { makeTypedLines } from './typed-lines.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const text = (parts: Uint8Array[]): string => Buffer.concat(parts).toString('latin1');

function typed(chunks: string[]): string {
  const lines = makeTypedLines();
  return text([...chunks.map((chunk) => lines.type(bytes(chunk))), lines.end()]);
}

describe('typed lines', () => {
  it.each([
    ['a\nb\n', 'a\rb\r'],
    ['a\r\nb', 'a\rb\r'],
    ['', ''],
    ['\n\n', '\r\r'],
  ])('%j', (input, output) => {
    expect(typed([input])).toBe(output);
  });

  it('do not depend on where the input is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', '\r', '\n') })), (chunks) => {
        expect(typed(chunks)).toBe(typed([chunks.join('')]));
      }),
    );
  });
});

describe('escape', () => {
  function feed(chunks: string[]): { sent: string; asked: string[] } {
    const read = makeEscapeReader();
    const steps = chunks.map((chunk) => read(bytes(chunk)));
    return { sent: text(steps.map((step) => step.bytes)), asked: steps.map((step) => step.asks).filter((ask) => ask !== 'nothing') };
  } // prettier-ignore

  it.each([
    [['~.'], '', ['leave']],
    [['ls\r', '~', '.'], 'ls\r', ['leave']],
    [['cd ~.\r'], 'cd ~.\r', []],
    [['~~.\r'], '~.\r', []],
    [['~/bin\r'], '~/bin\r', []],
    [['~?', '~.'], '', ['help', 'leave']],
  ])('%j', (chunks, sent, asked) => {
    expect(feed(chunks)).toEqual({ sent, asked });
  });
});
