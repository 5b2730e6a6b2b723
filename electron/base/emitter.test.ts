import { expect, test } from 'vitest';
import { Emitter } from './emitter.ts';

test('tells listeners in order until they leave', () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  const leave = emitter.on((value) => heard.push(`a${value}`));
  emitter.on((value) => heard.push(`b${value}`));
  emitter.emit(1);
  leave();
  emitter.emit(2);
  emitter.clear();
  emitter.emit(3);
  expect(heard).toEqual(['a1', 'b1', 'b2']);
  expect(emitter.hasListeners).toBe(false);
});

test('a listener that leaves during the event is not told, one that throws does not silence the others', () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  emitter.on(() => {
    leave();
    throw new Error('first');
  });
  const leave = emitter.on(() => heard.push('left'));
  emitter.on(() => heard.push('last'));
  expect(() => {
    emitter.emit(1);
  }).toThrow('first');
  expect(heard).toEqual(['last']);
});
