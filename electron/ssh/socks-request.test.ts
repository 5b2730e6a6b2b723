import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SocksParser, socksAnswer, type SocksStep } from './socks-request.ts';

/** All steps that `bytes` lead to, given in the pieces that `cuts` make of them. */
function steps(bytes: Buffer, cuts: readonly number[] = []): SocksStep[] {
  const parser = new SocksParser();
  const found: SocksStep[] = [];
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const to of ends) {
    for (
      let step = parser.push(bytes.subarray(from, to));
      step.kind !== 'more';
      step = parser.push(Buffer.alloc(0))
    ) {
      found.push(
        step.kind === 'request' ? { ...step, rest: Buffer.concat([step.rest, bytes.subarray(to)]) } : step,
      );
      if (step.kind !== 'answer') return found;
    }
    from = to;
  }
  return found;
}

const GREETING = [5, 2, 2, 0];
const ANSWER: SocksStep = { kind: 'answer', bytes: Buffer.from([5, 0]) };
const name = (host: string) => [host.length, ...Buffer.from(host)];
const four = (address: number[], texts: number[]) => Buffer.from([4, 1, 0x1f, 0x90, ...address, ...texts]);

test.each([
  [Buffer.from([...GREETING, 5, 1, 0, 1, 10, 0, 0, 7, 0x15, 0x38, 1, 2]), '10.0.0.7', 5432, 5],
  [Buffer.from([...GREETING, 5, 1, 0, 3, ...name('db.internal'), 0x15, 0x38, 1, 2]), 'db.internal', 5432, 5],
  [
    Buffer.from([...GREETING, 5, 1, 0, 4, ...Array.from({ length: 15 }, () => 0), 1, 0, 80, 1, 2]),
    '0:0:0:0:0:0:0:1',
    80,
    5,
  ],
  [four([10, 0, 0, 7], [65, 0, 1, 2]), '10.0.0.7', 8080, 4],
  [four([0, 0, 0, 9], [0, ...Buffer.from('db.internal'), 0, 1, 2]), 'db.internal', 8080, 4],
])('%#: what a program asks for is understood, in whatever pieces it comes', (bytes, host, port, version) => {
  const expected = [
    ...(version === 5 ? [ANSWER] : []),
    { kind: 'request', version, host, port, rest: Buffer.from([1, 2]) },
  ];
  fc.assert(
    fc.property(fc.array(fc.nat()), (cuts) => {
      expect(steps(bytes, cuts)).toEqual(expected);
    }),
  );
});

test.each([
  ['a password', [5, 1, 2], [5, 0xff]],
  ['BIND', [...GREETING, 5, 2, 0, 1, 1, 2, 3, 4, 0, 80], [5, 7, 0, 1, 0, 0, 0, 0, 0, 0]],
  ['no address', [...GREETING, 5, 1, 0, 9, 1, 2, 3, 4, 0, 80], [5, 8, 0, 1, 0, 0, 0, 0, 0, 0]],
  [
    'a name with a line break',
    [...GREETING, 5, 1, 0, 3, ...name('a\nb'), 0, 80],
    [5, 8, 0, 1, 0, 0, 0, 0, 0, 0],
  ],
  ['an empty name', [...GREETING, 5, 1, 0, 3, 0, 0, 80], [5, 8, 0, 1, 0, 0, 0, 0, 0, 0]],
  ['SOCKS 4 BIND', [4, 2, 0, 80, 1, 2, 3, 4, 0], [0, 0x5b, 0, 0, 0, 0, 0, 0]],
])('%s is refused with the answer of the protocol', (_, bytes, answer) => {
  expect(steps(Buffer.from(bytes)).at(-1)).toMatchObject({ kind: 'invalid', answer: Buffer.from(answer) });
});

test('a browser that takes it for a web proxy is told nothing', () => {
  expect(steps(Buffer.from('CONNECT db:5432 HTTP/1.1\r\n'))).toMatchObject([
    { kind: 'invalid', answer: null },
  ]);
});

test('any bytes come to an end within bounds', () => {
  const version = fc.constantFrom(4, 5);
  fc.assert(
    fc.property(version, fc.uint8Array({ minLength: 600, maxLength: 900 }), (first, bytes) => {
      const last = steps(Buffer.from([first, ...bytes])).at(-1);
      expect(['request', 'invalid']).toContain(last?.kind);
      if (last?.kind === 'request') expect(last.host).toMatch(/^[A-Za-z0-9_.:-]{1,255}$/);
    }),
  );
});

test('answers', () => {
  expect([...socksAnswer(5, 'open')]).toEqual([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  expect([...socksAnswer(5, 'unreachable')].slice(0, 2)).toEqual([5, 4]);
  expect([...socksAnswer(4, 'open')].slice(0, 2)).toEqual([0, 0x5a]);
  expect([...socksAnswer(4, 'refused')].slice(0, 2)).toEqual([0, 0x5b]);
});
