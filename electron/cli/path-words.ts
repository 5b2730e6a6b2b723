// The way to a target's SSH for stderr: by which route and why not by another, and when AWS will cut it.
import type { SshPath } from '../base/ssh-path.ts';
import { sinceWords } from '../connection/since-words.ts';
import { printable } from './printable.ts';

export function pathWords({ note, cutAt }: Pick<SshPath, 'note' | 'cutAt'>, now = Date.now()): string {
  const cut = cutAt === null ? [] : [`AWS cuts it at ${sinceWords(cutAt, now)}`];
  return [...(note === null ? [] : [printable(note)]), ...cut].join('; ');
}
