// What is written for other SSH programs, read back by OpenSSH itself.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { type SavedConnectionSpec, savedConnectionSpecSchema } from '../../shared/saved-connection.ts';
import { type ProxyProgram, sshConfigText } from './ssh-config-text.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sallyport-ssh-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const PROGRAM: ProxyProgram = {
  words: ["/opt/o'brien & 100% co/node", '/opt/sallyport.mjs'],
  dataFolder: null,
  platform: 'linux',
};

function saved(id: string, name: string, user: string | null = null): SavedConnectionSpec {
  return savedConnectionSpecSchema.parse({
    ...{ id, name, kind: 'shell', targetId: 'i-0a1b2c3d4e5f60718', targetName: null, platform: 'linux' },
    access: { profileId: 'profile:prod', region: 'eu-west-1' },
    how: { ...DEFAULT_CONNECT, user },
    createdAt: Number(id.slice(1)),
    lastOpenedAt: null,
  });
}

/** What OpenSSH makes of it for `host`. */
function askSsh(text: string, ...args: string[]): Record<string, string> {
  const file = path.join(folder, 'config');
  writeFileSync(file, text);
  const lines = execFileSync('ssh', ['-G', '-F', file, ...args], { encoding: 'utf8' }).split('\n');
  return Object.fromEntries(
    lines.map((line) => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1)]),
  );
}

const named = (...list: SavedConnectionSpec[]) => list.map((each) => ({ saved: each, knownUser: null }));

describe('sshConfigText', () => {
  it('gives each saved connection a name, a user and the id as host name', () => {
    const text = sshConfigText(named(saved('c1', 'Web 1 (prod)\nHost *', 'ec2-user')), PROGRAM);
    const web = askSsh(text, 'web-1-prod-host');
    expect(web).toMatchObject({ hostname: 'i-0a1b2c3d4e5f60718', user: 'ec2-user' });
    expect(web['proxycommand']).toBe(
      `'/opt/o'\\''brien & 100% co/node' /opt/sallyport.mjs proxy --saved c1 --user '%r' --keys-of web-1-prod-host i-0a1b2c3d4e5f60718 '%p'`.replace(
        '100%',
        '100%%',
      ),
    );
    expect(askSsh(text, 'elsewhere.example.com')['proxycommand']).toBeUndefined();
  });

  it('gives no name twice, and the older one stays', () => {
    const text = sshConfigText(named(saved('c2', 'web'), saved('c1', 'Web'), saved('c3', '***')), PROGRAM);
    expect(askSsh(text, 'web')['proxycommand']).toContain('--saved c1 ');
    expect(askSsh(text, 'web-2')['proxycommand']).toContain('--saved c2 ');
    expect(askSsh(text, 'i-0a1b2c3d4e5f60718')['proxycommand']).toContain('--saved c3 ');
  });

  it('leads to ids of instances and managed nodes', () => {
    const text = sshConfigText([], PROGRAM);
    for (const id of ['i-0b6d1e8f3a2c94705', 'mi-0123456789abcdef0'])
      expect(askSsh(text, id)['proxycommand']).toMatch(/ proxy --user '%r' --keys-of '%n' '%h' '%p'$/);
    expect(
      askSsh(`${text}\nHost mine\n  HostName i-0b6d1e8f3a2c94705\n`, 'mine')['proxycommand'],
    ).toBeUndefined();
    expect(
      askSsh(`Host mine\n  HostName i-0b6d1e8f3a2c94705\n${text}`, 'mine')['proxycommand'],
    ).toBeDefined();
  });

  it('does not hand a name with a quote to a shell, whatever sends it', () => {
    const text = sshConfigText([], PROGRAM);
    for (const user of ["x';id;'", 'x$(id)']) {
      const made = (() => {
        try {
          return askSsh(text, '-l', user, 'i-0b6d1e8f3a2c94705')['proxycommand'];
        } catch {
          return undefined; // OpenSSH 9.6 and later refuse such a name themselves
        }
      })();
      if (user.includes("'")) expect(made).toBeUndefined();
    }
  });

  it('refuses a path that would be a line of its own', () => {
    expect(() => sshConfigText([], { ...PROGRAM, words: ['/opt/a\nHost *'] })).toThrow(
      expect.objectContaining({ code: 'ssh-config/unwritable' }),
    );
  });

  it('quotes for Windows as Windows reads it', () => {
    const words = ['C:\\Program Files\\nodejs\\node.exe', 'C:\\sallyport\\scripts\\sallyport.mjs'];
    const text = sshConfigText([], { words, dataFolder: 'D:\\my data\\', platform: 'win32' });
    expect(text).toContain(
      'ProxyCommand "C:\\Program Files\\nodejs\\node.exe" C:\\sallyport\\scripts\\sallyport.mjs proxy --data-folder "D:\\my data\\\\" --user "%r" --keys-of "%n" "%h" "%p"',
    );
  });
});
