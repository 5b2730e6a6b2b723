import { describe, expect, it } from 'vitest';
import type { Target } from '../../shared/aws.ts';
import { findTarget, isTargetId } from './find-target.ts';
import { makeMergedInventory } from './merged-inventory.ts';

function target(id: string, name: string | null, more: Partial<Target> = {}): Target {
  const [made] = makeMergedInventory().addInstances([{ InstanceId: id, State: { Name: 'running' } }]);
  if (made === undefined) throw new Error('no target');
  return { ...made, name, ...more };
}
const web = target('i-0a', 'web', {
  privateAddress: '10.0.0.4',
  publicAddress: '54.1.2.3',
  ipv6Address: '2600::a',
});
const upper = target('i-0b', 'WEB');
const db = target('i-0c', 'db');
const oldDb = target('i-0d', 'db', { state: 'stopped' });
const twin = target('i-0e', 'twin');
const otherTwin = target('i-0f', 'twin');
const trap = target('i-10', 'i-0a');
const all = [web, upper, db, oldDb, twin, otherTwin, trap];

describe('findTarget', () => {
  it.each([
    ['i-0a', web],
    ['web', web],
    [' web ', web],
    ['WEB', upper],
    ['10.0.0.4', web],
    ['54.1.2.3', web],
    ['2600::A', web],
    ['db', db],
  ])('%s', (text, expected) => {
    expect(findTarget(text, all)).toEqual({ kind: 'one', target: expected });
  });

  it('takes a name in another case when nothing fits exactly', () => {
    expect(findTarget('Db', all)).toMatchObject({ kind: 'one', target: { id: 'i-0c' } });
    expect(findTarget('Web', all)).toMatchObject({ kind: 'several' });
  });

  it('lists the candidates when several fit', () => {
    expect(findTarget('twin', all)).toEqual({ kind: 'several', candidates: [twin, otherTwin] });
  });

  it('finds nothing', () => {
    expect(findTarget('nobody', all)).toEqual({ kind: 'none' });
    expect(findTarget('', all)).toEqual({ kind: 'none' });
  });
});

describe('isTargetId', () => {
  it.each(['i-0123456789abcdef0', 'i-12345678', 'mi-0123456789abcdef0', 'ecs:cluster_task_runtime-1'])(
    '%s',
    (id) => {
      expect(isTargetId(id)).toBe(true);
    },
  );
  it.each(['web', 'i-web', 'i-', '10.0.0.4', 'mi-1', 'i-0123456789abcdef0 '])('not %s', (text) => {
    expect(isTargetId(text)).toBe(false);
  });
});
