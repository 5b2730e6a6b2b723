// Room for three: words that pass give way, what nobody may miss does not.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { dismissNotice, noticesStore, reportError, say, sayUntilDismissed } from './notices.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  for (const { id } of noticesStore.getState().notices) dismissNotice(id);
  vi.useRealTimers();
});

const shown = () =>
  noticesStore
    .getState()
    .notices.map(({ content }) => (content.kind === 'said' ? content.text : content.error.message));
const look = { label: 'Look', run: () => undefined };

it('keeps what must be seen while other words come and go', () => {
  sayUntilDismissed('An edit was not uploaded.', look);
  for (const text of ['one', 'two', 'three', 'four']) say(text);
  expect(shown()).toEqual(['An edit was not uploaded.', 'three', 'four']);
  vi.advanceTimersByTime(8_000);
  expect(shown()).toEqual(['An edit was not uploaded.']);
});

it('an error stays while words pass; a new one takes the place of the oldest of them', () => {
  for (const text of ['first', 'second', 'third']) reportError(new AppError('internal', text));
  reportError(new AppError('internal', 'fourth'));
  expect(shown()).toEqual(['second', 'third', 'fourth']);
  say('Copied.');
  say('Saved.');
  expect(shown()).toEqual(['third', 'fourth', 'Saved.']);
});

it('shows the newest also where all others must be seen', () => {
  for (const text of ['one', 'two', 'three']) sayUntilDismissed(text, look);
  say('Copied.');
  expect(shown()).toEqual(['one', 'two', 'three', 'Copied.']);
});
