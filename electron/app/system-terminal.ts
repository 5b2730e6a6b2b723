// Runs a program in the system's terminal window: one launcher per operating system behind one type. Pure but for the
// look at which terminals there are.
import type { Command } from './command-words.ts';
import type { ProgramFinder } from '../base/find-program.ts';

/** The command that opens a terminal with `command` in it; null when there is no terminal. */
export type TerminalLauncher = (command: Command, find: ProgramFinder) => Promise<Command | null>;

export function terminalFor(platform: NodeJS.Platform): TerminalLauncher {
  switch (platform) {
    case 'darwin':
      return macTerminal;
    case 'win32':
      return windowsTerminal;
    default:
      return linuxTerminal;
  }
}

/** Each with what stands between it and the command. Desktop's choice first; all take the words as they are. */
const LINUX_TERMINALS: readonly (readonly [program: string, ...before: string[]])[] = [
  ['xdg-terminal-exec'],
  ['gnome-terminal', '--'],
  ['konsole', '-e'],
  ['xfce4-terminal', '-x'],
  ['x-terminal-emulator', '-e'],
  ['kitty'],
  ['alacritty', '-e'],
  ['xterm', '-e'],
];

const linuxTerminal: TerminalLauncher = async ({ program, args }, find) => {
  for (const [name, ...before] of LINUX_TERMINALS) {
    const terminal = await find(name);
    if (terminal !== null) return { program: terminal, args: [...before, program, ...args] };
  }
  return null;
};

// Terminal takes a line for a shell: AppleScript quotes each word for it, and gets the words as arguments.
const MAC_SCRIPT = [
  'on run argv',
  'set commandLine to ""',
  'repeat with word_ in argv',
  'set commandLine to commandLine & quoted form of (contents of word_) & " "',
  'end repeat',
  'tell application "Terminal"',
  'activate',
  'do script "exec " & commandLine',
  'end tell',
  'end run',
];

const macTerminal: TerminalLauncher = ({ program, args }) =>
  Promise.resolve({
    program: '/usr/bin/osascript',
    args: [...MAC_SCRIPT.flatMap((line) => ['-e', line]), '--', program, ...args],
  });

const windowsTerminal: TerminalLauncher = async ({ program, args }, find) => {
  // Windows Terminal reads ; as the end of a command: where a word has one, the old console takes it.
  const modern = [program, ...args].some((word) => word.includes(';')) ? null : await find('wt');
  if (modern !== null) return { program: modern, args: ['new-tab', '--', program, ...args] };
  const console_ = await find('conhost');
  return console_ === null ? null : { program: console_, args: [program, ...args] };
};
