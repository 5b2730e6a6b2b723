// Every option as FreeRDP 2 and 3 take it.
import { expect, it } from 'vitest';
import { type RdpOptions, rdpOptionsSchema } from '../../shared/rdp.ts';
import { Secret } from '../base/secret.ts';
import { freeRdpArguments } from './freerdp-arguments.ts';

const all = (options: object, certificate: { sha256: string; sha1: string } | null = null): string[] =>
  freeRdpArguments({
    host: '127.80.1.2',
    port: 40123,
    credentials: { userName: 'CORP\\anna', password: new Secret('p-w') },
    instanceName: 'a\nb',
    options: rdpOptionsSchema.parse(options),
    security: 'nla',
    certificate,
  });

const DISPLAYS: readonly (readonly [RdpOptions['display'], string])[] = [
  [{ kind: 'fit' }, '/dynamic-resolution'],
  [{ kind: 'window', width: 1024, height: 700 }, '/size:1024x700'],
  [{ kind: 'full-screen' }, '/f'],
  [{ kind: 'all-monitors' }, '/multimon'],
];

it('says where, who and what the window is called; never the password', () => {
  const args = all({});
  expect(args).toEqual(expect.arrayContaining(['/v:127.80.1.2:40123', '/u:anna', '/d:CORP', '/t:a b']));
  expect(args.join('\n')).not.toContain('p-w');
});

it.each(DISPLAYS)('shows %j by %s, and by that alone', (display, argument) => {
  const args = all({ display });
  const others = DISPLAYS.map(([, each]) => each).filter((each) => each !== argument);
  expect(args).toContain(argument);
  for (const other of others) expect(args).not.toContain(other);
});

it('has an argument for each of the other options, and the careful default', () => {
  expect(all({})).toEqual(expect.arrayContaining(['+clipboard', '/sound', '/cert:tofu']));
  for (const off of ['+drives', '/admin', '/sec:nla', '/sec:tls']) expect(all({})).not.toContain(off);
  expect(all({}).some((each) => each.startsWith('/scale'))).toBe(false);
  expect(all({ clipboard: false })).toContain('-clipboard');
  expect(all({ drives: true })).toContain('+drives');
  expect(all({ sound: 'there' })).toContain('/audio-mode:1');
  expect(all({ sound: 'off' })).toContain('/audio-mode:2');
  expect(all({ adminSession: true })).toContain('/admin');
  expect(all({ networkLevelAuthentication: 'required' })).toContain('/sec:nla');
  expect(all({ networkLevelAuthentication: 'off' })).toContain('/sec:tls');
  expect(all({ scale: 200 })).toEqual(expect.arrayContaining(['/scale-desktop:200', '/scale:180']));
  const pinned = all({}, { sha256: 'ab'.repeat(32), sha1: '' });
  expect(pinned).toContain(`/cert:fingerprint:sha256:${'ab:'.repeat(31)}ab`);
  expect(pinned).not.toContain('/cert:tofu');
});
