import { describe, expect, it } from 'vitest';
import { savedConnectionIdSchema } from '../../shared/ids.ts';
import { connectChoiceSchema } from '../../shared/route.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { checkHow, formOf } from './how-form.ts';

const blank = formOf(DEFAULT_CONNECT);
const via = savedConnectionIdSchema.parse('s1');

describe('how to connect, as a form', () => {
  it('gives back what it was made from, and main takes it', () => {
    for (const how of [
      DEFAULT_CONNECT,
      { ...DEFAULT_CONNECT, shell: 'session-manager' as const },
      { ...DEFAULT_CONNECT, route: { kind: 'jump', via } as const, user: 'postgres', port: 2222 },
      { ...DEFAULT_CONNECT, route: { kind: 'eice', endpointId: 'eice-0c4f' } as const },
      { ...DEFAULT_CONNECT, route: { kind: 'direct', address: '10.0.0.1' } as const },
      { ...DEFAULT_CONNECT, identity: { kind: 'key-file', path: '/keys/id' } as const },
    ]) {
      const check = checkHow(formOf(how));
      expect(check).toEqual({ kind: 'good', how });
      expect(connectChoiceSchema.parse(how)).toEqual(how);
    }
  });

  it.each([
    ['via', { route: 'jump' }],
    ['endpointId', { route: 'eice', endpointId: 'vpce-1' }],
    ['port', { route: 'eice', port: '2222' }],
    ['port', { port: '0' }],
    ['port', { port: 'ssh' }],
    ['address', { route: 'direct', address: 'a b' }],
    ['user', { user: '-oProxyCommand=x' }],
    ['user', { user: 'a b' }],
    ['keyPath', { identity: 'key-file' }],
  ] as const)('says what is wrong with %s', (field, change) => {
    expect(checkHow({ ...blank, ...change })).toMatchObject({ kind: 'bad', field });
  });

  it('forgets route, user and key where the shell is not SSH', () => {
    const form = { ...blank, shell: 'serial-console', route: 'jump', user: 'a b' } as const;
    expect(checkHow(form)).toEqual({ kind: 'good', how: { ...DEFAULT_CONNECT, shell: 'serial-console' } });
  });
});
