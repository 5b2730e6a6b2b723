// Looks at what is to be sent: files and folders of this computer with all that is in them, links followed.
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { throwIfAborted } from '../base/abort.ts';
import { remoteNameProblem } from './file-name.ts';
import { localError, whyLeftOut } from './local-error.ts';
import type { TransferPlan } from './transfer-plan.ts';

/** Rejects with AppError when a chosen one cannot be read; what lies deeper and cannot is left out and told. */
export async function planUpload(
  sources: readonly string[],
  plan: TransferPlan,
  signal: AbortSignal,
): Promise<void> {
  const taken = new Set<string>();
  for (const source of sources) {
    const name = path.basename(source);
    if (taken.has(name)) {
      plan.leaveOut([name], 'Another one of the same name was chosen.');
      continue;
    }
    taken.add(name);
    try {
      await lstat(source);
    } catch (error) {
      throw localError(error, source, 'found');
    }
    await add(plan, source, [name], [], signal);
  }
}

async function add(
  plan: TransferPlan,
  from: string,
  to: readonly string[],
  through: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  throwIfAborted(signal);
  const problem = remoteNameProblem(to.at(-1) ?? '');
  if (problem !== null) {
    plan.leaveOut(to, problem);
    return;
  }
  try {
    const facts: Stats = await stat(from);
    if (facts.isFile())
      plan.addFile({ from, to, size: facts.size, modifiedAt: facts.mtimeMs, mode: facts.mode & 0o777 });
    else if (facts.isDirectory()) await addFolder(plan, from, to, through, signal);
    else plan.leaveOut(to, 'It is neither a file nor a folder, but a device, a pipe or a socket.');
  } catch (error) {
    plan.leaveOut(to, whyLeftOut(localError(error, from, 'read')));
  }
}

async function addFolder(
  plan: TransferPlan,
  from: string,
  to: readonly string[],
  through: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const real = await realpath(from);
  if (through.includes(real)) {
    plan.leaveOut(to, 'The link leads back to a folder that it lies in.');
    return;
  }
  if (!plan.addFolder(to)) return;
  for (const name of await readdir(from))
    await add(plan, path.join(from, name), [...to, name], [...through, real], signal);
}
