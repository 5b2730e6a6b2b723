// What a desktop is signed in with, found with as few questions as can be: a saved account, else the first password from
// AWS with the key that was used before, else what the person says.
import { AppError, type AppErrorCode } from '../../shared/app-error.ts';
import { DEFAULT_RDP_USER } from '../../shared/rdp.ts';
import type { Secret } from '../base/secret.ts';
import type { RdpCredentials } from '../rdp/rdp-client.ts';
import type { NewQuestion, SignInAnswer } from './desktop-questions.ts';
import { readKeyFile } from './key-file.ts';
import type { KeySource } from './windows-credentials.ts';

export interface SignInParts {
  /** Null: the first password. */
  readonly userName: string | null;
  /** `ask`: whatever is saved did not work. `problem`: how that was found out. */
  readonly begin:
    { readonly kind: 'as-stored' } | { readonly kind: 'ask'; readonly problem: AppError | null };
  readonly firstPassword: (keys: KeySource, signal: AbortSignal) => Promise<RdpCredentials>;
  /** Null when none is saved. Rejects with `library/secret-unreadable`. */
  readonly savedPassword: (userName: string) => Promise<Secret<string> | null>;
  /** Where the private key of a key pair was last, or is known to be. */
  readonly keyFile: (keyName: string | null) => string | null;
  /** It has opened a password. */
  readonly rememberKeyFile: (keyName: string | null, file: string) => void;
  readonly ask: (question: NewQuestion, signal: AbortSignal) => Promise<SignInAnswer>;
}

/** Another file may help. */
const ABOUT_THE_FILE: readonly AppErrorCode[] = ['rdp/wrong-key', 'rdp/key-unreadable', 'rdp/key-not-rsa'];
/** No key will: AWS has nothing that it could open. */
const NO_FIRST_PASSWORD: readonly AppErrorCode[] = ['rdp/no-key-pair', 'rdp/password-unavailable'];

/** Rejects with AppError; with `cancelled` when the signal aborts. */
export async function signIn(parts: SignInParts, signal: AbortSignal): Promise<RdpCredentials> {
  const { userName, begin } = parts;
  if (begin.kind === 'ask') return await askForAccount(parts, userName, begin.problem, signal);
  if (userName === null) return await signInWithKey(parts, signal);
  let problem: AppError | null = null;
  try {
    const password = await parts.savedPassword(userName);
    if (password !== null) return { userName, password };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problem = error;
  }
  return await askForAccount(parts, userName, problem, signal);
}

async function askForAccount(
  { ask }: SignInParts,
  userName: string | null,
  problem: AppError | null,
  signal: AbortSignal,
): Promise<RdpCredentials> {
  const question = { kind: 'account', userName: userName ?? DEFAULT_RDP_USER } as const;
  const answer = await ask({ ...question, problem: problem?.toData() ?? null }, signal);
  if (answer.kind !== 'account') throw new AppError('internal', 'A question got the answer to another one.');
  return { userName: answer.userName, password: answer.password };
}

/** Thrown through the engine when the person wants to type the password instead. */
class UseAccount extends Error {}

async function signInWithKey(parts: SignInParts, signal: AbortSignal): Promise<RdpCredentials> {
  for (let problem: AppError | null = null; ;) {
    const keys = new AskedKeys(parts, problem);
    try {
      const credentials = await parts.firstPassword(keys, signal);
      if (keys.used !== null) parts.rememberKeyFile(keys.used.keyName, keys.used.file);
      return credentials;
    } catch (error) {
      if (error instanceof UseAccount) return await askForAccount(parts, null, null, signal);
      if (!(error instanceof AppError)) throw error;
      if (NO_FIRST_PASSWORD.includes(error.code)) return await askForAccount(parts, null, error, signal);
      if (!ABOUT_THE_FILE.includes(error.code)) throw error;
      problem = error;
    }
  }
}

/** One try: the known file at first, after a problem the one that the person chooses. */
class AskedKeys implements KeySource {
  readonly #parts: SignInParts;
  readonly #problem: AppError | null;
  used: { readonly keyName: string | null; readonly file: string } | null = null;

  constructor(parts: SignInParts, problem: AppError | null) {
    this.#parts = parts;
    this.#problem = problem;
  }

  async privateKey(keyName: string | null, signal: AbortSignal): Promise<Secret<string>> {
    const known = this.#problem === null ? this.#parts.keyFile(keyName) : null;
    const file = known ?? (await this.#chosenFile(keyName, signal));
    this.used = { keyName, file };
    return await readKeyFile(file);
  }

  async passphrase(problem: AppError | null, signal: AbortSignal): Promise<Secret<string>> {
    const keyName = this.used?.keyName ?? null;
    const asked = { kind: 'passphrase', keyName, problem: problem?.toData() ?? null } as const;
    const answer = await this.#parts.ask(asked, signal);
    if (answer.kind === 'passphrase') return answer.passphrase;
    throw new UseAccount();
  }

  async #chosenFile(keyName: string | null, signal: AbortSignal): Promise<string> {
    const problem = this.#problem?.toData() ?? null;
    const answer = await this.#parts.ask({ kind: 'key-file', keyName, problem }, signal);
    if (answer.kind === 'key-file') return answer.file;
    throw new UseAccount();
  }
}
