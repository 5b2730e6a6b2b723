// What opens an edited file: the person's program with the file as one word, and nothing that would run it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import type { Command } from './command-words.ts';
import { type Deed, runForEditing } from './deeds.ts';
import { editPrograms } from './edit-programs.ts';

const { signal } = new AbortController();

function programs(platform: NodeJS.Platform, command: string | null, why = '', agrees = true) {
  const launched: Command[] = [];
  const asked: Deed[] = [];
  const opened: string[] = [];
  const made = editPrograms({
    command: () => command,
    openPath: (file) => {
      opened.push(file);
      return Promise.resolve(why);
    },
    platform,
    env: { PATH: '/bin:/usr/bin' },
    agree: (deed) => {
      asked.push(deed);
      return agrees ? Promise.resolve() : Promise.reject(new AppError('consent/refused', deed.refused));
    },
    launch: (each) => {
      launched.push(each);
      return Promise.resolve();
    },
  });
  const open = (file: string): Promise<void> => made.open(file, signal);
  return { ...made, open, launched, opened, asked };
}

describe('the program for editing', () => {
  it.each([
    ['sh {file}', ['/x/a b.txt']],
    ['sh --wait', ['--wait', '/x/a b.txt']],
    ['sh "--file={file}" last', ['--file=/x/a b.txt', 'last']],
  ])('%s', async (command, args) => {
    const { open, launched } = programs('linux', command);
    await open('/x/a b.txt');
    expect(launched.map((each) => each.args)).toEqual([args]);
    expect(launched[0]?.program).toMatch(/^\/(usr\/)?bin\/sh$/);
  });

  it('is asked about before it runs, and does not run without consent', async () => {
    const { open, launched, asked } = programs('linux', 'sh --wait', '', false);
    await expect(open('/x/notes.txt')).rejects.toMatchObject({ code: 'consent/refused' });
    expect(launched).toEqual([]);
    expect(asked).toEqual([runForEditing('sh --wait')]);
  });

  it('is the system’s own without a command, and its refusal is told', async () => {
    const { open, opened, asked } = programs('linux', null);
    await open('/x/notes.txt');
    expect(opened).toEqual(['/x/notes.txt']);
    expect(asked).toEqual([]);
    const without = programs('linux', null, 'No application is registered.');
    await expect(without.open('/x/notes.txt')).rejects.toMatchObject({
      code: 'files/editor-failed',
      detail: 'No application is registered.',
    });
  });

  it('learns nothing of our environment', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'sallyport-editor-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    const { open } = editPrograms({
      command: () => `sh -c "env > $1.new; mv $1.new $1" sh {file}`,
      openPath: () => Promise.resolve(''),
      platform: 'linux',
      env: { PATH: '/bin:/usr/bin', EDITOR_COLOURS: 'many', AWS_SECRET_ACCESS_KEY: 'aaXXsecretXXaa' },
      agree: () => Promise.resolve(),
    });
    await open(path.join(dir, 'seen'), signal);
    await expect.poll(() => readdir(dir)).toContain('seen');
    const seen = await readFile(path.join(dir, 'seen'), 'utf8');
    expect(seen).toContain('EDITOR_COLOURS=many');
    expect(seen).not.toContain('aaXXsecretXXaa');
  });

  it('a name that an instance has made up for a shell stays a name', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'sallyport-editor-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    const command = `sh -c 'printf %s "$1" > "$2"' sh {file} ${path.join(dir, 'seen')}`;
    const { open } = editPrograms({
      command: () => command,
      openPath: () => Promise.resolve(''),
      platform: 'linux',
      env: { PATH: '/bin:/usr/bin' },
      agree: () => Promise.resolve(),
    });
    const hostile = `/x/a" $(touch ${path.join(dir, 'run')}) \`id\`; $2 '.txt`;
    await open(hostile, signal);
    await expect.poll(() => readFile(path.join(dir, 'seen'), 'utf8').catch(() => 'not yet')).toBe(hostile);
    expect(await readdir(dir)).toEqual(['seen']);
  });

  it('neither asks nor runs where a shell would read the name', async () => {
    const { open, launched, asked } = programs('linux', 'sh -c "vim {file}"');
    await expect(open('/x/a; id')).rejects.toMatchObject({
      code: 'files/editor-failed',
      detail: expect.stringContaining('sh {file}') as string,
    });
    expect([launched, asked]).toEqual([[], []]);
  });

  it.each(['no-such-program-anywhere {file}', 'sh {host}', 'sh "open'])('cannot be %s', async (command) => {
    await expect(programs('linux', command).open('/x/notes.txt')).rejects.toMatchObject({
      code: 'files/editor-failed',
    });
  });

  it.each([
    ['win32', 'update.exe'],
    ['win32', 'Setup.MSI'],
    ['win32', 'notes.txt.lnk'],
    ['win32', 'run.bat. '],
    ['win32', 'deploy.sh'],
    ['win32', 'update.msu'],
    ['win32', 'keys.ahk'],
    ['win32', 'page.html'],
    ['win32', 'kind-that-nobody-knows.q7'],
    ['win32', 'Makefile'],
    ['win32', '.bat'],
    ['darwin', 'install.command'],
    ['darwin', 'Tool.app'],
    ['linux', 'starter.desktop'],
  ] as const)('never runs what an instance has: %s %s', async (platform, name) => {
    const { checkName, open, opened } = programs(platform, null);
    expect(() => {
      checkName(name);
    }).toThrow(expect.objectContaining({ code: 'files/would-run' }) as Error);
    await expect(open(`/x/${name}`)).rejects.toMatchObject({ code: 'files/would-run' });
    expect(opened).toEqual([]);
    // A text editor shows it.
    programs(platform, 'sh {file}').checkName(name);
  });

  it.each(['nginx.conf', 'main.tsx', 'photo.PNG', 'report.pdf', 'notes.txt. '])('opens %s', (name) => {
    for (const platform of ['win32', 'darwin', 'linux'] as const) programs(platform, null).checkName(name);
  });

  it.each(['exe', '.bashrc', 'deploy.sh', 'page.html'])('opens %s where it is shown', (name) => {
    for (const platform of ['darwin', 'linux'] as const) programs(platform, null).checkName(name);
  });
});
