// Whom to sign in as: the user's own choice, who got in before, else a guess from what AWS says of the machine. Pure.
import type { Target } from '../../shared/aws.ts';
import type { ReachChoice } from '../../shared/route.ts';
import { guessUser } from '../ssh/user-guess.ts';
import type { KnownTarget } from './known-targets.ts';

/** Of the images that say nothing about themselves most are one of these. */
const USUAL_USERS: readonly string[] = ['ec2-user', 'ubuntu', 'admin'];

type TargetWords = Pick<Target, 'operatingSystem' | 'platform' | 'name'>;

/**
 * In the order of trying, at least one. Several only where nothing tells: a refused one-time key then means no more
 * than that the image has another user.
 */
export function usersOf(
  how: Pick<ReachChoice, 'user'>,
  known: KnownTarget | null,
  target: TargetWords | null,
): readonly string[] {
  const certain = how.user ?? known?.way?.user ?? null;
  if (certain !== null) return [certain];
  if (target?.platform === 'windows') return ['Administrator'];
  const guess = guessUser([target?.operatingSystem ?? null, target?.name ?? null]);
  return guess.because === null ? USUAL_USERS : [guess.user];
}

export function userOf(
  how: Pick<ReachChoice, 'user'>,
  known: KnownTarget | null,
  target: TargetWords | null,
): string {
  return usersOf(how, known, target)[0] ?? '';
}
