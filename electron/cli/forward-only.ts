// `sallyport ssh -N`: the ports stay open, and the sign-in under them is renewed before AWS cuts it and made anew when it
// was lost, as under the tunnels of the window. Until there is another one, programs that connect wait.
import { AppError } from '../../shared/app-error.ts';
import { onAbort } from '../base/abort.ts';
import { systemClock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { OpenLine } from '../base/transport.ts';
import type { ReachedSsh } from '../connection/ssh-reach.ts';
import { SshLine, type SshLineEnd } from '../connection/ssh-line.ts';
import type { SshClient } from '../ssh/ssh-client.ts';
import { LineKeeper } from '../tunnel/line-keeper.ts';
import type { LineState } from '../tunnel/line-state.ts';
import { type Forwards, listenAtAll, openLocalForwards, type Surroundings, type Wanted } from './forwards.ts';
import { printable } from './printable.ts';
import type { SignedIn } from './sign-in-to-target.ts';

/** Most programs give up connecting after a minute or two; those that do not learn it from us. */
const WAIT_MS = 120_000;

export interface ForwardOnly {
  readonly wanted: Wanted;
  /** Closed by what it is given to. */
  readonly first: SignedIn;
  /** Rejects with AppError. */
  readonly signInAgain: (signal: AbortSignal) => Promise<SignedIn>;
}

/** Settles with the signal; rejects with AppError for what does not pass by itself. Nothing is left open then. */
export async function forwardOnly(given: ForwardOnly, around: Surroundings): Promise<void> {
  const { signal } = around;
  const lines = new ForwardLines(given, around);
  let told = '';
  let settle: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (settle = resolve));
  const live = { keeper: null as LineKeeper | null }; // it speaks before it is made
  const keeper = new LineKeeper({
    openLine: lines.open,
    isKept: true,
    ...{ clock: systemClock, random: Math.random },
    onChange: () => {
      const state = live.keeper?.state ?? { kind: 'starting' };
      const words = troubleWords(state);
      if (words !== null && words !== told) around.say(printable(words));
      told = words ?? '';
      if (state.kind === 'failed') settle();
    },
    onError: (error) => {
      around.log.info('the way to the target is not there', { error });
    },
    onCredentialsNeeded: () => undefined, // the state says it; they are looked for again by themselves
  });
  live.keeper = keeper;
  const stop = onAbort(signal, settle);
  let here: Forwards | null = null;
  try {
    const dial: SshClient['dial'] = (host, port, inner) =>
      withDeadline((late) => dialThrough(keeper, lines, { host, port }, late), WAIT_MS, inner, waitedTooLong);
    here = await openLocalForwards(given.wanted, dial, around);
    await over;
    if (keeper.state.kind === 'failed' && !signal.aborted) throw keeper.state.error;
  } finally {
    stop();
    await here?.close();
    await keeper.close();
  }
}

class ForwardLines {
  newest: SshLine | null = null;
  readonly #given: ForwardOnly;
  readonly #around: Surroundings;
  #first: SignedIn | null;
  /** As the target has given them: asked for again. */
  #ports: readonly number[] | null = null;

  constructor(given: ForwardOnly, around: Surroundings) {
    this.#given = given;
    this.#around = around;
    this.#first = given.first;
  }

  readonly open: OpenLine = async ({ signal, onChange }) => {
    const signedIn = this.#first ?? (await this.#given.signInAgain(signal));
    this.#first = null;
    const { route, note } = signedIn.path;
    try {
      const line = new SshLine(reached(signedIn), () => ({ route, note }), {
        to: await this.#farEnd(signedIn.ssh, signal),
        renew: async (inner) => reached(await this.#given.signInAgain(inner)),
        onChange,
        clock: systemClock,
        log: this.#around.log.part('ssh'),
      });
      this.newest = line;
      return line;
    } catch (error) {
      await signedIn.ssh.close();
      throw error;
    }
  };

  async #farEnd(ssh: SshClient, signal: AbortSignal): Promise<SshLineEnd> {
    if (this.#given.wanted.remote.length === 0) return { kind: 'socks' };
    const listen: Extract<SshLineEnd, { kind: 'from-target' }>['listen'] = async (next, _port, inner) => {
      const there = await this.#listen(next, inner);
      return { port: there.ports[0] ?? 0, close: () => there.close() };
    };
    return { kind: 'from-target', first: await listen(ssh, 0, signal), listen };
  }

  async #listen(ssh: SshClient, signal: AbortSignal) {
    const before = this.#ports;
    const wanted = this.#given.wanted.remote.map((forward, index) => ({
      ...forward,
      port: before?.[index] ?? forward.port,
    }));
    // The same ports as before are no news.
    const around = before === null ? this.#around : { ...this.#around, say: () => undefined };
    try {
      const there = await listenAtAll(wanted, ssh, around, signal);
      this.#ports = there.ports;
      return there;
    } catch (error) {
      // Ours, of a sign-in whose end the target has not noticed.
      if (before !== null && error instanceof AppError && error.code === 'ssh/port-taken')
        throw new AppError(error.code, error.message, { retryable: true, cause: error });
      throw error;
    }
  }
}

async function dialThrough(
  keeper: LineKeeper,
  lines: ForwardLines,
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): ReturnType<SshClient['dial']> {
  for (;;) {
    const line = await keeper.get(signal);
    try {
      const { newest } = lines;
      if (newest === null) throw new AppError('internal', 'There is no way that could be dialled.');
      const transport = await newest.dialTo(host, port, signal);
      if (signal.aborted) transport.destroy();
      return transport;
    } catch (error) {
      // It ended meanwhile: wait for the next one.
      if (signal.aborted || keeper.line === line) throw error;
    }
  }
}

function reached({ ssh, path, user }: SignedIn): ReachedSsh {
  const way = { cutAt: path.cutAt, sessionId: null, encrypted: false, probe: () => undefined };
  return { ssh, way, user };
}

/** Null while there is none. */
function troubleWords(state: LineState): string | null {
  switch (state.kind) {
    case 'reconnecting':
      return `${state.reason} Connecting again; the ports stay open.`;
    case 'waiting-for-credentials':
      return `${state.error.message} Tried again every minute; the ports stay open.`;
    default:
      return null;
  }
}

function waitedTooLong(): AppError {
  return new AppError('connection/timeout', 'A connection waited too long for the target.', {
    retryable: true,
  });
}
