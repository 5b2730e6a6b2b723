// The form: what is typed becomes a draft or says what is wrong, field by field.
import { describe, expect, it } from 'vitest';
import { awsAccessSchema } from '../../shared/aws.ts';
import { type SavedTunnel, savedTunnelSchema } from '../../shared/saved-tunnel.ts';
import {
  chosenTarget,
  draftOf,
  formOf,
  localPortText,
  newForm,
  suggestedLocalPort,
  suggestedName,
} from './tunnel-form.ts';

const ACCESS = awsAccessSchema.parse({ profileId: 'profile:acme', region: 'eu-west-1' });
const TARGET = 'web-1 (i-0a1b2c3d4e5f60718)';
const form = (more: object = {}) => ({
  ...newForm(ACCESS, null),
  target: TARGET,
  remotePort: '5432',
  ...more,
});

it('makes a draft with a name and a port of its own', () => {
  const result = draftOf(form(), []);
  expect(result).toMatchObject({
    ok: true,
    draft: {
      name: 'web-1 PostgreSQL',
      targetId: 'i-0a1b2c3d4e5f60718',
      targetName: 'web-1',
      remoteHost: null,
      remotePort: 5432,
      localPort: 5432,
    },
  });
});

it('says what is wrong at each field', () => {
  const bad = form({
    target: 'web',
    leadsTo: 'host',
    host: 'a b',
    remotePort: '0',
    localPort: 'x',
    user: '-p',
  });
  const result = draftOf(bad, []);
  expect(result.ok || Object.keys(result.problems).sort()).toEqual([
    'host',
    'localPort',
    'remotePort',
    'target',
    'user',
  ]);
});

it('comes back unchanged from what was saved', () => {
  const saved = savedTunnelSchema.parse({
    id: 't1',
    name: 'orders',
    access: ACCESS,
    targetId: 'i-0a1b2c3d4e5f60718',
    targetName: 'web-1',
    remoteHost: 'orders.internal',
    remotePort: 5432,
    localAddress: '127.70.1.2',
    localPort: null,
    start: 'at-launch',
    session: 'at-once',
    stopWhenIdleMinutes: 30,
    openWith: { preferred: 'psql', user: 'app', database: 'orders' },
  });
  const result = draftOf(formOf(saved), []);
  const { id: _id, localAddress: _address, createdAt: _at, ...draft } = saved;
  expect(result).toEqual({ ok: true, draft });
});

describe('the target', () => {
  it('is an id, or what was chosen from the list', () => {
    expect(chosenTarget('i-0a1b2c3d4e5f60718', [])).toEqual({ id: 'i-0a1b2c3d4e5f60718', name: null });
    expect(chosenTarget(TARGET, [])).toEqual({ id: 'i-0a1b2c3d4e5f60718', name: 'web-1' });
    expect(chosenTarget('web-1', [])).toBeNull();
    expect(chosenTarget('', [])).toBeNull();
  });
});

describe('the local port', () => {
  it.each([
    [5432, 5432],
    [80, 8080],
    [443, 8443],
    [22, 2222],
    [389, 10_389],
  ])('for %i is %i', (remote, local) => {
    expect(suggestedLocalPort(remote)).toBe(local);
  });

  it('follows the remote one until somebody types there', () => {
    expect(localPortText(form({ remotePort: '80' }))).toBe('8080');
    expect(localPortText(form({ remotePort: '80', localPort: '' }))).toBe('');
    expect(draftOf(form({ localPort: '' }), [])).toMatchObject({ draft: { localPort: null } });
  });
});

it('names a host behind by its first word', () => {
  const named = form({ leadsTo: 'host', host: 'orders.cluster.eu-west-1', remotePort: '6379' });
  expect(suggestedName(named, null)).toBe('orders Redis');
});

it('the other way round: a port of the instance, here or to a host, and back into the form', () => {
  const result = draftOf(form({ leadsTo: 'here', remotePort: '', listenPort: '8080', herePort: '3000' }), []);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  expect(result.draft).toMatchObject({
    name: 'web-1 to 3000',
    direction: { kind: 'to-here', listenAddress: null, listenPort: 8080, host: null, port: 3000 },
    localPort: null,
  });
  const saved = { ...result.draft, id: 't1', localAddress: '127.0.0.1', createdAt: 0 } as SavedTunnel;
  expect(draftOf(formOf(saved), [])).toEqual({ ok: true, draft: result.draft });
  const others = form({
    leadsTo: 'here',
    listenPort: '',
    listenFor: 'others',
    hereHost: 'nas.home',
    herePort: '445',
  });
  expect(draftOf(others, [])).toMatchObject({
    draft: {
      direction: { kind: 'to-here', listenAddress: '0.0.0.0', listenPort: null, host: 'nas.home', port: 445 },
    },
  });
  const bad = draftOf(form({ leadsTo: 'here', listenPort: 'x', hereHost: 'a b', herePort: '' }), []);
  expect(bad.ok || Object.keys(bad.problems).sort()).toEqual(['hereHost', 'herePort', 'listenPort']);
});

it('SOCKS stays SOCKS when its tunnel is changed', () => {
  const result = draftOf(form({ leadsTo: 'socks', remotePort: '' }), []);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  expect(result.draft).toMatchObject({ direction: { kind: 'socks' }, localPort: 1080 });
  const saved = { ...result.draft, id: 't1', localAddress: '127.0.0.1', createdAt: 0 } as SavedTunnel;
  expect(draftOf(formOf(saved), [])).toEqual({ ok: true, draft: result.draft });
});
