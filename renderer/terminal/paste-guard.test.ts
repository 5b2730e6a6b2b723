import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePaste, pasteBytes, visibleText } from './paste-guard.ts';
import type { PasteVerdict } from './paste-guard.ts';

const judge = (text: string, patch = {}): PasteVerdict =>
  judgePaste(text, { confirmLines: true, alternateScreen: false, ...patch });
const dangers = (text: string, patch = {}): readonly string[] => {
  const verdict = judge(text, patch);
  return verdict.kind === 'ask' ? verdict.question.dangers : [];
};
const sent = (text: string, bracketed = false): string =>
  new TextDecoder().decode(pasteBytes(text, bracketed));

describe('judgePaste', () => {
  it('lets one line through, without the line end that would run it', () => {
    expect(judge('ls -la\n')).toEqual({ kind: 'send', text: 'ls -la' });
    expect(judge('ls -la\r\n')).toEqual({ kind: 'send', text: 'ls -la' });
    expect(judge('\n')).toEqual({ kind: 'empty' });
  });

  it('asks about several lines, unless a full-screen program takes them or the setting says no', () => {
    expect(dangers('a\nb')).toEqual(['lines']);
    expect(dangers('a\rb')).toEqual(['lines']);
    expect(dangers('a\nb', { alternateScreen: true })).toEqual([]);
    expect(dangers('a\nb', { confirmLines: false })).toEqual([]);
  });

  it.each([
    ['escape', 'echo \u001b[201~ rm', 'control'],
    ['backspace', 'ls\b\brm', 'control'],
    ['right-to-left override', 'ls \u202egpj.exe', 'bidi'],
    ['isolate', 'a\u2066b', 'bidi'],
    ['zero-width space', 'ls\u200b', 'invisible'],
    ['byte order mark', '\ufeffls', 'invisible'],
    ['Hangul filler', 'ls\u3164', 'invisible'],
  ])('warns of %s, whatever the settings', (_name, text, danger) => {
    expect(dangers(text, { confirmLines: false, alternateScreen: true })).toEqual([danger]);
  });

  it('finds nothing wrong with tabs, accents, emoji with joiners and other scripts', () => {
    for (const text of ['a\tb', 'naïve café', '👩‍👩‍👧', 'سلام', 'नमस्ते', 'می‌خواهم'])
      expect(dangers(text)).toEqual([]);
  });

  it('the cleaned text asks for nothing any more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const verdict = judge(text, { confirmLines: false });
        if (verdict.kind === 'ask')
          expect(dangers(verdict.question.cleaned, { confirmLines: false })).toEqual([]);
      }),
    );
  });
});

describe('pasteBytes', () => {
  it('sends CR for every kind of line end', () => {
    expect(sent('a\r\nb\nc\rd')).toBe('a\rb\rc\rd');
  });

  it('brackets, and lets nothing inside end the bracket', () => {
    expect(sent('x\u001b[201~y', true)).toBe('\u001b[200~xy\u001b[201~');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('\u001b[201~', '\u001b[20', '1~', '\u001b', '\u009b', '[', '201~', 'a')),
        (parts) => {
          const body = sent(parts.join(''), true).slice('\u001b[200~'.length, -'\u001b[201~'.length);
          for (const end of ['\u001b[201~', '\u009b201~']) expect(body).not.toContain(end);
        },
      ),
    );
  });

  it('takes marks out of marks as deep as they are nested', () => {
    const deep = '\u001b[20'.repeat(50_000) + '1~'.repeat(50_000);
    expect(sent(`a${deep}b`, true)).toBe('\u001b[200~ab\u001b[201~');
    expect(sent('\u009b20\u001b[201~1~', true)).toBe('\u001b[200~\u001b[201~');
  });
});

describe('visibleText', () => {
  it('names what cannot be seen', () => {
    expect(visibleText('a\u001bb\u202ec\u200b\r\nd')).toBe('a<U+001B>b<U+202E>c<U+200B>\nd');
  });
});
