import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsAccessSchema } from '../../shared/aws.ts';
import { targetIdSchema } from '../../shared/ids.ts';
import { NO_TABS, neighbour, reduceTabs } from './tab-state.ts';
import type { TabSource, TabEvent, TabId, TabsState } from './tab-state.ts';

const id = (name: string): TabId => name as TabId;
const source: TabSource = {
  kind: 'shell',
  access: awsAccessSchema.parse({ profileId: 'sandbox', region: 'us-east-1' }),
  targetId: targetIdSchema.parse('i-1'),
  title: 'web',
  platform: 'linux',
  savedConnectionId: null,
  how: null,
};
const opened = (name: string, index: number | null = null): TabEvent => ({
  kind: 'opened',
  id: id(name),
  source,
  title: name,
  index,
});
const run = (...events: TabEvent[]): TabsState => events.reduce(reduceTabs, NO_TABS);
const order = (state: TabsState): string => state.tabs.map((tab) => tab.title).join('');

describe('tabs', () => {
  it('open at the end or at a place, and come to the front', () => {
    const state = run(opened('a'), opened('b'), opened('c', 1));
    expect(order(state)).toBe('acb');
    expect(state.activeId).toBe('c');
  });

  it('closing the one in front shows the right neighbour, at the end the left one', () => {
    const three = run(opened('a'), opened('b'), opened('c'), { kind: 'activated', id: id('b') });
    expect(reduceTabs(three, { kind: 'closed', ids: [id('b')] }).activeId).toBe('c');
    expect(reduceTabs(three, { kind: 'closed', ids: [id('b'), id('c')] }).activeId).toBe('a');
    expect(reduceTabs(three, { kind: 'closed', ids: [id('a'), id('b'), id('c')] }).activeId).toBeNull();
  });

  it('closing one behind leaves the front alone', () => {
    const state = run(opened('a'), opened('b'), { kind: 'closed', ids: [id('a')] });
    expect(state.activeId).toBe('b');
    expect(state.closed.map(({ title, index }) => [title, index])).toEqual([['a', 0]]);
  });

  it('reopening takes the last closed one off the pile', () => {
    const state = run(
      opened('a'),
      opened('b'),
      { kind: 'closed', ids: [id('a'), id('b')] },
      { kind: 'reopened' },
    );
    expect(state.closed.map(({ title }) => title)).toEqual(['a']);
  });

  it('moves within its bounds', () => {
    const state = run(opened('a'), opened('b'), opened('c'));
    expect(order(reduceTabs(state, { kind: 'moved', id: id('c'), toIndex: 0 }))).toBe('cab');
    expect(order(reduceTabs(state, { kind: 'moved', id: id('a'), toIndex: 99 }))).toBe('bca');
    expect(order(reduceTabs(state, { kind: 'moved', id: id('a'), toIndex: -5 }))).toBe('abc');
  });

  it('marks output behind until the tab is looked at, and not in front', () => {
    const two = run(opened('a'), opened('b'));
    const wrote = reduceTabs(two, { kind: 'wrote', id: id('a') });
    expect(wrote.tabs[0]?.activity).toBe('unseen');
    expect(reduceTabs(wrote, { kind: 'wrote', id: id('a') })).toBe(wrote);
    expect(reduceTabs(two, { kind: 'wrote', id: id('b') })).toBe(two);
    expect(reduceTabs(wrote, { kind: 'activated', id: id('a') }).tabs[0]?.activity).toBe('seen');
  });

  it('keeps the title when the new one is blank', () => {
    const state = run(opened('a'), { kind: 'renamed', id: id('a'), title: '   ' });
    expect(order(state)).toBe('a');
  });

  it('walks around the ends', () => {
    const state = run(opened('a'), opened('b'), opened('c'));
    expect(neighbour(state, 1)).toBe('a');
    expect(neighbour(state, -1)).toBe('b');
    expect(neighbour(NO_TABS, 1)).toBeNull();
  });

  it('whatever happens, the front is one of the tabs, or there is none', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const event: fc.Arbitrary<TabEvent> = fc.oneof(
      name.map((each) => ({ kind: 'closed' as const, ids: [id(each)] })),
      name.map((each) => ({ kind: 'activated' as const, id: id(each) })),
      fc
        .tuple(name, fc.integer({ min: -2, max: 6 }))
        .map(([each, toIndex]) => ({ kind: 'moved' as const, id: id(each), toIndex })),
      fc.constant({ kind: 'reopened' as const }),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const state = events.reduce(reduceTabs, run(opened('a'), opened('b'), opened('c'), opened('d')));
        if (state.tabs.length === 0) expect(state.activeId).toBeNull();
        else expect(state.tabs.map((tab) => tab.id)).toContain(state.activeId);
        expect(new Set(state.tabs.map((tab) => tab.id)).size).toBe(state.tabs.length);
      }),
    );
  });
});
