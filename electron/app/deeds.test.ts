// What a person is shown before agreeing: all of it, as it is, and a change of anything that matters is another deed.
import { describe, expect, it } from 'vitest';
import { awsAccessSchema } from '../../shared/aws.ts';
import { targetIdSchema } from '../../shared/ids.ts';
import { rdpOptionsSchema } from '../../shared/rdp.ts';
import type { ToHere } from '../../shared/tunnel.ts';
import { Secret } from '../base/secret.ts';
import type { DesktopLaunch } from '../connection/desktop.ts';
import { deedOfLaunch, leadHere, runForEditing, runForTunnel } from './deeds.ts';

const targetId = targetIdSchema.parse('i-0a1b2c3d4e5f60718');
const access = awsAccessSchema.parse({ profileId: 'profile:acme', region: 'eu-west-1' });

function launch(more: Partial<DesktopLaunch> = {}, options: object = {}): DesktopLaunch {
  return {
    ...{ access, targetId, client: 'freerdp3', command: null },
    request: {
      ...{ host: '127.0.0.1', port: 1, instanceName: 'sql-1', security: 'nla', certificate: null },
      credentials: { userName: 'anna', password: new Secret('hunter2') },
      options: rdpOptionsSchema.parse(options),
    },
    ...more,
  };
}

describe('a program', () => {
  it('is shown as it is written, with what is filled in', () => {
    const { question } = runForTunnel('sh -c "db {user}" {port}', '$(rm -rf ~)');
    expect(question).toMatchObject({ message: 'Run this program?', yes: 'Run' });
    expect(question.detail).toMatch(/^sh -c "db \{user\}" \{port\}\n\{user\} is \$\(rm -rf ~\)\n\n/);
    expect(runForTunnel('db', 'anna').question.detail).not.toContain('anna');
  });

  it.each([
    ['ls\n\n\n\nrm', 'ls<U+000A><U+000A><U+000A><U+000A>rm'],
    ['ls \u202egnp', 'ls <U+202E>gnp'],
    ['ls\u3000\u00a0x', 'ls<U+3000><U+00A0>x'],
    [`ls${' '.repeat(1900)}; rm`, 'ls<1900 blanks>; rm'],
  ])('hides nothing: %j', (command, shown) => {
    expect(runForEditing(command).question.detail.split('\n\n')[0]).toBe(shown);
  });

  it('can be broken where a long word would leave the dialog', () => {
    const [shown = ''] = runForEditing('x'.repeat(200)).question.detail.split('\n');
    expect(shown.replaceAll('\u200b', '')).toBe('x'.repeat(200));
    expect(Math.max(...shown.split('\u200b').map((part) => part.length))).toBe(40);
  });

  it('is another one with another user in it, or for another use', () => {
    const about = [
      runForTunnel('db {user}', 'a'),
      runForTunnel('db {user}', 'b'),
      runForTunnel('db', 'a'),
      runForEditing('db'),
    ].map(({ use, about: of }) => JSON.stringify([use, of]));
    expect(new Set(about).size).toBe(4);
    expect(runForTunnel('db', 'a').about).toEqual(runForTunnel('db', 'b').about);
  });
});

describe('a desktop', () => {
  it('asks for nothing with a known client and no disks', () => {
    expect(deedOfLaunch(launch())).toBeNull();
  });

  it('asks for the disks, once for each instance', () => {
    const deed = deedOfLaunch(launch({}, { drives: true }));
    expect(deed?.question.message).toBe('Share the disks of this computer with “sql-1”?');
    expect(deed?.question.detail).toContain('i-0a1b2c3d4e5f60718 (acme, eu-west-1)');
    expect(deed?.about).toEqual([targetId]);
  });

  it('asks for a command of its own, which takes no disks; never with a password', () => {
    const custom = { client: 'custom', command: 'my-rdp {user} {name}' } as const;
    const deed = deedOfLaunch(launch(custom, { drives: true }));
    expect(deed?.use).toBe('run-for-desktop');
    expect(deed?.question.detail).toMatch(/^my-rdp \{user\} \{name\}\n\{user\} is anna\n\{name\} is sql-1\n/);
    expect(JSON.stringify(deed)).not.toContain('hunter2');
  });
});

it('a way from an instance to here is named at both ends, and each of its parts counts', () => {
  const to: ToHere = { kind: 'to-here', listenAddress: null, listenPort: null, host: null, port: 3000 };
  const ask = (more: Partial<ToHere> = {}) =>
    leadHere({ targetId, targetName: 'web-1', access }, { ...to, ...more });
  expect(ask().question.message).toBe('Let “web-1” reach port 3000 of this computer?');
  expect(ask({ host: 'db.corp' }).question.message).toBe(
    'Let “web-1” reach db.corp:3000 from this computer?',
  );
  expect(ask({ listenAddress: '0.0.0.0', listenPort: 80 }).question.detail).toContain(
    'from 0.0.0.0:80 on i-0a1b2c3d4e5f60718 (acme, eu-west-1) to localhost:3000',
  );
  expect(ask().question.detail).toMatch(/^A tunnel leads from a free port of 127\.0\.0\.1 on i-/);
  const all = [
    ask(),
    ask({ port: 22 }),
    ask({ host: 'db.corp' }),
    ask({ listenPort: 80 }),
    ask({ listenAddress: '0.0.0.0' }),
  ];
  expect(new Set(all.map(({ about }) => JSON.stringify(about))).size).toBe(all.length);
});
