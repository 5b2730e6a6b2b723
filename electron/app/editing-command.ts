// The command for editing with the file in its place. Who named the file is an instance: its name must be a word that a
// program takes for a name, never a part of what a shell or an interpreter reads as its own language. Pure.
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { commandWords } from './command-words.ts';

const PLACE = '{file}';
/** Alone, or with something that is plainly no language around it: `--file={file}`, `file://{file}`, `{file}:1`. */
const PLAIN_PLACE = /^[\w.,:+=@/%-]*\{file\}[\w.,:+=@/%#-]*$/;

/** Each takes the first word after `-c` that is no option for commands. */
const SHELLS = /^(?:(?:ba|da|z|k|a|fi|c|tc|r|mk)?sh|busybox|su|runuser|script|python[\d.]*|pypy[\d.]*)$/;
/** What follows is the language of a program whatever it is. */
const CODE_FLAGS = /^(?:-[eEx]|-[pr]?e|--(?:eval|execute|expr|print|command|cmd))$/;
/** They make one line of commands of all the words that they are given. */
const REJOINING = /^(?:cmd|powershell|pwsh|wsl|ssh|watch|eval)$/;

/** `code --wait` means what `code --wait {file}` does. Throws `files/editor-failed`. */
export function editingCommand(
  command: string,
  file: string,
  platform: NodeJS.Platform,
): [program: string, ...args: string[]] {
  const whole = command.includes(PLACE) ? command : `${command} ${PLACE}`;
  // Told apart with the place in its place: what is filled in later decides nothing here.
  const [program, ...args] = commandWords(whole, { file: PLACE }, unusable);
  const words = [program, ...args];
  for (const [index, word] of words.entries())
    if (word.includes(PLACE)) {
      const why = whyNot(words, index, platform);
      if (why !== null) throw unusable(`${why} ${REMEDY}`);
    }
  return [program, ...args.map((word) => word.replaceAll(PLACE, () => file))];
}

/** Null: it can only be taken for a name. */
function whyNot(words: readonly string[], index: number, platform: NodeJS.Platform): string | null {
  const word = words[index] ?? '';
  if (index === 0) return 'The file itself would be run.';
  if (!PLAIN_PLACE.test(word))
    return `{file} stands inside of a text ("${word}"): whatever the file is called would be read as a part of it.`;
  const before = words.slice(0, index);
  const runs = `What the file is called would be run as a command`;
  const rejoining = before.find((each) => REJOINING.test(programOf(each)));
  if (rejoining !== undefined) return `${runs}: ${rejoining} makes one line of all its words.`;
  if (platform === 'win32' && /\.(?:cmd|bat)$/i.test(before[0] ?? ''))
    return `${runs}: Windows makes one line of all the words for a batch file.`;
  const shell = before.findIndex((each) => SHELLS.test(programOf(each)));
  if (
    CODE_FLAGS.test(before.at(-1) ?? '') ||
    (shell >= 0 && isCode(words.slice(shell + 1), index - shell - 1))
  )
    return `${runs}.`;
  return null;
}

/** Whether the word at `index` is what a shell of these arguments takes for its commands. */
function isCode(args: readonly string[], index: number): boolean {
  const flag = args.findIndex((arg) => /^(?:-[a-zA-Z]*c|--command)$/.test(arg));
  if (/^(?:-[a-zA-Z]*c|--(?:init-)?command=)\{file\}/.test(args[index] ?? '')) return true;
  if (flag < 0 || flag >= index) return false;
  let at = flag + 1;
  // `-o` takes a word of its own.
  for (; /^[-+]/.test(args[at] ?? ''); at += 1) if (/^[-+][a-zA-Z]*[oO]$/.test(args[at] ?? '')) at += 1;
  return at >= index;
}

function programOf(word: string): string {
  return path.win32
    .basename(word)
    .toLowerCase()
    .replace(/\.exe$/, '');
}

const REMEDY = `As a word of its own, which a shell has as "$1", it is only a name:  sh -c 'vim "$1"' sh {file}`;

function unusable(detail: string): AppError {
  return new AppError('files/editor-failed', 'The command for editing cannot be used.', { detail });
}
