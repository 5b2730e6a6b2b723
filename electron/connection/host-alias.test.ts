import { expect, it } from 'vitest';
import { savedConnectionIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { hostAliases } from './host-alias.ts';

function aliasesOf(...names: readonly string[]): readonly string[] {
  const targetId = targetIdSchema.parse('i-0a1b2c3d4e5f60718');
  const saved = names.map((name, index) => ({
    ...{ id: savedConnectionIdSchema.parse(`c${String(index)}`), name, targetId },
    createdAt: index,
  }));
  return [...hostAliases(saved).values()];
}

it('makes one word of a name', () => {
  expect(aliasesOf('Web 1 (prod)', 'Bücher_2', '***')).toEqual(['web-1-prod', 'bücher_2', 'i-0a1b2c3d4e5f60718']);
}); // prettier-ignore

it('takes the place of no real host, whose names and addresses have dots', () => {
  expect(aliasesOf('github.com', '10.0.0.1', 'web.prod.', '..')).toEqual([
    'github-com',
    '10-0-0-1',
    'web-prod',
    'i-0a1b2c3d4e5f60718',
  ]);
  expect(aliasesOf('x'.repeat(62) + '.com')).toEqual(['x'.repeat(62)]);
});

it('gives no name twice: the older one keeps it', () => {
  expect(aliasesOf('web.prod', 'web-prod', 'Web Prod')).toEqual(['web-prod', 'web-prod-2', 'web-prod-3']);
});
