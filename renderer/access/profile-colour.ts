// A colour of its own for each AWS profile, the same every day; production has one that nothing else gets.
import type { AwsProfile } from '../../shared/aws.ts';

/** Words by which people mark production in profile names; whole words, so that "product-dev" is none. */
const PRODUCTION = /(^|[-_./\s])(prod|prd|production|live)($|[-_./\s\d])/i;

/** Far enough apart to tell in both themes; none near the production amber-red. 3:1 against both panels. */
const COLOURS = [
  '#2f7de1',
  '#0f9488',
  '#8b5cf6',
  '#5b8c1a',
  '#c2559d',
  '#0e8fb0',
  '#6b7fd7',
  '#7d8590',
] as const;
const PRODUCTION_COLOUR = '#e0571b';

export function isProduction(profile: Pick<AwsProfile, 'kind' | 'name'>): boolean {
  return profile.kind !== 'sandbox' && PRODUCTION.test(profile.name);
}

export function profileColour(profile: Pick<AwsProfile, 'kind' | 'name'>): string {
  if (isProduction(profile)) return PRODUCTION_COLOUR;
  let hash = 0x811c9dc5;
  for (const char of profile.name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return COLOURS[hash % COLOURS.length] ?? COLOURS[0];
}
