import { expect, test } from 'vitest';
import { Scope } from './scope.ts';

test('closes in reverse, one at a time, once', async () => {
  const scope = new Scope();
  const order: string[] = [];
  scope.defer(() => void order.push('first'));
  scope.defer(async () => {
    order.push('second starts');
    await new Promise((resolve) => setTimeout(resolve, 5));
    order.push('second ends');
  });
  scope.own({ close: () => void order.push('third') });
  expect(scope.signal.aborted).toBe(false);
  const closing = scope.close();
  expect(scope.signal.aborted).toBe(true);
  expect(scope.close()).toBe(closing);
  await closing;
  expect(order).toEqual(['third', 'second starts', 'second ends', 'first']);
});

test('what arrives while closing or later is disposed too', async () => {
  const scope = new Scope();
  const order: string[] = [];
  scope.defer(() => {
    scope.defer(() => void order.push('while closing'));
  });
  await scope.close();
  scope.defer(() => void order.push('late'));
  await Promise.resolve();
  await Promise.resolve();
  expect(order).toEqual(['while closing', 'late']);
});

test('all disposals run though some fail; their errors come together', async () => {
  const scope = new Scope();
  const order: string[] = [];
  scope.defer(() => void order.push('last'));
  scope.defer(() => {
    throw new Error('one');
  });
  scope.defer(() => Promise.reject(new Error('two')));
  await expect(scope.close()).rejects.toThrow(AggregateError);
  expect(order).toEqual(['last']);
});

test('a late error reaches its listener', async () => {
  const errors: unknown[] = [];
  const scope = new Scope({ onLateError: (error) => errors.push(error) });
  await scope.close();
  scope.defer(() => Promise.reject(new Error('late')));
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(errors).toEqual([new Error('late')]);
});

test('a child closes with its parent, and is forgotten when it closes before', async () => {
  const parent = new Scope();
  const order: string[] = [];
  const early = parent.child();
  early.defer(() => void order.push('early'));
  const kept = parent.child();
  kept.defer(() => void order.push('kept'));
  const forget = parent.defer(() => void order.push('forgotten'));
  forget();
  await early.close();
  await parent.close();
  expect(order).toEqual(['early', 'kept']);
  expect(kept.signal.aborted).toBe(true);
});
