// Whom to sign in as: the user's own choice, who got in before, else a guess from what AWS says of the machine and its image.
import type { Target } from '../../shared/aws.ts';
import type { ReachChoice } from '../../shared/route.ts';
import { guessUser } from '../ssh/user-guess.ts';
import type { KnownTarget } from './known-targets.ts';

/** Of the images that say nothing about themselves most are one of these. */
const USUAL_USERS: readonly string[] = ['ec2-user', 'ubuntu', 'admin'];

type TargetWords = Pick<Target, 'operatingSystem' | 'platform' | 'name'>;

/**
 * In the order of trying, at least one. Several only where nothing tells: a refused one-time key then means no more
 * than that the image has another user. `imageWords` asks AWS; only where nobody is known yet. Rejects as it does.
 */
export async function usersOf(
  how: Pick<ReachChoice, 'user'>,
  known: KnownTarget | null,
  target: TargetWords | null,
  imageWords: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const certain = how.user ?? known?.way?.user ?? null;
  if (certain !== null) return [certain];
  if (target?.platform === 'windows') return ['Administrator'];
  // An image of others is built on a system that the agent names ("Debian" on an image of Bitnami); and what people call
  // their own images is no proof: where both say something else, both are tried.
  const image = await imageWords();
  const said = usersSaid([image, [target?.operatingSystem ?? null]]);
  if (said.length > 0) return said;
  const named = usersSaid([[target?.name ?? null]]);
  return named.length > 0 ? named : USUAL_USERS;
}

function usersSaid(sources: readonly (readonly (string | null)[])[]): readonly string[] {
  const guesses = sources.map(guessUser).filter(({ because }) => because !== null);
  return [...new Set(guesses.map(({ user }) => user))];
}
