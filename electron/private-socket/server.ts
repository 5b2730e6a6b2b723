// The app's end: listens for command lines of the same user, checks that they are, and gives each the path it asks for.
import { randomBytes } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { SshPath } from '../base/ssh-path.ts';
import { joinStreams } from '../base/stream-pair.ts';
import {
  makeAddress,
  publishAddress,
  type SocketAddress,
  type SocketPlace,
  withdrawAddress,
} from './address.ts';
import { FrameSocket } from './frame-socket.ts';
import { type FromCommandLine, fromCommandLineSchema, type PathWish, PROTOCOL_VERSION } from './messages.ts';
import { isProof, proofFor } from './proof.ts';

export interface PrivateSocketOptions {
  readonly dataFolder: string;
  readonly place: SocketPlace;
  /** Rejects with AppError; `step` tells people how far it is. */
  readonly openPath: (wish: PathWish, step: (text: string) => void, signal: AbortSignal) => Promise<SshPath>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface PrivateSocket {
  /** Command lines that are connected. */
  readonly openCount: number;
  /** Cuts all, and leaves no file behind. Never rejects. */
  close(): Promise<void>;
}

/** A command line says who it is at once. */
const HELLO_WITHIN_MS = 5_000;
/** An Ansible run with many forks; more at once is a mistake. */
const MAX_CONNECTIONS = 512;

/** Rejects with `app/refused` or the system's error when it cannot listen. */
export async function servePrivateSocket(options: PrivateSocketOptions): Promise<PrivateSocket> {
  const { dataFolder, place, log } = options;
  const address = await makeAddress(dataFolder, place);
  const links = new Set<FrameSocket>();
  const server = createServer((socket) => {
    if (links.size >= MAX_CONNECTIONS) {
      socket.destroy();
      return;
    }
    const link = serve(socket, address, options);
    links.add(link);
    link.once('close', () => links.delete(link));
  });
  // One that was killed leaves its socket; who else is alive would hold the app's single instance lock.
  if (place.platform !== 'win32') await rm(address.path, { force: true });
  await listen(server, address.path);
  if (place.platform !== 'win32') await chmod(address.path, 0o600);
  await publishAddress(dataFolder, address);
  server.on('error', (error) => {
    log.warn('the private socket has a problem', { error });
  });
  return {
    get openCount() {
      return links.size;
    },
    async close() {
      for (const link of links) link.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      await withdrawAddress(dataFolder).catch((error: unknown) => {
        log.warn('the address of the private socket stayed behind', { error });
      });
    },
  };
}

function listen(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function serve(socket: Socket, { token }: SocketAddress, options: PrivateSocketOptions): FrameSocket {
  const { openPath, clock, log } = options;
  const gone = new AbortController();
  const nonce = randomBytes(32).toString('hex');
  let stage: 'new' | 'greeted' | 'opening' | SshPath = 'new';
  const link = new FrameSocket({
    socket,
    onControl: (json) => {
      const message = fromCommandLineSchema.safeParse(json);
      if (message.success) hear(message.data);
      else refuse('A message of another version.');
    },
  });
  const refuse = (detail: string): void => {
    log.warn('a command line was turned away', { detail });
    link.fail(new AppError('app/refused', 'The app does not take this command line.', { detail }).toData());
  };
  const stopTimer = clock.after(HELLO_WITHIN_MS, () => {
    refuse('It did not say who it is.');
  });
  link.on('error', () => undefined);
  // Until it is joined nobody reads: that it is gone has to be noticed all the same.
  link.resume();
  link.once('close', () => {
    stopTimer();
    gone.abort();
  });

  const open = async (wish: PathWish): Promise<void> => {
    try {
      const step = (text: string): void => {
        link.send({ kind: 'step', text: text.slice(0, 2_000) });
      };
      const path = await openPath(wish, step, gone.signal);
      if (link.destroyed) {
        path.transport.destroy();
        return;
      }
      stage = path;
      join(link, path, clock, log);
    } catch (error) {
      link.fail(toAppError(error).toData());
    }
  };
  const answer = async (id: number, run: () => Promise<'accept' | AppError | undefined>): Promise<void> => {
    let error: AppError | null;
    try {
      const verdict = await run();
      error = verdict instanceof AppError ? verdict : null;
    } catch (thrown) {
      error = toAppError(thrown);
    }
    link.send({ kind: 'answer', id, error: error?.toData() ?? null });
  };
  const hear = (message: FromCommandLine): void => {
    switch (message.kind) {
      case 'hello':
        if (stage !== 'new') break;
        stage = 'greeted';
        if (message.version !== PROTOCOL_VERSION) break;
        link.send({
          kind: 'hello',
          version: PROTOCOL_VERSION,
          nonce,
          proof: proofFor('app', token, message.nonce),
        });
        return;
      case 'open':
        if (stage !== 'greeted' || !isProof(message.proof, 'command-line', token, nonce)) break;
        stopTimer();
        stage = 'opening';
        void open(message.wish);
        return;
      case 'push': {
        if (typeof stage === 'string') break;
        const path = stage;
        void answer(message.id, async () => {
          await path.push(message.user, message.publicKeyLine, gone.signal);
          return undefined;
        });
        return;
      }
      case 'check-host-key': {
        if (typeof stage === 'string') break;
        const path = stage;
        void answer(message.id, () => path.checkHostKey(message, gone.signal));
        return;
      }
      case 'signed-in':
        if (typeof stage === 'string') break;
        void stage.noteSignedIn(message.user);
        return;
    }
    refuse(`"${message.kind}" came out of turn.`);
  };
  return link;
}

function join(link: FrameSocket, path: SshPath, clock: Clock, log: Log): void {
  const { transport, targetId, name, route, note, users, identity, canPush, cutAt, pinnedKeyTypes } = path;
  const about = { targetId, name, route, note, users, identity, canPush, cutAt, pinnedKeyTypes };
  link.send({ kind: 'opened', ...about });
  let failure: AppError | null = null;
  transport.on('error', (error) => {
    failure = toAppError(error);
  });
  const pair = joinStreams({
    local: link,
    remote: transport,
    clock,
    onBytes: () => undefined,
    abortLocal: () => {
      link.fail(
        (failure ?? new AppError('ssh/lost', 'The way to the target was cut.', { retryable: true })).toData(),
      );
    },
  });
  void pair.ended.then(({ by, error }) => {
    log.info('a path of the command line has ended', { target: path.targetId, by, error });
  });
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new AppError('ssh/lost', 'The way to the target was cut.', {
    detail,
    retryable: true,
    cause: error,
  });
}
