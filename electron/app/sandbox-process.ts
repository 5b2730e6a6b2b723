// The sandbox as a process of its own: started when first asked for, started again when it died, stopped on quit.
// It tells where it listens in one message; see electron/sandbox/main.ts.
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';
import { regionSchema } from '../../shared/aws.ts';
import { throwIfAborted } from '../base/abort.ts';
import { type SerialConsolePlace, serialConsolePlace } from '../aws/endpoint-overrides.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { isLoopbackHost } from '../base/loopback.ts';

/** It takes well under a second; a slow disk and a busy machine get their time. */
const START_DEADLINE_MS = 20_000;
/** It ends its shells in this time, or is killed. */
const STOP_DEADLINE_MS = 3000;

const readySchema = z.object({
  endpointUrl: z.url().refine((url) => isLoopbackHost(new URL(url).hostname), 'not on this machine'),
  region: regionSchema,
  env: z.object({
    AWS_ACCESS_KEY_ID: z.string().min(1),
    AWS_SECRET_ACCESS_KEY: z.string().min(1),
    AWS_SESSION_TOKEN: z.string().min(1).optional(),
    SALLYPORT_KEY_FILE: z.string().min(1).optional(),
  }),
  adminUrl: z.string(),
  /** `127.0.0.1:port`, and the host key there. */
  serialConsole: z.string().optional(),
  serialHostKey: z.string().optional(),
});

export interface RunningSandbox {
  readonly endpointUrl: string;
  readonly region: string;
  /** Where the private key of its Windows desktop is, once its password was asked for. */
  readonly keyFile: string | null;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly serialConsole?: SerialConsolePlace;
}

/** The part of Electron's UtilityProcess that is used. */
export interface ChildProcess {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  postMessage(message: unknown): void;
  kill(): boolean;
}

export interface SandboxProcessOptions {
  readonly fork: () => ChildProcess;
  readonly clock: Clock;
  readonly log: Log;
}

interface Started {
  readonly child: ChildProcess;
  readonly ready: Promise<RunningSandbox>;
  readonly exited: Promise<void>;
}

export class SandboxProcess {
  readonly #options: SandboxProcessOptions;
  #started: Started | null = null;
  #running: RunningSandbox | null = null;
  #stopped = false;

  constructor(options: SandboxProcessOptions) {
    this.#options = options;
  }

  /** Null while it is not up. */
  get running(): RunningSandbox | null {
    return this.#running;
  }

  /** Starts it, or joins the start under way. Rejects with `sandbox/start-failed` or `cancelled`. */
  async start(signal: AbortSignal): Promise<RunningSandbox> {
    throwIfAborted(signal);
    if (this.#stopped) throw startFailed('The app is closing.');
    this.#started ??= this.#fork();
    return await this.#started.ready;
  }

  /** For good: nothing starts it again. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const started = this.#started;
    if (started === null) return;
    started.child.postMessage({ kind: 'stop' });
    const cancel = this.#options.clock.after(STOP_DEADLINE_MS, () => {
      started.child.kill();
    });
    await started.exited;
    cancel();
  }

  #fork(): Started {
    const { clock, log } = this.#options;
    const child = this.#options.fork();
    let onExit: (code: number) => void = () => undefined;
    const exited = new Promise<void>((resolve) => {
      child.on('exit', (code) => {
        log.info('the sandbox has ended', { code });
        this.#started = null;
        this.#running = null;
        onExit(code);
        resolve();
      });
    });
    const ready = new Promise<RunningSandbox>((resolve, reject) => {
      const cancel = clock.after(START_DEADLINE_MS, () => {
        reject(startFailed('It did not start in time.'));
        child.kill();
      });
      onExit = (code) => {
        cancel();
        reject(startFailed(`It ended with code ${String(code)}.`));
      };
      child.on('message', (message) => {
        const parsed = readySchema.safeParse(message);
        if (!parsed.success) {
          log.warn('the sandbox said something unknown', { issue: parsed.error.issues[0]?.message });
          return;
        }
        cancel();
        const { endpointUrl, region, env, serialConsole = '', serialHostKey = '' } = parsed.data;
        const sessionToken = env.AWS_SESSION_TOKEN;
        const credentials = {
          accessKeyId: env.AWS_ACCESS_KEY_ID,
          secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
          ...(sessionToken === undefined ? {} : { sessionToken }),
        };
        const place = serialConsolePlace(serialConsole, serialHostKey);
        const keyFile = env.SALLYPORT_KEY_FILE ?? null;
        this.#running = {
          ...{ endpointUrl, region, keyFile, credentials },
          ...(place === null ? {} : { serialConsole: place }),
        };
        log.info('the sandbox is up', { endpointUrl });
        resolve(this.#running);
      });
    });
    // Every waiter hears of a failure from its own `start`; without one nobody has to.
    ready.catch(() => undefined);
    return { child, ready, exited };
  }
}

function startFailed(detail: string): AppError {
  return new AppError('sandbox/start-failed', 'The sandbox could not be started.', {
    detail,
    retryable: true,
  });
}
