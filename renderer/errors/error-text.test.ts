import { describe, expect, it } from 'vitest';
import { APP_ERROR_CODES } from '../../shared/app-error.ts';
import { ERROR_TEXTS } from './error-text.ts';

describe('error texts', () => {
  it('every code has words and there is no word without a code', () => {
    expect(Object.keys(ERROR_TEXTS).sort()).toEqual([...APP_ERROR_CODES].sort());
  });

  it.each(APP_ERROR_CODES)('%s: a title without a stop, sentences with one, no exclamation', (code) => {
    const { title, explanation, nextStep } = ERROR_TEXTS[code];
    expect(title).toMatch(/^[A-Z].*[^.!]$/);
    expect(explanation).toMatch(/^[A-Z].*\.$/);
    expect(nextStep).toMatch(/^[A-Z].*\.$/);
    expect(`${title}${explanation}${nextStep}`).not.toMatch(/!|\boops\b|please/i);
  });

  it('no two codes share a title', () => {
    const titles = APP_ERROR_CODES.map((code) => ERROR_TEXTS[code].title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});
