import { describe, expect, it } from 'vitest';
import type { RouteReason } from '../../shared/route.ts';
import { passedWords, statusWords, wayWords } from './way-words.ts';

const reason = (
  route: RouteReason['route'],
  verdict: RouteReason['verdict'],
  why: string,
  shell: RouteReason['shell'] = 'ssh',
): RouteReason => ({ route, shell, verdict, why });

describe('the way in words', () => {
  it('names the route in use and why not a better one', () => {
    const way = {
      route: 'eice',
      shell: 'ssh',
      routeReasons: [
        reason('ssm', 'not-possible', 'agent offline since 14:02'),
        reason('eice', 'used', 'endpoint eice-1 is in its VPC'),
        reason('direct', 'not-possible', 'no public address'),
      ],
    } as const;
    expect(statusWords(way)).toBe('SSH via EICE; SSM not used: agent offline since 14:02');
  });

  it('says once what speaks against SSH altogether', () => {
    const why = 'AWS sends no keys to managed nodes';
    const way = {
      route: 'ssm',
      shell: 'session-manager',
      routeReasons: [
        reason('ssm', 'not-possible', why),
        reason('direct', 'not-possible', why),
        reason('ssm', 'used', 'its agent is online', 'session-manager'),
      ],
    } as const;
    expect(statusWords(way)).toBe(`via Session Manager; SSH not used: ${why}`);
  });

  it('tells what failed on the way, also while the next one is tried', () => {
    const way = {
      route: 'direct',
      shell: 'ssh',
      routeReasons: [
        reason('eice', 'failed', 'it was full'),
        reason('direct', 'possible', 'it has a public address'),
      ],
    } as const;
    expect(passedWords(way)).toBe('EICE not used: it was full');
  });

  it('says nothing before a way was chosen, and only the way where nothing was passed over', () => {
    expect(wayWords({ route: null, shell: null })).toBeNull();
    expect(passedWords({ route: 'ssm', shell: 'session-manager', routeReasons: [] })).toBeNull();
    expect(statusWords({ route: 'direct', shell: 'serial-console', routeReasons: [] })).toBe(
      'Serial console',
    );
  });
});
