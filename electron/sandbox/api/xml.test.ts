// What XML 1.0 can carry is carried, escaped where it must be; what it cannot is left out.
import { expect, it } from 'vitest';
import { escapeXml, xmlElement } from './xml.ts';

it.each([
  ['a & b < c > "d"', 'a &amp; b &lt; c &gt; &quot;d&quot;'],
  ['tab\tline\r\nnext', 'tab\tline\r\nnext'],
  ['\0\u0001\b\u000b\f\u000e\u001b\u001f', ''],
  ['\u007f\u0085\u009f', '\u007f\u0085\u009f'],
  ['grün 🚀 \u001b[31m&', 'grün 🚀 [31m&amp;'],
])('%j', (text, written) => {
  expect(escapeXml(text)).toBe(written);
});

it('writes lists as items and nothing for nothing', () => {
  expect(xmlElement('a', { b: ['<', 1], c: null, d: true })).toBe(
    '<a><b><item>&lt;</item><item>1</item></b><d>true</d></a>',
  );
});
