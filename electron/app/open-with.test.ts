// Programs get exactly the words they should, and no value becomes an option or a command of its own.
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { openWithSchema } from '../../shared/open-with.ts';
import { commandWords, type Command } from './command-words.ts';
import { findProgram } from '../base/find-program.ts';
import { type Deed, runForTunnel } from './deeds.ts';
import { makeOpenWith, planOpen } from './open-with.ts';
import { terminalFor } from './system-terminal.ts';

const ADDRESS = { host: '127.70.1.2', port: 5432 };
const wishes = (more: object = {}) => openWithSchema.parse(more);

describe('what opens', () => {
  it.each([
    ['browser', wishes({ scheme: 'https' }), 'https://127.70.1.2:5432/'],
    ['psql', wishes(), 'psql --host=127.70.1.2 --port=5432'],
    [
      'psql',
      wishes({ user: 'app', database: 'orders' }),
      'psql --host=127.70.1.2 --port=5432 --username=app --dbname=orders',
    ],
    [
      'mysql',
      wishes({ user: 'app' }),
      'mysql --protocol=TCP --host=127.70.1.2 --port=5432 --user=app --password',
    ],
    ['redis-cli', wishes(), 'redis-cli -h 127.70.1.2 -p 5432'],
    ['custom', wishes({ command: 'db "a b" {host}:{port}' }), 'db|a b|127.70.1.2:5432'],
  ] as const)('%s %#', (client, given, expected) => {
    const plan = planOpen(client, ADDRESS, given);
    if (plan.kind === 'url') expect(plan.url).toBe(expected);
    else {
      const words = [plan.command.program, ...plan.command.args];
      expect(words).toEqual(expected.includes('|') ? expected.split('|') : expected.split(' '));
    }
  });

  it.each([
    ['host=evil.example', "dbname='host=evil.example'"],
    ['postgresql://evil.example/x', "dbname='postgresql://evil.example/x'"],
    ["a='\\", "dbname='a=\\'\\\\'"],
  ])('takes the database %s for a name, not for a way past the tunnel', (database, word) => {
    const plan = planOpen('psql', ADDRESS, wishes({ database }));
    expect(plan).toMatchObject({
      command: { args: expect.arrayContaining([`--dbname=${word}`]) as unknown },
    });
  });

  it('takes no user that is an option', () => {
    expect(openWithSchema.safeParse({ user: '--file=/etc/passwd' }).success).toBe(false);
    expect(openWithSchema.safeParse({ user: 'a b' }).success).toBe(false);
  });
});

describe('a custom command', () => {
  const values = { host: '127.0.0.1', port: '1', user: null };
  it.each([['run "open'], ['run {password}'], ['run {user}'], ['""'], ['   ']])('refuses %j', (command) => {
    expect(() => commandWords(command, values)).toThrow(/cannot be used/);
  });

  it('never lets a value make more words than were written', () => {
    fc.assert(
      fc.property(fc.string(), (user) => {
        const words = commandWords('prog -u {user} "x {user} y"', { ...values, user });
        expect(words).toEqual(['prog', '-u', user, `x ${user} y`]);
      }),
    );
  });
});

describe('on this computer', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'sallyport-open-'));
  });
  afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
  });
  const install = async (name: string): Promise<string> => {
    const file = path.join(dir, name);
    await writeFile(file, '#!/bin/sh\n');
    await chmod(file, 0o755);
    return file;
  };
  const { signal } = new AbortController();
  const asked: Deed[] = [];
  const opener = (launched: Command[], agrees = true) =>
    makeOpenWith({
      openInBrowser: () => Promise.resolve(),
      platform: 'linux',
      env: { PATH: dir },
      agree: (deed) => {
        asked.push(deed);
        return agrees ? Promise.resolve() : Promise.reject(new AppError('consent/refused', deed.refused));
      },
      launch: (command) => {
        launched.push(command);
        return Promise.resolve();
      },
    });

  it('says which program is missing', async () => {
    await expect(opener([])('psql', ADDRESS, wishes(), signal)).rejects.toMatchObject({
      code: 'tunnel/client-missing',
      message: 'psql was not found on this computer.',
    });
    await install('psql');
    await expect(opener([])('psql', ADDRESS, wishes(), signal)).rejects.toThrow('No terminal program');
  });

  it('opens terminal programs in a terminal, others by themselves', async () => {
    const [psql, xterm, gui] = [await install('psql'), await install('xterm'), await install('gui')];
    const launched: Command[] = [];
    await opener(launched)('psql', ADDRESS, wishes(), signal);
    await opener(launched)('custom', ADDRESS, wishes({ command: 'gui {port}' }), signal);
    expect(launched).toEqual([
      { program: xterm, args: ['-e', psql, '--host=127.70.1.2', '--port=5432'] },
      { program: gui, args: ['5432'] },
    ]);
  });

  it('tells them nothing of our environment', async () => {
    const gui = await install('gui');
    await writeFile(gui, `#!/bin/sh\nenv > "${dir}/new"; mv "${dir}/new" "${dir}/seen"\n`);
    const env = { PATH: `${dir}:/bin:/usr/bin`, COLOURS: 'many', AWS_SECRET_ACCESS_KEY: 'aaXXsecretXXaa' };
    const openWith = makeOpenWith({
      openInBrowser: () => Promise.resolve(),
      platform: 'linux',
      env,
      agree: () => Promise.resolve(),
    });
    await openWith('custom', ADDRESS, wishes({ command: 'gui {port}' }), signal);
    await expect.poll(() => readdir(dir)).toContain('seen');
    const seen = await readFile(path.join(dir, 'seen'), 'utf8');
    expect(seen).toContain('COLOURS=many');
    expect(seen).not.toContain('aaXXsecretXXaa');
  });

  it('asks before a command of a tunnel, before nothing else, and starts nothing without consent', async () => {
    await Promise.all(['psql', 'xterm', 'gui'].map(install));
    asked.length = 0;
    const launched: Command[] = [];
    const custom = wishes({ command: 'gui "{user}" {port}', user: '$(x)' });
    for (const commandPlace of ['window', 'terminal'] as const)
      await expect(
        opener(launched, false)('custom', ADDRESS, { ...custom, commandPlace }, signal),
      ).rejects.toMatchObject({ code: 'consent/refused', message: 'The program was not started.' });
    expect(launched).toEqual([]);
    expect(asked).toEqual([runForTunnel('gui "{user}" {port}', '$(x)'), asked[0]]);
    await opener(launched, false)('psql', ADDRESS, wishes(), signal);
    expect(launched).toHaveLength(1);
    expect(asked).toHaveLength(2);
  });

  it('takes nothing from a relative folder, and nothing that cannot run', async () => {
    await writeFile(path.join(dir, 'plain'), '');
    const find = (name: string, PATH = dir) => findProgram(name, { platform: 'linux', env: { PATH } });
    expect(await find('plain')).toBeNull();
    expect(await find('./plain')).toBeNull();
    await install('tool');
    expect(await find('tool')).toBe(path.join(dir, 'tool'));
    expect(await find('tool', path.relative(process.cwd(), dir))).toBeNull();
  });
});

describe('terminals of the other systems', () => {
  const command = { program: '/usr/bin/psql', args: ['--host=h', "it's"] };
  it('macOS: the words are arguments of the script, never part of it', async () => {
    const launch = await terminalFor('darwin')(command, () => Promise.resolve(null));
    expect(launch?.program).toBe('/usr/bin/osascript');
    expect(launch?.args.slice(-4)).toEqual(['--', '/usr/bin/psql', '--host=h', "it's"]);
    expect(launch?.args.filter((arg) => arg.includes("it's"))).toHaveLength(1);
  });

  it('Windows: the new terminal, or the old one where a ; would end the command', async () => {
    const find = (name: string) => Promise.resolve(`C:\\${name}.exe`);
    const windows = terminalFor('win32');
    expect((await windows(command, find))?.program).toBe('C:\\wt.exe');
    expect((await windows({ program: 'p', args: ['a;b'] }, find))?.program).toBe('C:\\conhost.exe');
  });
});
