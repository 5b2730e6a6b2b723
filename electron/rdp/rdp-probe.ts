// Knocks at a desktop: is it RDP that answers, which security does it want, which certificate does it show. A tunnel
// takes connections long before Windows does, so an accepted TCP connection says nothing.
import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/app-error.ts';
import type { RdpSecurity } from '../../shared/rdp.ts';
import { cancelledError, delay, onAbort, throwIfAborted } from '../base/abort.ts';
import { backoffDelay } from '../base/backoff.ts';
import type { Clock, Random } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Dial, Transport } from '../base/transport.ts';
import { certificateOf, type RdpCertificate } from './rdp-certificate.ts';
import { encodeClientHello, parseServerAnswer } from './tls-hello.ts';
import { encodeConnectionRequest, parseConnectionConfirm } from './x224.ts';

export interface RdpAnswer {
  readonly security: RdpSecurity;
  /** Null: no TLS, or none that shows its certificate in the clear (TLS 1.3 only). */
  readonly certificate: RdpCertificate | null;
}

export interface WaitForRdpOptions {
  readonly dial: Dial;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random: Random;
  /** Of all tries together. */
  readonly deadlineMs?: number;
  readonly onAttempt?: (attempt: number, problem: string | null) => void;
}

/** A Windows that boots takes a minute or two until it lets people in. */
const DEADLINE_MS = 180_000;
/** One try: the answer takes one round trip; a busy Windows thinks a few seconds. */
const TRY_MS = 15_000;
const BACKOFF = { initialMs: 500, maxMs: 5_000, jitter: 0.2 };
/** So often something else than RDP must answer before we believe that it is not starting up any more. */
const STRANGERS = 3;

/** Rejects with `rdp/no-answer` when no RDP server has answered in time, `cancelled`, or what `dial` fails with. */
export async function waitForRdp(options: WaitForRdpOptions): Promise<RdpAnswer> {
  const { dial, signal, clock, random, onAttempt } = options;
  const giveUpAt = clock.now() + (options.deadlineMs ?? DEADLINE_MS);
  let problem: string | null = null;
  let strangers = 0;
  for (let attempt = 1; ; attempt++) {
    throwIfAborted(signal);
    onAttempt?.(attempt, problem);
    const outcome = await knock(dial, signal, clock);
    if (outcome.kind === 'rdp') return outcome.answer;
    ({ problem } = outcome);
    strangers = outcome.kind === 'stranger' ? strangers + 1 : 0;
    const waitMs = backoffDelay(attempt - 1, BACKOFF, random);
    if (strangers >= STRANGERS || clock.now() + waitMs >= giveUpAt) throw noAnswer(problem);
    await delay(waitMs, signal, clock);
  }
}

type Outcome =
  | { readonly kind: 'rdp'; readonly answer: RdpAnswer }
  | { readonly kind: 'stranger' | 'silent'; readonly problem: string };

/** One try. Rejects with `cancelled` and with errors of the way there that waiting does not heal. */
async function knock(dial: Dial, signal: AbortSignal, clock: Clock): Promise<Outcome> {
  try {
    return await withDeadline(
      async (inner) => {
        const transport = await dial(inner);
        transport.on('error', () => undefined);
        const stopListening = onAbort(inner, () => {
          transport.destroy();
        });
        try {
          return await talk(transport, inner);
        } finally {
          stopListening();
          transport.destroy();
        }
      },
      TRY_MS,
      signal,
      () => new Silence('It did not answer in time.'),
      clock,
    );
  } catch (error) {
    if (error instanceof Silence) return { kind: 'silent', problem: error.message };
    if (error instanceof AppError && (error.retryable || error.code === 'tunnel/remote-refused'))
      return { kind: 'silent', problem: error.message };
    throw error;
  }
}

async function talk(transport: Transport, signal: AbortSignal): Promise<Outcome> {
  const input = new Received(transport, signal);
  transport.write(encodeConnectionRequest());
  const confirm = await input.until((bytes) => {
    const parsed = parseConnectionConfirm(bytes);
    return parsed.kind === 'incomplete' ? null : parsed;
  });
  if (confirm.kind === 'not-rdp')
    return { kind: 'stranger', problem: `Something answers there, but it is not RDP${input.quoted()}` };
  if (confirm.kind === 'refused')
    return { kind: 'stranger', problem: `RDP answers and refuses: ${confirm.reason}.` };
  const { security } = confirm;
  if (security === 'none') return { kind: 'rdp', answer: { security, certificate: null } };
  input.drop(confirm.bytes);
  transport.write(encodeClientHello(randomBytes(32)));
  const answer = await input.until((bytes) => {
    const parsed = parseServerAnswer(bytes);
    return parsed.kind === 'incomplete' ? null : parsed;
  });
  const certificate = answer.kind === 'certificate' ? certificateOf(answer.der) : null;
  return { kind: 'rdp', answer: { security, certificate } };
}

/** A line of words. */
const QUOTED_BYTES = 160;

class Silence extends Error {}

/** What has come in so far; both parsers bound it. */
class Received {
  readonly #signal: AbortSignal;
  #bytes: Buffer = Buffer.alloc(0);
  #isGone = false;
  #look: () => void = () => undefined;

  constructor(transport: Transport, signal: AbortSignal) {
    this.#signal = signal;
    transport.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#look();
    });
    const onGone = () => {
      this.#isGone = true;
      this.#look();
    };
    transport.on('end', onGone).on('close', onGone).on('error', onGone);
  }

  drop(count: number): void {
    this.#bytes = this.#bytes.subarray(count);
  }

  /** What came, as far as it is text: it often names the program. Ends the sentence. */
  quoted(): string {
    const [line = ''] = this.#bytes
      .subarray(0, QUOTED_BYTES)
      .toString('latin1')
      .split(/[\r\n]/);
    return /^[\x20-\x7e]{4,}$/.test(line) ? `: “${line}”` : '.';
  }

  /** Waits until `read` answers with something. Rejects with Silence when the far side is gone before. */
  until<T>(read: (bytes: Buffer) => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#look = () => {
        const value = read(this.#bytes);
        if (value === null && !this.#isGone) return;
        this.#look = () => undefined;
        if (value !== null) resolve(value);
        else reject(this.#signal.aborted ? cancelledError() : new Silence('It closed the connection.'));
      };
      this.#look();
    });
  }
}

function noAnswer(problem: string): AppError {
  return new AppError('rdp/no-answer', 'The desktop does not answer.', { detail: problem, retryable: true });
}
