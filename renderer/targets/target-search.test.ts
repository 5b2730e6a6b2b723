import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '../dev/fake-targets.ts';
import { targetEntry } from './target-entry.ts';
import type { TargetEntry } from './target-entry.ts';
import { findEntries, matches, queryWords } from './target-search.ts';

const [someEntry] = company().map(targetEntry);
const entryOf = (haystack: string): TargetEntry => {
  if (someEntry === undefined) throw new Error('no target');
  return { ...someEntry, haystack };
};

describe('findEntries', () => {
  it('finds what looking at each entry finds, in the same order', () => {
    // Few letters, so that words occur often, several times in one entry and across the border of two.
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n'), maxLength: 8 });
    const query = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), query, (haystacks, typed) => {
        const entries = haystacks.map(entryOf);
        const words = queryWords(typed);
        fc.pre(words.length > 0);
        expect(findEntries(entries, words)).toEqual(entries.filter((entry) => matches(entry, words)));
      }),
    );
  });

  it('finds nothing across the border of two entries', () => {
    expect(findEntries([entryOf('web'), entryOf('api')], ['ba'])).toEqual([]);
    expect(findEntries([entryOf('web'), entryOf('api')], ['api'])).toHaveLength(1);
  });
});
