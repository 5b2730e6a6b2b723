// Under which name a file arrives, when its own may be taken already.
import { AppError } from '../../shared/app-error.ts';
import type { Conflicts } from './conflicts.ts';
import { freeName } from './file-name.ts';
import type { PlannedFile } from './transfer-plan.ts';
import type { TransferWay } from './transfer-way.ts';

export interface NamedFile {
  readonly file: PlannedFile;
  readonly then: 'create' | 'replace';
}

export interface Settling {
  readonly way: TransferWay;
  readonly conflicts: Conflicts;
  readonly destination: string;
  readonly signal: AbortSignal;
}

/** Null: it is to be skipped. Rejects with `files/exists` when a folder has its name. */
export async function settleName(file: PlannedFile, settling: Settling): Promise<NamedFile | null> {
  const { way, conflicts, destination, signal } = settling;
  const there = await way.there(file, signal);
  if (there === null) return { file, then: 'create' };
  if (there === 'folder') throw new AppError('files/exists', 'A folder has its name.');
  const answer = await conflicts.decide({
    name: file.to.at(-1) ?? '',
    folder: [destination, ...file.to.slice(0, -1)].join('/'),
    coming: { size: file.size, modifiedAt: file.modifiedAt },
    there,
  });
  switch (answer) {
    case 'replace':
      return { file, then: 'replace' };
    case 'skip':
      return null;
    case 'keep-both':
      return { file: await beside(file, settling), then: 'create' };
  }
}

async function beside(file: PlannedFile, { way, signal }: Settling): Promise<PlannedFile> {
  const named = (name: string): PlannedFile => ({ ...file, to: [...file.to.slice(0, -1), name] });
  const isFree = async (name: string): Promise<boolean> => (await way.there(named(name), signal)) === null;
  return named(await freeName(file.to.at(-1) ?? '', 2, isFree));
}
