import { describe, expect, it } from 'vitest';
import { isProduction, profileColour } from './profile-colour.ts';

const named = (name: string) => ({ kind: 'sso', name }) as const;

describe('isProduction', () => {
  it.each(['acme-prod', 'prod', 'PRD_eu', 'production', 'live.admin', 'acme-prod2'])('%s is', (name) => {
    expect(isProduction(named(name))).toBe(true);
  });

  it.each(['product-dev', 'reproduce', 'staging', 'delivery', 'default'])('%s is not', (name) => {
    expect(isProduction(named(name))).toBe(false);
  });

  it('the sandbox never is', () => {
    expect(isProduction({ kind: 'sandbox', name: 'prod' })).toBe(false);
  });
});

describe('profileColour', () => {
  it('is the same every time, and production has its own', () => {
    expect(profileColour(named('staging'))).toBe(profileColour(named('staging')));
    const others = ['default', 'staging', 'dev', 'tooling', 'sandbox', 'data'].map((name) =>
      profileColour(named(name)),
    );
    expect(others).not.toContain(profileColour(named('acme-prod')));
  });
});
