// The hosts that a person's own configuration names keep their names, as OpenSSH itself understands that configuration.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { savedConnectionSpecSchema } from '../../shared/saved-connection.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { type SshConfigPlace, writeSshConfig } from './ssh-config-files.ts';
import { hostsOfUser } from './ssh-config-names.ts';
import { sshConfigText } from './ssh-config-text.ts';

let home: string;
let place: SshConfigPlace;
const at = (...steps: string[]): string => path.join(home, '.ssh', ...steps);
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'sallyport-names-'));
  place = { folder: at(), uid: process.getuid?.() ?? null };
  await mkdir(at('conf.d'), { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));
const found = async (): Promise<string[]> => [...(await hostsOfUser(place))].sort();

it('finds names in the main file and in what it includes, and no patterns', async () => {
  await writeFile(
    at('config'),
    [
      'Host web # the old one',
      '  hostname 10.0.0.1',
      'HOST = Db "with blank"  !not *.star one?',
      '\tInclude conf.d/*.conf ~/more',
      '# Host commented',
      'Match host matched',
      'Hostname host-name',
      'Host',
    ].join('\r\n'),
  );
  await writeFile(at('conf.d', 'a.conf'), 'Host from-a\nInclude conf.d/b.conf');
  // Includes itself, and what is not there.
  await writeFile(at('conf.d', 'b.conf'), 'Host=from-b\nInclude conf.d/b.conf nowhere/*/x [open\n');
  await writeFile(at('conf.d', '.hidden.conf'), 'Host hidden');
  await writeFile(path.join(home, 'more'), 'Host from-home');
  expect(await found()).toEqual(['db', 'from-a', 'from-b', 'from-home', 'web', 'with blank']);
});

it('knows none without a configuration, and takes ours for none, however it is reached', async () => {
  expect(await found()).toEqual([]);
  await writeFile(at('config'), 'Include conf.d/*\n');
  await writeSshConfig(place, configOf(['Web']));
  await symlink(at('sallyport', 'config'), at('conf.d', 'ours'));
  expect(await found()).toEqual([]);
});

it('follows patterns of many stars, and does not lose itself in them', async () => {
  const long = 'a'.repeat(200);
  await writeFile(at('config'), `Include conf.d/${'a*'.repeat(12)}b conf.d/*a*[a-c]a*.co?f\n`);
  await writeFile(at('conf.d', long), 'Host never');
  await writeFile(at('conf.d', `x-${long}.conf`), 'Host starred');
  await writeFile(at('conf.d', 'x-d.conf'), 'Host other');
  expect(await found()).toEqual(['starred']);
});

it('leaves a host of the user where it leads', async () => {
  const own = 'Host web\n  HostName 10.0.0.1\n';
  await writeFile(at('config'), own);
  const taken = await hostsOfUser(place);
  const ask = async (ours: string): Promise<string> => {
    // As the Include line above everything has it; ssh looks for that in the real home.
    await writeFile(at('both'), `${ours}\n${own}`);
    return execFileSync('ssh', ['-G', '-F', at('both'), 'web'], { encoding: 'utf8' });
  };
  expect(await ask(configOf(['Web']))).toMatch(/^hostname i-0a1b2c3d4e5f60718$/m);
  const left = await ask(configOf(['Web'], taken));
  expect(left).toMatch(/^hostname 10\.0\.0\.1$/m);
  expect(left).not.toMatch(/^proxycommand/m);
});

function configOf(names: readonly string[], taken?: ReadonlySet<string>): string {
  const saved = names.map((name, index) =>
    savedConnectionSpecSchema.parse({
      ...{ id: `c${String(index)}`, name, kind: 'shell', targetId: 'i-0a1b2c3d4e5f60718', targetName: null },
      ...{ platform: 'linux', how: DEFAULT_CONNECT, createdAt: index, lastOpenedAt: null },
      access: { profileId: 'profile:prod', region: 'eu-west-1' },
    }),
  );
  const program = { words: ['/usr/bin/sallyport'], dataFolder: null, platform: 'linux' } as const;
  return sshConfigText(
    saved.map((each) => ({ saved: each, knownUser: null })),
    program,
    taken,
  );
}
