// The preload's lists are the contract's names, no more and no fewer.
import { expect, it } from 'vitest';
import { CALLS, EVENTS } from '../../shared/contract.ts';
import { CALL_NAMES, EVENT_NAMES } from './channels.ts';

it('allows exactly the calls and events of the contract', () => {
  expect(Object.keys(CALL_NAMES).sort()).toEqual(Object.keys(CALLS).sort());
  expect(Object.keys(EVENT_NAMES).sort()).toEqual(Object.keys(EVENTS).sort());
});
