// Opens SSH over a transport of any route: key exchange, host key, sign-in. The entry of this folder for connection/.
//
//   transport ── key exchange ── hostKey(check) ── beforeAuth(public key) ── sign-in ── SshClient
//                20 s            the caller's      30 s                      45 s
import { getCiphers } from 'node:crypto';
import type { Client } from 'ssh2';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { type Log, silentLog } from '../base/log.ts';
import type { Transport } from '../base/transport.ts';
import { offeredAlgorithms } from './algorithms.ts';
import type { AskUser, Identity } from './identity.ts';
import { plainLine, plainLines } from './plain-text.ts';
import { fingerprintOf, keyTypeOf } from './public-key-line.ts';
import { type BeforeAuth, SignIn } from './sign-in.ts';
import { watchRefusals } from './sign-in-refusals.ts';
import { SshClient } from './ssh-client.ts';
import { handshakeError, isTooManyFailures, lostError, timeoutError } from './ssh-error.ts';
import type { SshPhase } from './ssh-phase.ts';
import { loadSsh2, type Ssh2 } from './ssh2-module.ts';
import { StageTimer } from './stage-timer.ts';

export interface HostKeyCheck {
  /** As OpenSSH names it: `ssh-ed25519`, `ssh-rsa`. */
  readonly type: string;
  /** `SHA256:` and 43 characters. */
  readonly fingerprintSha256: string;
  /** In SSH's wire form, for a known_hosts line. */
  readonly keyBlob: Buffer;
}

export interface OpenSshClientOptions {
  /** Owned from here on: closed when opening fails, when the client closes, when it is lost. */
  readonly transport: Transport;
  readonly user: string;
  /** In the order in which they are offered. */
  readonly identities: readonly Identity[];
  /** Asked once, also when keys are exchanged again later. May ask the user. */
  readonly hostKey: (check: HostKeyCheck, signal: AbortSignal) => Promise<'accept' | AppError>;
  /** Types of the host keys pinned for the target; asked for first. */
  readonly pinnedTypes?: readonly string[];
  /** The route pushes the key here: as late as can be, since it lives for a minute. */
  readonly beforeAuth?: BeforeAuth;
  readonly ask: AskUser;
  /** Cancels the opening only. */
  readonly signal: AbortSignal;
  readonly onPhase: (phase: SshPhase) => void;
  readonly clock?: Clock;
  readonly log?: Log;
}

/** sshd answers at once; one behind a slow route that has just been started needs some seconds. */
const KEY_EXCHANGE_MS = 20_000;
/** An API call of AWS with its retries. */
const PUSH_MS = 30_000;
/** AuthorizedKeysCommand may take 5 s, PAM and slow name servers more (UseDNS waits for two answers). */
const SIGN_IN_MS = 45_000;
/** What is kept of the first bytes, for words; an HTTP error page begins within that. */
const GREETING_BYTES = 512;

/**
 * Rejects with AppError: `ssh/no-banner`, `ssh/not-ssh`, `ssh/host-key-…` (the caller's own), `ssh/sign-in-refused`,
 * `ssh/pushed-key-refused`, `ssh/pushed-key-late`, `ssh/no-identity`, `ssh/too-many-attempts`, `ssh/key-unreadable`,
 * `ssh/passphrase-wrong`, `ssh/lost`, `ssh/timeout`, what `beforeAuth` and `ask` reject with, and `cancelled`. The
 * transport is closed by then.
 */
export async function openSshClient(options: OpenSshClientOptions): Promise<SshClient> {
  const { transport, signal } = options;
  try {
    const ssh2 = await loadSsh2();
    if (signal.aborted) throw cancelledError();
    if (transport.destroyed) throw lostError(transport.errored ?? null);
    return await open(options, ssh2);
  } catch (error) {
    // An error of a stream that nobody listens to any more would end the process.
    transport.on('error', () => undefined);
    transport.destroy();
    throw error;
  }
}

function open(options: OpenSshClientOptions, ssh2: Ssh2): Promise<SshClient> {
  const { transport, user, signal, onPhase, clock = systemClock, log = silentLog } = options;
  const client: Client = new ssh2.Client();
  const opening = new AbortController();
  let firstBytes = Buffer.alloc(0);
  let accepted: Buffer | null = null;
  let cipher = '';
  let banner = '';

  return new Promise<SshClient>((resolve, reject) => {
    let over = false;
    const finish = (): boolean => {
      if (over) return false;
      over = true;
      timer.stop();
      stopListening();
      transport.off('data', listen);
      opening.abort();
      return true;
    };
    const fail = (error: AppError): void => {
      if (finish()) reject(error);
    };
    const timer = new StageTimer(clock, (stage) => {
      const isSsh = firstBytes.includes('SSH-');
      fail(isSsh ? timeoutError(stage) : handshakeError(new Error('It kept silent.'), { firstBytes }));
    });
    const stopListening = onAbort(signal, () => {
      fail(cancelledError());
    });
    const listen = (chunk: Buffer): void => {
      if (firstBytes.length < GREETING_BYTES)
        firstBytes = Buffer.concat([firstBytes, chunk.subarray(0, GREETING_BYTES - firstBytes.length)]);
    };
    const signIn = new SignIn({
      ssh2,
      user,
      identities: options.identities,
      beforeAuth: options.beforeAuth ?? null,
      clock,
      ask: async (question, askSignal) => {
        // The user has the time that the question has.
        timer.stop();
        const answer = await options.ask(question, askSignal);
        timer.start(SIGNING_IN, SIGN_IN_MS);
        return answer;
      },
      signal: opening.signal,
      onStep: (step) => {
        if (step === 'sending-key') timer.start('Sending the key', PUSH_MS);
        else timer.start(SIGNING_IN, SIGN_IN_MS);
        onPhase(step);
      },
      onAskFailed: (error) => {
        fail(appError(error));
      },
    });
    const isSigningIn = (): boolean => accepted !== null;

    client.on('error', (error) => {
      if (isTooManyFailures(error)) fail(signIn.tooMany(error));
      // The key agent did not sign: ssh2 goes on with the next attempt by itself.
      else if ('level' in error && error.level === 'agent')
        log.info('The key agent did not sign.', { error });
      else if (isSigningIn()) fail(lostError(error));
      else fail(handshakeError(error, { firstBytes }));
    });
    const onGone = (): void => {
      if (isSigningIn()) fail(lostError(new Error('The far side closed the connection during the sign-in.')));
      else fail(handshakeError(null, { firstBytes }));
    };
    client.on('end', onGone).on('close', onGone);
    client.on('banner', (text) => {
      banner = plainLines(text);
    });
    client.on('handshake', (negotiated) => {
      cipher = negotiated.cs.cipher;
    });
    client.on('change password', () => {
      fail(
        new AppError('ssh/sign-in-refused', `The target did not let ${user} sign in.`, {
          detail: 'The password has expired and has to be changed first.',
        }),
      );
    });
    client.on('ready', () => {
      if (!finish()) return;
      for (const event of ['error', 'end', 'close', 'banner', 'handshake', 'change password', 'ready'])
        client.removeAllListeners(event);
      const fingerprint = accepted === null ? '' : fingerprintOf(accepted);
      const software = plainLine(/SSH-2\.0-(\S+)/.exec(firstBytes.toString('latin1'))?.[1] ?? '', 100);
      const peer = { user, fingerprint, software, banner, cipher };
      log.info('Signed in.', { user, software, cipher, fingerprint });
      resolve(new SshClient({ client, transport, peer, clock, log, onPhase }));
    });

    onPhase('exchanging-keys');
    timer.start(KEY_EXCHANGE, KEY_EXCHANGE_MS);
    client.connect({
      sock: transport,
      username: user,
      // Both are counted here and in ssh-liveness, on a clock that can be passed in.
      readyTimeout: 0,
      keepaliveInterval: 0,
      algorithms: offeredAlgorithms(options.pinnedTypes ?? [], getCiphers()),
      hostVerifier: (key: Buffer, verify: (isGood: boolean) => void) => {
        // Keys are exchanged again after an hour or a gigabyte.
        if (accepted !== null) {
          verify(accepted.equals(key));
          return;
        }
        timer.stop();
        onPhase('checking-host-key');
        const check = {
          type: keyTypeOf(key) ?? 'unknown',
          fingerprintSha256: fingerprintOf(key),
          keyBlob: Buffer.from(key),
        };
        options.hostKey(check, opening.signal).then(
          (answer) => {
            if (over) return;
            if (answer !== 'accept') {
              fail(answer);
              return;
            }
            accepted = check.keyBlob;
            timer.start(KEY_EXCHANGE, KEY_EXCHANGE_MS);
            verify(true);
          },
          (error: unknown) => {
            fail(appError(error));
          },
        );
      },
      authHandler: (_methods, _isPartial, next) => {
        signIn.next().then(
          (attempt) => {
            if (!over) next(attempt);
          },
          (error: unknown) => {
            fail(appError(error));
          },
        );
      },
    });
    watchRefusals(client, (refusal) => {
      signIn.refusedWith(refusal);
    });
    transport.on('data', listen);
  });
}

const KEY_EXCHANGE = 'The key exchange';
const SIGNING_IN = 'Signing in';

function appError(error: unknown): AppError {
  return error instanceof AppError ? error : lostError(error);
}
