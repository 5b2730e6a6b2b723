import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from './settings-defaults.ts';
import { settingsSchema } from './settings.ts';

test('the plain defaults are those of the schema', () => {
  expect(DEFAULT_SETTINGS).toEqual(settingsSchema.parse({}));
});
