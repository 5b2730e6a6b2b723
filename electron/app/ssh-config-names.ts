// Which hosts the user's own SSH configuration names letter by letter, so that no saved connection takes the place of one:
// the main file and what it includes. Patterns and Match are not looked at: they name no host that one could be called like.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../base/atomic-file.ts';
import { MAX_CONFIG_BYTES, type SshConfigPlace } from './ssh-config-files.ts';
import { isWrittenByUs } from './ssh-config-text.ts';

/** As OpenSSH has it (readconf.c, READCONF_MAX_DEPTH). */
const MAX_DEPTH = 16;
/** Far more than people have; a pattern of many stars could lead through a whole disk. */
const MAX_FILES = 500;

/** In small letters. What cannot be read names nobody: ssh itself will say so. Never rejects. */
export async function hostsOfUser(place: SshConfigPlace): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  const left = { files: MAX_FILES };
  const read = async (file: string, depth: number): Promise<void> => {
    if (depth > MAX_DEPTH || left.files === 0) return;
    left.files -= 1;
    const text = await readConfig(file);
    if (isWrittenByUs(text)) return;
    for (const line of text.split(/\r?\n/)) {
      const [keyword = '', ...words] = wordsOf(line);
      if (keyword.toLowerCase() === 'host') for (const word of words) addLiteral(names, word);
      if (keyword.toLowerCase() === 'include')
        for (const word of words)
          for (const each of await filesOf(word, place.folder)) await read(each, depth + 1);
    }
  };
  await read(path.join(place.folder, 'config'), 0);
  return names;
}

function addLiteral(names: Set<string>, word: string): void {
  if (!/[*?!]/.test(word)) names.add(word.toLowerCase());
}

/** `Host a "b c"`, `Host=a`; a comment ends the line. */
function wordsOf(line: string): string[] {
  const words = [...line.replace(/^([^\S\n]*\w+)[^\S\n]*=/, '$1 ').matchAll(/"([^"]*)"|([^\s"]+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  const comment = words.findIndex((word) => word.startsWith('#'));
  return comment < 0 ? words : words.slice(0, comment);
}

async function readConfig(file: string): Promise<string> {
  try {
    const facts = await stat(file);
    // A pipe would never end.
    return facts.isFile() && facts.size <= MAX_CONFIG_BYTES ? await readFile(file, 'latin1') : '';
  } catch (error) {
    if (errorCode(error) === '') throw error;
    return '';
  }
}

/** What an Include means, with `~` and glob(3)'s stars; relative to ~/.ssh. */
async function filesOf(pattern: string, folder: string): Promise<readonly string[]> {
  const home = pattern.replace(/^~(?=[/\\]|$)/, () => path.dirname(folder));
  const whole = path.resolve(folder, home);
  const { root } = path.parse(whole);
  let found = [root];
  for (const step of whole.slice(root.length).split(path.sep)) {
    const next = found.map(async (at) =>
      /[*?[]/.test(step) ? await namesLike(step, at) : [path.join(at, step)],
    );
    found = (await Promise.all(next)).flat().slice(0, MAX_FILES);
  }
  return found;
}

async function namesLike(step: string, folder: string): Promise<readonly string[]> {
  let isLike: (name: string) => boolean;
  try {
    isLike = matcherOf(step);
  } catch {
    return []; // an open bracket: glob(3) finds nothing by it either
  }
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => isLike(name) && (!name.startsWith('.') || step.startsWith('.')))
      .sort()
      .map((name) => path.join(folder, name));
  } catch (error) {
    if (errorCode(error) === '') throw error;
    return [];
  }
}

/** Part by part between the stars, as one expression with many stars can take for ever. Throws at an open bracket. */
function matcherOf(step: string): (name: string) => boolean {
  const sources = step.split(/\*+/).map((part) =>
    part
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('?', '.')
      .replaceAll('[!', '[^'),
  );
  if (sources.length === 1) {
    const whole = new RegExp(`^${sources.join('')}$`);
    return (name) => whole.test(name);
  }
  const parts = sources.map(
    (source, index) =>
      new RegExp(index === 0 ? `^${source}` : index === sources.length - 1 ? `${source}$` : source),
  );
  return (name) => {
    let left = name;
    for (const part of parts) {
      const found = part.exec(left);
      if (found === null) return false;
      left = left.slice(found.index + found[0].length);
    }
    return true;
  };
}
