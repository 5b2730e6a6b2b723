// What somebody typed (an id, a name, an address, the name of a saved connection) as one target and how to reach it.
import { AppError } from '../../shared/app-error.ts';
import type { AwsAccess } from '../../shared/aws.ts';
import { type SavedConnectionId, type TargetId, targetIdSchema } from '../../shared/ids.ts';
import type { ReachChoice, RouteChoice } from '../../shared/route.ts';
import { DEFAULT_REACH } from '../../shared/route-defaults.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { isTargetId } from '../aws/find-target.ts';
import { findInInventory, type LoadTargets } from './find-in-inventory.ts';
import { hostAliases } from './host-alias.ts';

export interface Wish {
  /** Null: the saved connection's own, else the default. */
  readonly access: AwsAccess | null;
  readonly target: string;
  readonly savedConnectionId: SavedConnectionId | null;
  /** Null: as the saved connection says, else automatically. */
  readonly route: RouteChoice | null;
  readonly user: string | null;
  readonly port: number | null;
}

export interface WishPlace {
  readonly saved: readonly SavedConnectionSpec[];
  /** Where to look when nothing was said; rejects with AppError when nobody knows. */
  readonly defaultAccess: () => Promise<AwsAccess>;
  readonly load: (access: AwsAccess) => LoadTargets;
}

export interface ResolvedWish {
  readonly access: AwsAccess;
  readonly targetId: TargetId;
  readonly how: ReachChoice;
  readonly savedConnectionId: SavedConnectionId | null;
}

/** Rejects with `library/not-found`, `target/not-found`, `target/ambiguous`, or why it could not be looked up. */
export async function resolveWish(wish: Wish, place: WishPlace, signal: AbortSignal): Promise<ResolvedWish> {
  const saved = savedFor(wish, place.saved);
  const { identity, ...own } = saved?.how ?? DEFAULT_REACH;
  const how: ReachChoice = {
    identity,
    route: wish.route ?? own.route,
    user: wish.user ?? own.user,
    port: wish.port ?? own.port,
  };
  if (saved !== null)
    return { access: saved.access, targetId: saved.targetId, how, savedConnectionId: saved.id };
  const access = wish.access ?? (await place.defaultAccess());
  const targetId = isTargetId(wish.target)
    ? wish.target
    : (await findInInventory(wish.target, access.region, place.load(access), signal)).id;
  return { access, targetId: targetIdSchema.parse(targetId), how, savedConnectionId: null };
}

/** The first rule that finds any decides: id of the saved connection, its name, its name as a host, its target. */
function savedFor(wish: Wish, all: readonly SavedConnectionSpec[]): SavedConnectionSpec | null {
  if (wish.savedConnectionId !== null) {
    const saved = all.find(({ id }) => id === wish.savedConnectionId);
    if (saved === undefined)
      throw new AppError('library/not-found', 'This saved connection is no longer there.', {
        detail: 'The names for other SSH programs are written anew when the app is opened.',
      });
    return saved;
  }
  const { access, target } = wish;
  const usable = all.filter(
    (spec) =>
      // A desktop of the same name or target says nothing about SSH.
      spec.kind === 'shell' &&
      (access === null ||
        (spec.access.profileId === access.profileId && spec.access.region === access.region)),
  );
  const aliases = hostAliases(all);
  return (
    usable.find(({ name }) => name === target) ??
    usable.find(({ id }) => aliases.get(id) === target.toLowerCase()) ??
    usable.find(({ targetId }) => targetId === target) ??
    null
  );
}
