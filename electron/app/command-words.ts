// A custom command as words, without a shell: quotes keep words together, and places in braces are filled in after the
// words were told apart, so that no value can become an argument of its own. Pure.
import { AppError } from '../../shared/app-error.ts';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** What the places in braces stand for; null: there is such a place, but nothing to fill in. */
export type PlaceValues = Readonly<Record<string, string | null>>;
/** Makes the error of a command that cannot be used, from why. */
export type Unusable = (detail: string) => AppError;

/**
 * `psql -h {host} "my db"` is three words. Throws what `unusable` makes of an open quote, no program, or a place that
 * does not exist.
 */
export function commandWords(
  command: string,
  values: PlaceValues,
  unusable: Unusable = tunnelUnusable,
): [program: string, ...args: string[]] {
  const [program, ...args] = splitWords(command, unusable).map((word) => fill(word, values, unusable));
  if (program === undefined || program === '') throw unusable('It names no program.');
  return [program, ...args];
}

function splitWords(command: string, unusable: Unusable): string[] {
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

function fill(word: string, values: PlaceValues, unusable: Unusable): string {
  return word.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    if (!Object.hasOwn(values, name)) {
      const known = Object.keys(values).map((each) => `{${each}}`);
      throw unusable(`{${name}} is not known; there ${known.length === 1 ? 'is' : 'are'} ${listed(known)}.`);
    }
    const value = values[name] ?? null;
    if (value === null) throw unusable(`It asks for {${name}}, and this tunnel has none.`);
    return value;
  });
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function tunnelUnusable(detail: string): AppError {
  return new AppError('tunnel/client-failed', 'The command of this tunnel cannot be used.', { detail });
}
