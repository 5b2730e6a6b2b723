// A line over SSH: connections from the target to a port (-L), or from a port of the target to here (-R), over whatever
// route its SSH was reached by. Where the route will be cut at a known time, another sign-in takes its place before:
// connections made after that outlive it.
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Line, LineEnding, LineTrouble, LineWay, Transport } from '../base/transport.ts';
import type { RemoteListener } from '../ssh/remote-listener.ts';
import { openSocksConnection } from '../ssh/socks-server.ts';
import type { SshClient } from '../ssh/ssh-client.ts';
import type { ReachedSsh } from './ssh-reach.ts';

export type SshLineEnd =
  /** Where every connection goes, as seen from the target. */
  | { readonly kind: 'port'; readonly host: string; readonly port: number }
  /** Programs say where. */
  | { readonly kind: 'socks' }
  /** Connections begin at the target (-R): its port is asked for again wherever the line signs in anew. */
  | {
      readonly kind: 'from-target';
      readonly first: RemoteListener;
      readonly listen: (ssh: SshClient, port: number, signal: AbortSignal) => Promise<RemoteListener>;
    };

export interface SshLineRequest {
  readonly to: SshLineEnd;
  /** Signs in again, by the same way. Rejects with AppError. */
  readonly renew: (signal: AbortSignal) => Promise<ReachedSsh>;
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Long enough before the cut that most of what a program does is over by then, and for a second try. */
const RENEW_BEFORE_MS = 5 * 60_000;
const RETRY_MS = 60_000;
/** Where a policy allows minutes only, half of them; sign-ins more often than this are worse than being cut. */
const RENEW_AFTER_MS = 30_000;

export class SshLine implements Line {
  readonly dialFor?: NonNullable<Line['dialFor']>;
  readonly ended: Promise<LineEnding>;
  readonly #request: SshLineRequest;
  readonly #describe: () => LineWay;
  readonly #life = new AbortController();
  /** The newest is dialled; older ones serve what is open on them until they are cut. */
  #current: ReachedSsh;
  readonly #older = new Set<ReachedSsh>();
  #listener: RemoteListener | null;
  #settle: (ending: LineEnding) => void = () => undefined;
  #trouble: LineTrouble | null = null;
  #stopTimer: () => void = () => undefined;

  constructor(first: ReachedSsh, describe: () => LineWay, request: SshLineRequest) {
    this.#describe = describe;
    this.#request = request;
    this.#current = first;
    this.#listener = request.to.kind === 'from-target' ? request.to.first : null;
    this.ended = new Promise((resolve) => (this.#settle = resolve));
    if (request.to.kind === 'socks')
      this.dialFor = async (socket, signal) => {
        const dial: SshLine['dialTo'] = (host, port, inner) => this.dialTo(host, port, inner);
        const { transport } = await openSocksConnection({ socket, dial, clock: request.clock, signal });
        return transport;
      };
    this.#watch(first);
  }

  get way(): LineWay {
    return this.#describe();
  }

  get roundTripMs(): number | null {
    return this.#current.ssh.stats.roundTripMs;
  }

  get sessionCount(): number {
    return this.#current.way.sessionId === null ? 0 : 1;
  }

  get listensAt(): number | undefined {
    return this.#listener?.port;
  }

  get trouble(): LineTrouble | null {
    return this.#trouble;
  }

  /** The route below is away and comes back by itself; null: it is back. */
  setTrouble(trouble: LineTrouble | null): void {
    this.#trouble = trouble;
    this.#request.onChange();
  }

  dial(signal: AbortSignal): ReturnType<Line['dial']> {
    const { to } = this.#request;
    if (to.kind !== 'port')
      return Promise.reject(new AppError('internal', 'This line does not know where to go by itself.'));
    return this.dialTo(to.host, to.port, signal);
  }

  /** Whatever the line itself leads to. Rejects as `SshClient.dial` does. */
  dialTo(host: string, port: number, signal: AbortSignal): Promise<Transport> {
    return this.#current.ssh.dial(host, port, signal);
  }

  probe(): void {
    for (const { ssh, way } of [this.#current, ...this.#older]) {
      way.probe();
      ssh.probe();
    }
  }

  async close(): Promise<void> {
    this.#life.abort();
    this.#stopTimer();
    this.#settle({ kind: 'normal', reason: null });
    await Promise.all([this.#current, ...this.#older].map(({ ssh }) => ssh.close()));
  }

  #watch(reached: ReachedSsh): void {
    const { clock } = this.#request;
    void reached.ssh.ended.then((ending) => {
      this.#older.delete(reached);
      if (reached !== this.#current) return;
      this.#life.abort();
      this.#stopTimer();
      this.#settle(ending);
      for (const { ssh } of this.#older) void ssh.close();
    });
    const { cutAt } = reached.way;
    if (cutAt === null) return;
    const leftMs = cutAt - clock.now();
    this.#renewIn(Math.max(RENEW_AFTER_MS, leftMs / 2, leftMs - RENEW_BEFORE_MS));
  }

  #renewIn(ms: number): void {
    const { clock, log } = this.#request;
    if (this.#life.signal.aborted) return;
    this.#stopTimer();
    this.#stopTimer = clock.after(ms, () => {
      this.#renew().catch((error: unknown) => {
        if (this.#life.signal.aborted) return;
        log.warn('A line could not be renewed before its route is cut.', { error });
        this.#renewIn(RETRY_MS);
      });
    });
  }

  async #renew(): Promise<void> {
    const next = await this.#request.renew(this.#life.signal);
    if (!this.#life.signal.aborted) await this.#moveListener(next);
    // Closed meanwhile: what came late is nobody's.
    if (this.#life.signal.aborted) {
      await next.ssh.close();
      return;
    }
    const old = this.#current;
    this.#current = next;
    this.#older.add(old);
    this.#watch(next);
    this.#request.onChange();
  }

  /** The old sign-in gives the port up before the new one asks for it; what is open on the old one stays. */
  async #moveListener({ ssh }: ReachedSsh): Promise<void> {
    const { to } = this.#request;
    if (to.kind !== 'from-target' || this.#listener === null) return;
    const { port } = this.#listener;
    await this.#listener.close();
    try {
      this.#listener = await to.listen(ssh, port, this.#life.signal);
    } catch (error) {
      await ssh.close();
      // Without its port this line is none: whoever keeps it opens it anew.
      this.#settle({ kind: 'failed', error: lostPort(error) });
      await this.close();
      throw error;
    }
  }
}

function lostPort(cause: unknown): AppError {
  return new AppError('ssh/lost', 'The port of the target was lost while its route was renewed.', {
    detail: cause instanceof Error ? cause.message : null,
    retryable: true,
    cause,
  });
}
