import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listMove, moveSelection } from './list-movement.ts';
import type { ListMove } from './list-movement.ts';

// Headings at 0 and 4.
const isOption = (index: number): boolean => index !== 0 && index !== 4;
const move = (current: number, how: ListMove, page = 3): number =>
  moveSelection(8, isOption, current, how, page);

describe('moveSelection', () => {
  it('steps over headings in both directions', () => {
    expect(move(3, 'next')).toBe(5);
    expect(move(5, 'previous')).toBe(3);
  });

  it('stops at the ends', () => {
    expect(move(7, 'next')).toBe(7);
    expect(move(1, 'previous')).toBe(1);
    expect(move(6, 'page-down')).toBe(7);
    expect(move(2, 'page-up')).toBe(1);
  });

  it('begins with the first when nothing is selected, with the last for End', () => {
    expect(move(-1, 'next')).toBe(1);
    expect(move(-1, 'previous')).toBe(1);
    expect(move(-1, 'last')).toBe(7);
  });

  it('always lands on an option, or nowhere when there is none', () => {
    const moves: ListMove[] = ['next', 'previous', 'first', 'last', 'page-down', 'page-up'];
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 30 }),
        fc.integer({ min: -1, max: 29 }),
        fc.constantFrom(...moves),
        fc.integer({ min: 1, max: 10 }),
        (options, at, how, page) => {
          const current = at < options.length ? at : -1;
          const next = moveSelection(options.length, (index) => options[index] === true, current, how, page);
          if (options.includes(true)) expect(options[next]).toBe(true);
          else expect(next).toBe(-1);
        },
      ),
    );
  });
});

describe('listMove', () => {
  it('knows the keys of a list and no others', () => {
    expect(listMove('PageDown')).toBe('page-down');
    expect(listMove('a')).toBeNull();
  });
});
