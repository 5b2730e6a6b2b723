// The company and its generated fleet: stable, plausible, and of the size asked for.
import { expect, test } from 'vitest';
import { COMPANY } from './company.ts';
import { Inventory } from './inventory.ts';

test('twenty thousand machines, all different, the eight first', () => {
  const all = new Inventory('eu-west-1', 20_000).all();
  expect(all).toHaveLength(20_000);
  expect(all.slice(0, 8).map(({ id }) => id)).toEqual(Object.values(COMPANY));
  for (const key of ['id', 'name', 'privateAddress'] as const)
    expect(new Set(all.map((instance) => instance[key])).size).toBe(20_000);
  expect(all.slice(8).every(({ id }) => /^i-[0-9a-f]{17}$/.test(id))).toBe(true);
});

test('states and agents of a fleet are mixed as in a large account', () => {
  const all = new Inventory('eu-west-1', 5000).all();
  const share = (holds: (index: number) => boolean): number =>
    all.filter((_, index) => holds(index)).length / all.length;
  expect(share((index) => all[index]?.state === 'running')).toBeCloseTo(0.86, 1);
  expect(share((index) => all[index]?.agent.status === 'online')).toBeCloseTo(0.88, 1);
  expect(new Set(all.map(({ state }) => state))).toEqual(
    new Set(['running', 'stopped', 'pending', 'stopping', 'terminated']),
  );
});

test('the same machines for the same number, however many there are', () => {
  const few = new Inventory('eu-west-1', 50).all();
  expect(new Inventory('eu-west-1', 500).all().slice(0, 50)).toEqual(few);
  expect(new Inventory('eu-west-1', 3).all()).toHaveLength(8);
});

test('found by id or by name, changed, and put back', () => {
  const inventory = new Inventory('eu-west-1', 6);
  expect(inventory.resolve('web-1')?.id).toBe(COMPANY.web);
  expect(inventory.resolve('nobody')).toBeNull();
  inventory.setState(COMPANY.web, 'stopped');
  inventory.setAgentStatus(COMPANY.buildRunner, 'online');
  expect([inventory.find(COMPANY.web)?.state, inventory.find(COMPANY.buildRunner)?.agent.status]).toEqual([
    'stopped',
    'online',
  ]);
  inventory.reset();
  expect([inventory.find(COMPANY.web)?.state, inventory.find(COMPANY.buildRunner)?.agent.status]).toEqual([
    'running',
    'offline',
  ]);
  expect(() => {
    inventory.setState('i-0', 'stopped');
  }).toThrow('no instance');
});
