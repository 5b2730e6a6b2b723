// A target as people type it (id, name, address), found among those that the account has.
import { AppError } from '../../shared/app-error.ts';
import type { Target } from '../../shared/aws.ts';
import { findTarget, isTargetId } from '../aws/find-target.ts';

/** More would scroll the reason off the screen. */
const SHOWN_CANDIDATES = 10;

export interface LocatedTarget {
  readonly id: string;
  /** Null when it was not looked up. */
  readonly name: string | null;
}

/** Answers with why a source failed while the other one answered. */
export type LoadTargets = (
  onTargets: (targets: Target[]) => void,
  signal: AbortSignal,
) => Promise<AppError | null>;

/** Rejects with `target/not-found`, `target/ambiguous` or what loading the inventory failed with. */
export async function findInInventory(
  text: string,
  region: string,
  load: LoadTargets,
  signal: AbortSignal,
): Promise<LocatedTarget> {
  if (isTargetId(text)) return { id: text, name: null };
  const targets = new Map<string, Target>();
  let partial: AppError | null;
  try {
    const onTargets = (upserts: Target[]): void => {
      for (const target of upserts) targets.set(target.id, target);
    };
    partial = await load(onTargets, signal);
  } catch (error) {
    if (looksLikeId(text) && error instanceof AppError && error.code !== 'cancelled')
      return { id: text, name: null };
    throw error;
  }
  const match = findTarget(text, targets.values());
  switch (match.kind) {
    case 'one':
      return { id: match.target.id, name: match.target.name };
    case 'several':
      throw ambiguous(text, match.candidates);
    case 'none':
      // Other Session Manager targets exist that no inventory lists; AWS will say when it is none.
      if (looksLikeId(text)) return { id: text, name: null };
      throw notFound(text, region, targets.size, partial);
  }
}

/** Shaped like an id of another make than AWS's own (a stand-in's, say). */
function looksLikeId(text: string): boolean {
  return /^(m?i-|ecs:)[A-Za-z0-9_.:/-]{1,390}$/.test(text);
}

function ambiguous(text: string, candidates: readonly Target[]): AppError {
  const lines = candidates
    .slice(0, SHOWN_CANDIDATES)
    .map((one) =>
      [one.id, one.name ?? '-', one.state, one.privateAddress ?? '-', one.zone ?? ''].join('  ').trim(),
    );
  const more = candidates.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  return new AppError('target/ambiguous', `${candidates.length} targets are called "${text}".`, {
    detail: lines.join('\n'),
  });
}

function notFound(text: string, region: string, count: number, partial: AppError | null): AppError {
  const looked = `${count} ${count === 1 ? 'target was' : 'targets were'} looked at.`;
  const missing = partial === null ? '' : `\nNot everything could be listed: ${partial.message}`;
  return new AppError('target/not-found', `There is no target "${text}" in ${region}.`, {
    detail: `${looked}${missing}`,
  });
}
