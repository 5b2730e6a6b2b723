// What opens an edited file: the person's program with the file as one word, and nothing that would run it.
import { describe, expect, it } from 'vitest';
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
    ['sh -c {file}', ['-c', '/x/a b.txt']],
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

  it.each(['nginx.conf', 'exe', '.bashrc', 'main.tsx', 'photo.png'])('opens %s', (name) => {
    for (const platform of ['win32', 'darwin', 'linux'] as const) programs(platform, null).checkName(name);
  });
});
