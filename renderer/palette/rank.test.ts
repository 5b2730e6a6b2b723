import { describe, expect, it } from 'vitest';
import { rank } from './rank.ts';

const same = (text: string): string => text;

describe('rank', () => {
  it('puts a start before a word before a middle before scattered letters', () => {
    const things = ['grab api', 'rapid', 'api-1', 'a p i'];
    expect(rank(things, 'api', same)).toEqual(['api-1', 'grab api', 'rapid', 'a p i']);
  });

  it('wants every word, in any order, and keeps the order of equals', () => {
    expect(rank(['blue api', 'api', 'api blue'], 'blue api', same)).toEqual(['blue api', 'api blue']);
    expect(rank(['b1', 'a1'], '1', same)).toEqual(['b1', 'a1']);
  });

  it('keeps everything when nothing was typed', () => {
    expect(rank(['b', 'a'], '  ', same)).toEqual(['b', 'a']);
  });
});
