// Nothing that drives a terminal passes, and nothing else is touched.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable } from './printable.ts';

it.each([
  ['\u001b[31mred\u001b[0m', '?[31mred?[0m'],
  ['\u009b2J\u0007', '?2J?'],
  ['a\r\nb\tc\u007f', 'a??b?c?'],
  ['exe.\u202egpj', 'exe.?gpj'],
  ['a\u2066b\u200fc\u061cd', 'a?b?c?d'],
  ['grün 漢字 🚀', 'grün 漢字 🚀'],
])('%j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

it('lets no control character through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/\p{Cc}/u);
    }),
  );
});
