import { expect, test } from 'vitest';
import { DEFAULT_CONNECT, DEFAULT_REACH } from './route-defaults.ts';
import { connectChoiceSchema, reachChoiceSchema } from './route.ts';

test('the plain defaults are those of the schemas', () => {
  expect(DEFAULT_REACH).toEqual(reachChoiceSchema.parse({}));
  expect(DEFAULT_CONNECT).toEqual(connectChoiceSchema.parse({}));
});
