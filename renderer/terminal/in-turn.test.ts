import { expect, it } from 'vitest';
import { InTurn } from './in-turn.ts';

function later() {
  let resolve: (bytes: Uint8Array | null) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<Uint8Array | null>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function makeLine() {
  let sent = '';
  const line = new InTurn((each) => {
    sent += new TextDecoder().decode(each);
  });
  return { line, sent: () => sent };
}

it('what nothing is before goes at once', () => {
  const { line, sent } = makeLine();
  line.send(bytes('a'));
  line.send(bytes('b'));
  expect(sent()).toBe('ab');
});

it('what is typed after a paste comes after it, however late the clipboard answers', async () => {
  const { line, sent } = makeLine();
  const first = later();
  const second = later();
  line.send(bytes('echo '));
  line.take(first.promise);
  line.send(bytes(' and '));
  line.take(second.promise);
  line.send(bytes('\r'));
  second.resolve(bytes('two'));
  await second.promise;
  expect(sent()).toBe('echo ');
  first.resolve(bytes('one'));
  await first.promise;
  expect(sent()).toBe('echo one and two\r');
  line.send(bytes('x'));
  expect(sent()).toBe('echo one and two\rx');
});

it('what sends nothing, or fails, only had its turn', async () => {
  const { line, sent } = makeLine();
  const nothing = later();
  const failing = later();
  line.take(nothing.promise);
  line.take(failing.promise);
  line.send(bytes('h'));
  nothing.resolve(null);
  failing.reject(new Error('refused'));
  await Promise.allSettled([nothing.promise, failing.promise]);
  await Promise.resolve();
  expect(sent()).toBe('h');
});

it('cleared, it forgets what waits, also what settles later', async () => {
  const { line, sent } = makeLine();
  const late = later();
  line.take(late.promise);
  line.send(bytes('for the old shell'));
  line.clear();
  late.resolve(bytes('late'));
  await late.promise;
  line.send(bytes('n'));
  expect(sent()).toBe('n');
});
