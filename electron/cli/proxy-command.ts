// `sallyport proxy`: a target's SSH on stdin and stdout, for OpenSSH's ProxyCommand and everything built on it. Hands the
// program's own public keys to the target first, so that nobody has to put them there.
import { userInfo } from 'node:os';
import { AppError } from '../../shared/app-error.ts';
import type { Aws } from '../aws/aws.ts';
import type { Log } from '../base/log.ts';
import type { SshPath } from '../base/ssh-path.ts';
import type { AccessArguments } from './arguments.ts';
import { clientKeys } from './client-keys.ts';
import { EXIT } from './exit-codes.ts';
import { isBrokenPipe, type Output } from './output.ts';
import { openPathSource } from './path-source.ts';
import { pathWords } from './path-words.ts';
import { printable } from './printable.ts';
import type { ProxyArguments } from './proxy-arguments.ts';
import { bridgeStdio } from './stdio-bridge.ts';

/** Nothing but the far side's bytes goes to stdout. Rejects with AppError. */
export async function runProxy(
  given: AccessArguments & ProxyArguments,
  aws: Aws,
  output: Output,
  log: Log,
  signal: AbortSignal,
): Promise<number> {
  const env = process.env;
  const keys = clientKeys(given.keys, env, log, signal);
  keys.catch(() => undefined);
  const source = await openPathSource({ given, env, aws, log, say: (text) => { output.say(text); } }, signal); // prettier-ignore
  try {
    // The user of the SSH program decides who signs in: the path is asked for as the target's usual one, for words.
    const path = await source.open({ ...given, user: null }, signal);
    output.say(`${printable(path.name)} ${pathWords(path)}`.trim());
    const abort = (): void => {
      path.transport.destroy(new AppError('cancelled', 'It was cancelled.'));
    };
    signal.addEventListener('abort', abort, { once: true });
    try {
      await bridgeStdio({
        input: process.stdin,
        output: output.data,
        transport: path.transport,
        beforeSignIn: async () => {
          await pushAll(path, given, await keys, output, signal);
        },
      });
    } finally {
      signal.removeEventListener('abort', abort);
      path.transport.destroy();
    }
    return EXIT.ok;
  } catch (error) {
    // The SSH program is done: it closes its end as soon as it has what it wants.
    if (isBrokenPipe(error)) return EXIT.ok;
    throw error;
  } finally {
    source.close();
  }
}

/** Never rejects: the target may know the user's keys anyway, and says so itself if not. */
async function pushAll(
  path: SshPath,
  given: ProxyArguments,
  keys: readonly string[],
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  if (given.keys.kind === 'none' || !path.canPush) return;
  const [usual] = path.users;
  const user = given.user ?? usual ?? '';
  // Nobody chose this name: it is what ssh takes when nothing was said.
  if (usual !== undefined && !path.users.includes(user) && user === userInfo().username)
    warn(output, `ssh signs in as ${user}; ${path.name} usually has ${usual}: ssh ${usual}@…`);
  if (keys.length === 0) {
    warn(
      output,
      'You have no SSH key that AWS could hand to the target (Ed25519 or RSA): ssh-keygen -t ed25519',
    );
    return;
  }
  const results = await Promise.allSettled(keys.map((key) => path.push(user, key, signal)));
  const failed = results.filter((result) => result.status === 'rejected');
  const [first] = failed;
  if (failed.length < keys.length || first === undefined) return;
  const reason: unknown = first.reason;
  const words =
    reason instanceof AppError ? `${reason.message} ${reason.detail ?? ''}` : 'for no reason known';
  warn(output, `Your key was not handed to ${path.name}: ${words.trim()}`);
}

function warn({ errors }: Output, text: string): void {
  errors.write(`sallyport: ${printable(text)}\n`);
}
