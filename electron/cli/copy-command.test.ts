// `sallyport cp` as a child process: up, down, folders, what breaks off and goes on.
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useCliFixture } from './fixtures/cli-fixture.ts';

const fixture = useCliFixture();
/** By an endpoint, because agents send slowly. */
const THERE = 'build-runner';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-cp-'));
});
afterEach(async () => {
  await fixture.run(['ssh', '-q', THERE, 'rm -rf ./* .[a-z]*.part']);
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);
const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const there = async (command: string): Promise<string> =>
  (await fixture.run(['ssh', '-q', THERE, command])).stdout;

describe('sallyport cp', () => {
  it('copies a file up and down, exactly, with its permissions', async () => {
    const bytes = randomBytes(30_000_000);
    await writeFile(at('large'), bytes);
    await chmod(at('large'), 0o640);
    const up = await fixture.run(['cp', at('large'), `${THERE}:copy`]);
    expect(up).toMatchObject({ code: 0, stdout: '' });
    expect(up.stderr).toMatch(/via EICE[^]*^1 file, 30\.0 MB in /m);
    expect(await there('sha256sum < copy; stat -c %a copy; ls -A | grep part | wc -l')).toBe(
      `${sum(bytes)}  -\n640\n0\n`,
    );
    expect(await fixture.run(['cp', '-q', `${THERE}:copy`, folder])).toMatchObject({ code: 0, stderr: '' });
    expect(sum(await readFile(at('copy')))).toBe(sum(bytes));
    expect((await stat(at('copy'))).mode & 0o777).toBe(0o640);
  });

  it('copies folders both ways, empty ones and strange names included', async () => {
    await mkdir(at('tree/in side/empty'), { recursive: true });
    const names = ['a', 'in side/ü 1', 'in side/-rf', 'in side/new\nline', 'zero'];
    for (const name of names) await writeFile(at(`tree/${name}`), name === 'zero' ? '' : name);
    await symlink('..', at('tree/in side/loop'));
    const up = await fixture.run(['cp', '-r', at('tree'), `${THERE}:`]);
    expect(up.code).toBe(1);
    expect(up.stderr).toMatch(/loop leads back into itself/);
    const down = await fixture.run(['cp', '-q', '-r', `${THERE}:tree`, at('back')]);
    expect(down).toMatchObject({ code: 0, stderr: '' });
    for (const name of names)
      expect(await readFile(at(`back/${name}`), 'utf8')).toBe(name === 'zero' ? '' : name);
    expect(await readdir(at('back/in side/empty'))).toEqual([]);
  });

  it('goes on where a broken copy ended, and never joins two versions', async () => {
    await there('head -c 150000000 /dev/urandom > film');
    const broken = fixture.run(['cp', '-q', `${THERE}:film`, folder]);
    const partSize = async (): Promise<number> => {
      const part = (await readdir(folder)).find((name) => /^\.film\..*\.part$/.test(name));
      return part === undefined ? 0 : (await stat(at(part))).size;
    };
    await expect.poll(partSize, { timeout: 60_000, interval: 5 }).toBeGreaterThan(5_000_000);
    fixture.sandbox.instanceConnect.faults.cutTunnels();
    const first = await broken;
    expect(first).toMatchObject({ code: 6, stdout: '' });
    const kept = await partSize();
    expect(kept).toBeGreaterThan(5_000_000);
    await expect(stat(at('film'))).rejects.toThrow();
    const again = await fixture.run(['cp', '--resume', `${THERE}:film`, folder]);
    expect(again.code).toBe(0);
    expect(await readdir(folder)).toEqual(['film']);
    expect(await there('sha256sum < film')).toBe(`${sum(await readFile(at('film')))}  -\n`);
    // A part of an older version is not gone on with.
    await rm(at('film'));
    const strange = at(`.film.${(150_000_000).toString(36)}-1.part`);
    await writeFile(strange, 'of another version');
    expect(await fixture.run(['cp', '-q', '--resume', `${THERE}:film`, folder])).toMatchObject({ code: 0 });
    expect(await there('sha256sum < film')).toBe(`${sum(await readFile(at('film')))}  -\n`);
  });

  it('shares a large download by Session Manager between four sessions, and says nothing of the further ones', async () => {
    const made = await fixture.run([
      'ssh',
      '-q',
      'web-1',
      'head -c 9500000 /dev/urandom > film; sha256sum < film',
    ]);
    const { stats } = fixture.sandbox;
    const started = (): number => stats().calls['ssm:StartSession'] ?? 0;
    const before = started();
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, stats().sessions.length)), 20);
    const down = await fixture.run(['cp', 'web-1:film', folder]);
    clearInterval(watch);
    expect(down).toMatchObject({ code: 0, stdout: '' });
    expect(down.stderr.match(/via SSM/g)).toHaveLength(1);
    expect(`${sum(await readFile(at('film')))}  -\n`).toBe(made.stdout);
    expect({ started: started() - before, most }).toEqual({ started: 4, most: 4 });
    process.stderr.write(`cp by four sessions: ${down.stderr.trim().split('\n').at(-1) ?? ''}\n`);
  });

  it('says what cannot be copied, and copies the rest', async () => {
    await writeFile(at('one'), '1');
    await mkdir(at('folder'));
    const some = await fixture.run(['cp', at('one'), at('folder'), at('none'), `${THERE}:`]);
    expect(some.code).toBe(1);
    expect(some.stderr).toMatch(/folder is a folder\.\n {2}why: {2}With -r it is copied/);
    expect(some.stderr).toMatch(/none is not there/);
    expect(await there('cat one')).toBe('1');
    expect(await fixture.run(['cp', at('one'), at('two')])).toMatchObject({ code: 2 });
    expect(await fixture.run(['cp', at('one'), at('one'), `${THERE}:nowhere`])).toMatchObject({ code: 1 });
  });
});
