// Which user an image signs in as, by the words that AWS has about it, and by what a target answers to a wrong one.
// Pure; what worked is remembered elsewhere and comes first.

/** The first that matches counts: images of others are built on the systems further down. */
const USERS: readonly (readonly [RegExp, string])[] = [
  [/\bbitnami\b/i, 'bitnami'],
  [/\bturnkey\b/i, 'admin'],
  [/\bkali\b/i, 'kali'],
  [/\bvyos\b/i, 'vyos'],
  [/\b(fedora[ -]coreos|coreos|rhcos|flatcar)\b/i, 'core'],
  [/\bfedora\b/i, 'fedora'],
  [/\brocky\b/i, 'rocky'],
  // Since Stream 9; AlmaLinux, Oracle, RHEL and SUSE do the same.
  [/\bcentos[ -]stream[ -]?(9|1\d)\b/i, 'ec2-user'],
  [/\bcentos\b/i, 'centos'],
  [/\bubuntu\b/i, 'ubuntu'],
  [/\bdebian\b/i, 'admin'],
  [/\balpine\b/i, 'alpine'],
  [/\barch( |-)linux\b/i, 'arch'],
  [/\b(alma|almalinux|oracle|ol[789]|rhel|red ?hat|suse|sles|opensuse|freebsd|bottlerocket)\b/i, 'ec2-user'],
  [/\b(amazon linux|amazon|amzn2?|al20\d\d|macos)\b/i, 'ec2-user'],
];

/** What most images of AWS use. */
const COMMON_USER = 'ec2-user';
/** Names and descriptions are the customer's own words. */
const MAX_CHARACTERS = 1_000;

export interface UserGuess {
  readonly user: string;
  /** The words that said so; null for the common user, when none said anything. */
  readonly because: string | null;
}

/**
 * `words`: what is known of the image, the most telling first: its name, the platform as SSM names it, EC2's platform
 * details, the instance's own name. `Linux/UNIX` says nothing.
 */
export function guessUser(words: readonly (string | null)[]): UserGuess {
  for (const text of words) {
    const said = text?.slice(0, MAX_CHARACTERS).replaceAll('_', ' ');
    if (said === undefined) continue;
    const user = USERS.find(([pattern]) => pattern.test(said))?.[1];
    if (user !== undefined) return { user, because: text };
  }
  return { user: COMMON_USER, because: null };
}

/**
 * Images refuse root with a sentence instead of a shell: `Please login as the user "ubuntu" rather than the user
 * "root".` Answers with that user; null for any other text.
 */
export function userNamedInRefusal(text: string): string | null {
  const named = /log ?in as the user "([a-z_][a-z0-9_.-]{0,31})" rather than/i.exec(
    text.slice(0, MAX_CHARACTERS),
  );
  return named?.[1] ?? null;
}
