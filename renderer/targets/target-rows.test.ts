import { describe, expect, it } from 'vitest';
import { company, fleet } from '../dev/fake-targets.ts';
import { targetEntry } from './target-entry.ts';
import { filterGroups, groupTargets, listGroups, positionOf, targetCount } from './target-rows.ts';
import type { Listing, TargetGroup } from './target-rows.ts';

const companyGroups = groupTargets(company().map(targetEntry));
const listed = (groups: readonly TargetGroup[], query: string): Listing =>
  listGroups(filterGroups(groups, query));
const names = ({ rows }: Listing): string[] =>
  rows.map((row) => (row.kind === 'group' ? `# ${row.title}` : row.label));

describe('groupTargets', () => {
  it('puts VPCs first and managed nodes last, each sorted by name', () => {
    expect(names(listed(companyGroups, ''))).toEqual([
      '# vpc-0a1f3c8e21',
      'api-blue-1',
      'api-blue-2',
      'bastion-legacy',
      'batch-7',
      'sql-report-01',
      '# vpc-0b7e90aa12',
      'ci-runner-3',
      'grafana',
      'old-worker',
      '# Managed nodes',
      'label-printer',
      'warehouse-gw',
    ]);
  });

  it('sorts numbers as numbers', () => {
    const [first] = company();
    if (first === undefined) throw new Error('no target');
    const entries = ['web-10', 'web-9', 'web-1'].map((name) => targetEntry({ ...first, name }));
    expect(groupTargets(entries)[0]?.entries.map(({ label }) => label)).toEqual(['web-1', 'web-9', 'web-10']);
  });
});

describe('filterGroups', () => {
  it.each([
    ['a name', 'GRAFANA', ['grafana']],
    ['an id', '0f3a9c41b7d2e8a06', ['api-blue-2']],
    ['an address', '10.31.2.9', ['ci-runner-3']],
    ['a system', 'windows server', ['sql-report-01']],
    ['a tag and a name, in any order', 'payments gw', []],
    ['a state', 'stopped', ['old-worker']],
    ['words in any order', '1 blue api 4.17', ['api-blue-1']],
  ])('finds by %s', (_what, query, found) => {
    expect(names(listed(companyGroups, query)).filter((name) => !name.startsWith('#'))).toEqual(found);
  });

  it('finds by tag', () => {
    expect(names(listed(companyGroups, 'team=payments api')).slice(1)).toEqual(['api-blue-1', 'api-blue-2']);
  });

  it('counts positions over groups without the headings', () => {
    const listing = listed(companyGroups, '');
    const positions = listing.rows.flatMap((row, index) =>
      row.kind === 'target' ? [positionOf(listing, index)] : [],
    );
    expect(positions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(targetCount(listing)).toBe(10);
    expect(targetCount(listGroups([]))).toBe(0);
  });

  it('says in each heading how many fit', () => {
    const heads = listed(companyGroups, 'api').rows.filter((row) => row.kind === 'group');
    expect(heads).toEqual([{ kind: 'group', title: 'vpc-0a1f3c8e21', count: 2 }]);
  });

  it('filters ten thousand without losing one', () => {
    const groups = groupTargets(fleet(10_000).map(targetEntry));
    expect(targetCount(listed(groups, ''))).toBe(10_000);
    // Teams 0 to 39: 7 begins no other number of them.
    expect(targetCount(listed(groups, 'team-7'))).toBe(250);
  });
});
