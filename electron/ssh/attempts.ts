// Turns the identities of a sign-in into attempts, one at a time and only when the one before was refused: files are
// read, agents opened and questions asked as late as that. Between sign-in and the keys.
import type { AnyAuthMethod, KeyboardInteractiveAuthMethod } from 'ssh2';
import { AppError } from '../../shared/app-error.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { cancelledError } from '../base/abort.ts';
import { Secret } from '../base/secret.ts';
import type { AskUser, Identity } from './identity.ts';
import { readKeyFile, readPrivateKey } from './key-file.ts';
import { offerEd25519, type OfferedKey } from './offered-key.ts';
import type { Ssh2 } from './ssh2-module.ts';

export interface Attempt {
  readonly identity: Identity;
  /** What is said of it when it is refused: "the key file /home/anna/.ssh/id_rsa". */
  readonly label: string;
  /** The public key of this attempt, if it is one with a key. */
  readonly key: OfferedKey | null;
  auth(): AnyAuthMethod;
}

export interface AttemptContext {
  readonly ssh2: Ssh2;
  readonly user: string;
  readonly ask: AskUser;
  readonly signal: AbortSignal;
  /** Whether the target may take this method: false once it has said that it does not. */
  takes(method: 'publickey' | 'password' | 'keyboard-interactive'): boolean;
  /** A question failed that was asked in the middle of an attempt, where nobody waits for the answer. */
  onAskFailed(error: unknown): void;
}

/** Wrong passphrases are a matter between the user and the file: the target is not troubled with them. */
const MAX_PASSPHRASE_TRIES = 3;
/** A login has one or two questions; more than this is not a login. */
const MAX_QUESTIONS = 10;

export async function* attemptsOf(
  identity: Identity,
  context: AttemptContext,
): AsyncGenerator<Attempt, undefined> {
  const { ssh2, user, signal } = context;
  const withKey = (key: OfferedKey, label: string): Attempt => ({
    identity,
    label,
    key,
    auth: () => key.auth(user),
  });
  switch (identity.kind) {
    case 'ephemeral':
      if (context.takes('publickey'))
        yield withKey(offerEd25519(ssh2, identity.privateKey.reveal()), 'a one-time key');
      return;
    case 'key-file':
      if (context.takes('publickey'))
        yield withKey(await openKeyFile(identity.path, context), `the key file ${identity.path}`);
      return;
    case 'key-agent':
      if (!context.takes('publickey')) return;
      for (const key of await identity.agent.keys(signal)) {
        if (identity.only !== null && identity.only !== key.fingerprint) continue;
        yield withKey(key, `the key ${key.fingerprint} of the key agent`);
      }
      return;
    case 'password': {
      const isPlain = context.takes('password');
      if (!isPlain && !context.takes('keyboard-interactive')) return;
      const password = identity.password ?? new Secret(await context.ask({ kind: 'password', user }, signal));
      const auth = (): AnyAuthMethod =>
        isPlain
          ? { type: 'password', username: user, password: password.reveal() }
          : questions(context, password);
      yield { identity, label: 'a password', key: null, auth };
      // Offered without knowing what the target takes; now it has said that it asks for it in its own way.
      if (isPlain && !context.takes('password') && context.takes('keyboard-interactive'))
        yield { identity, label: 'the same password', key: null, auth: () => questions(context, password) };
      return;
    }
    case 'keyboard-interactive':
      if (context.takes('keyboard-interactive'))
        yield { identity, label: 'its own questions', key: null, auth: () => questions(context, null) };
      return;
    default:
      assertNever(identity);
  }
}

async function openKeyFile(path: string, context: AttemptContext): Promise<OfferedKey> {
  const contents = await readKeyFile(path);
  let passphrase: Secret<string> | null = null;
  for (let tries = 0; ; tries += 1) {
    const reading = readPrivateKey(context.ssh2, contents, passphrase);
    if (reading.kind === 'key') return reading.key;
    if (tries === MAX_PASSPHRASE_TRIES)
      throw new AppError('ssh/passphrase-wrong', 'The passphrase does not open the private key.', {
        detail: path,
        retryable: true,
      });
    passphrase = new Secret(
      await context.ask({ kind: 'passphrase', path, isRetry: tries > 0 }, context.signal),
    );
  }
}

/**
 * RFC 4256. `password` answers the first question if its answer is hidden: many targets take a password only in this
 * way. Every other question goes to the user.
 */
function questions(context: AttemptContext, password: Secret<string> | null): KeyboardInteractiveAuthMethod {
  let unused = password;
  return {
    type: 'keyboard-interactive',
    username: context.user,
    prompt: (title, instructions, _language, prompts, finish) => {
      const answerAll = async (): Promise<string[]> => {
        if (prompts.length > MAX_QUESTIONS) throw cancelledError();
        const answers: string[] = [];
        for (const { prompt, echo = false } of prompts) {
          if (unused !== null && !echo) {
            answers.push(unused.reveal());
            unused = null;
          } else {
            answers.push(
              await context.ask({ kind: 'question', title, instructions, prompt, echo }, context.signal),
            );
          }
        }
        return answers;
      };
      answerAll().then(finish, (error: unknown) => {
        context.onAskFailed(error);
      });
    },
  };
}
