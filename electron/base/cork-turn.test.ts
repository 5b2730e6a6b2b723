import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { corkForThisRound, corkForThisTurn } from './cork-turn.ts';

/** Three turns of one round: each writes one. How many leave in each call. */
async function calls(cork: (stream: Writable) => void): Promise<readonly number[]> {
  const sizes: number[] = [];
  const stream = new Writable({
    write(_chunk, _encoding, done) {
      sizes.push(1);
      done();
    },
    writev(chunks, done) {
      sizes.push(chunks.length);
      done();
    },
  });
  // Timers that are due together have their turns in one round.
  await new Promise<void>((resolve) => {
    for (const last of [false, false, true])
      setTimeout(() => {
        cork(stream);
        stream.write('one');
        if (last) setImmediate(resolve);
      }, 5);
  });
  expect(stream.writableLength).toBe(0);
  expect(stream.writableCorked).toBe(0);
  return sizes;
}

test('what several turns of one round write leaves in one call when the round is gathered, in one each otherwise', async () => {
  expect(await calls(corkForThisTurn)).toEqual([1, 1, 1]);
  expect(await calls(corkForThisRound)).toEqual([3]);
});
