// Where the name of a file may stand in the command for editing: wherever no program reads it as its own language.
import { describe, expect, it } from 'vitest';
import { editingCommand } from './editing-command.ts';

const HOSTILE = `/x/a b"; $(id) '{file} $& .txt`;

describe('the file in the command for editing', () => {
  it.each([
    ['code --wait', ['code', '--wait', HOSTILE]],
    ['code --wait {file}', ['code', '--wait', HOSTILE]],
    ['gvim -f "+set ft=sh" {file}', ['gvim', '-f', '+set ft=sh', HOSTILE]],
    ['emacsclient -c {file}', ['emacsclient', '-c', HOSTILE]],
    ['gedit --file={file}', ['gedit', `--file=${HOSTILE}`]],
    ['xdg-open file://{file}#1', ['xdg-open', `file://${HOSTILE}#1`]],
    ['xterm -e vim {file}', ['xterm', '-e', 'vim', HOSTILE]],
    [`sh -c 'vim "$1"' sh {file}`, ['sh', '-c', 'vim "$1"', 'sh', HOSTILE]],
    [`bash -lc 'vim "$0"'`, ['bash', '-lc', 'vim "$0"', HOSTILE]],
    ['"C:\\Program Files\\Vim\\gvim.exe" {file}', ['C:\\Program Files\\Vim\\gvim.exe', HOSTILE]],
  ])('is one word of %s', (command, words) => {
    expect(editingCommand(command, HOSTILE, 'linux')).toEqual(words);
  });

  it.each([
    'sh -c "vim {file}"',
    `sh -c "vim '{file}'"`,
    'sh -c vim;{file}',
    'sh -c {file}',
    'sh -ec {file}',
    'sh -c -e {file}',
    'sh -c -o errexit {file}',
    'sh -c',
    'env EDITOR=vim bash -lc {file}',
    '/usr/bin/zsh -ic {file}',
    'fish --command={file}',
    'su -c {file} anna',
    'python3 -c {file}',
    `perl -e 'open("{file}")'`,
    'perl -e {file}',
    'node --eval {file}',
    'osascript -e {file}',
    'xterm -e {file}',
    'emacs --eval (find-file"{file}")',
    'cmd /c notepad {file}',
    'C:\\Windows\\System32\\CMD.EXE /k {file}',
    'powershell -Command notepad {file}',
    'wsl vim {file}',
    'ssh -t other vim {file}',
    '{file}',
  ])('is refused in %s', (command) => {
    expect(() => editingCommand(command, '/x/notes.txt', 'linux')).toThrow(
      expect.objectContaining({
        code: 'files/editor-failed',
        detail: expect.stringContaining(`sh -c 'vim "$1"' sh {file}`) as string,
      }) as Error,
    );
  });

  it('is refused for a batch file of Windows, which its shell reads', () => {
    expect(() => editingCommand('C:\\Code\\bin\\code.cmd {file}', 'C:\\x\\a&b.txt', 'win32')).toThrow(
      expect.objectContaining({ detail: expect.stringContaining('batch file') as string }) as Error,
    );
  });
});
