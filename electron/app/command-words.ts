// A custom command as words, without a shell: quotes keep words together, and places in braces are filled in after the
// words were told apart, so that no value can become an argument of its own. Pure.
import { AppError } from '../../shared/app-error.ts';
import { COMMAND_PLACES, type CommandPlace } from '../../shared/open-with.ts';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * `psql -h {host} "my db"` is three words. Throws `tunnel/client-failed` for an open quote, no program, or a place that
 * does not exist.
 */
export function commandWords(
  command: string,
  values: Readonly<Record<CommandPlace, string | null>>,
): [program: string, ...args: string[]] {
  const [program, ...args] = splitWords(command).map((word) => fill(word, values));
  if (program === undefined || program === '') throw unusable('It names no program.');
  return [program, ...args];
}

function splitWords(command: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (const letter of command) {
    if (quote !== null) {
      if (letter === quote) quote = null;
      else word = (word ?? '') + letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (/\s/.test(letter)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + letter;
  }
  if (quote !== null) throw unusable('A quotation mark is not closed.');
  if (word !== null) words.push(word);
  return words;
}

function fill(word: string, values: Readonly<Record<CommandPlace, string | null>>): string {
  return word.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const place = COMMAND_PLACES.find((each) => each === name);
    if (place === undefined) throw unusable(`{${name}} is not known; there are {host}, {port} and {user}.`);
    const value = values[place];
    if (value === null) throw unusable(`It asks for {${place}}, and this tunnel has none.`);
    return value;
  });
}

function unusable(detail: string): AppError {
  return new AppError('tunnel/client-failed', 'The command of this tunnel cannot be used.', { detail });
}
