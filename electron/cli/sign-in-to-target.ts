// Signs in to a target's SSH over a path: one-time key or the user's own, with the next user where nothing tells which one
// the image has.
import { resolve } from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { SshPath } from '../base/ssh-path.ts';
import type { Question } from '../connection/prompts.ts';
import { identitiesFor, questionFor } from '../connection/ssh-identities.ts';
import type { Identity } from '../ssh/identity.ts';
import { openSshClient } from '../ssh/open-ssh-client.ts';
import type { SshClient } from '../ssh/ssh-client.ts';
import { askQuestion } from './ask-question.ts';
import type { KnownAnswers } from './known-answers.ts';
import type { PathQuery, PathSource } from './path-source.ts';
import { pathWords } from './path-words.ts';
import { printable } from './printable.ts';
import { stepWords } from '../connection/step-words.ts';

export interface SignInRequest {
  readonly source: PathSource;
  readonly query: PathQuery;
  /** The private key of `-i`. */
  readonly keyFile: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly say: (text: string) => void;
  /** Of earlier sign-ins of this command; what is answered here is added to it. */
  readonly answers: KnownAnswers;
  /** In place of the terminal. Rejects when nobody is to be asked. */
  readonly ask?: (question: Question, signal: AbortSignal) => Promise<string>;
}

export interface SignedIn {
  readonly ssh: SshClient;
  readonly path: Omit<SshPath, 'transport'>;
  readonly user: string;
}

const REFUSALS: readonly AppError['code'][] = ['ssh/pushed-key-refused', 'ssh/sign-in-refused'];

/** Rejects with AppError, with nothing left open. */
export async function signInToTarget(request: SignInRequest, signal: AbortSignal): Promise<SignedIn> {
  const { source, query, say } = request;
  let path = await source.open(query, signal);
  const { users } = path;
  for (const [index, user] of users.entries()) {
    if (index > 0) path = await source.open(query, signal);
    try {
      const ssh = await signInAs(user, path, request, signal);
      await path.noteSignedIn(user);
      say(`${user}@${printable(path.name)} ${pathWords(path)}`.trim());
      return { ssh, path, user };
    } catch (error) {
      const isRefusal = error instanceof AppError && REFUSALS.includes(error.code);
      if (!isRefusal || index === users.length - 1) throw isRefusal ? triedAll(error, users) : error;
    }
  }
  throw new AppError('internal', 'Nobody was there to sign in as.');
}

async function signInAs(
  user: string,
  path: SshPath,
  { keyFile, env, log, say, answers, ask = askQuestion }: SignInRequest,
  signal: AbortSignal,
): Promise<SshClient> {
  const { transport, name, targetId } = path;
  let identities: readonly Identity[];
  try {
    identities =
      keyFile === null
        ? await identitiesFor(path.identity, targetId, { env, platform: process.platform })
        : [{ kind: 'key-file', path: resolve(keyFile), push: path.canPush }];
  } catch (error) {
    transport.destroy();
    throw error;
  }
  const asked = answers.begin(ask);
  const client = await openSshClient({
    transport,
    user,
    identities,
    pinnedTypes: path.pinnedKeyTypes,
    hostKey: (offered, inner) => path.checkHostKey(offered, inner),
    beforeAuth: (publicKeyLine, inner) => path.push(user, publicKeyLine, inner),
    ask: (question, inner) => asked.ask(questionFor(question, name), inner),
    signal,
    onPhase: (kind) => {
      const words = stepWords({ kind });
      if (words !== null) say(words);
    },
    clock: systemClock,
    log: log.part('ssh'),
  });
  asked.worked();
  return client;
}

function triedAll(error: unknown, users: readonly string[]): unknown {
  if (!(error instanceof AppError) || users.length < 2) return error;
  const words = `Tried as ${users.join(', ')}: nothing tells which user this image has. Name it with -l.`;
  return new AppError(error.code, error.message, {
    detail: error.detail === null ? words : `${words}\n${error.detail}`,
    cause: error,
  });
}
