// Keystroke echo: from the key event in the page to the echoed byte at the terminal, against the agent's own time:
// the smallest client there is (one socket, one message, one answer) on a session of the same sandbox. The sandbox is a
// process of its own for both, and keys are pressed by the app's main process: Playwright rests while they are measured.
import type { ElectronApplication, Page } from '@playwright/test';
import { PlainClient } from '../electron/sandbox/fixtures/plain-client.ts';
import type { Sandbox } from '../electron/sandbox/sandbox.ts';
import { type BenchApp, ROOT, startApp } from './bench-app.ts';
import { type BenchRow, percentile } from './figures.ts';
import { openShell } from './first-shell.ts';
import { type Announced, startSandboxProcess } from './sandbox-process.ts';

/** The two take turns, so that what else the machine does falls on both. */
const ROUNDS = 8;
const KEYS_A_ROUND = 75;
/**
 * From an echo to the next key: a key held down comes 30 times a second, and nobody types faster. Halved, a key may meet
 * the frame that is drawn for the one before.
 */
const GAP_MS = 33;
const GOAL_MS = 2;
/** Past the shell's first output: prompt, bracketed paste. */
const SETTLE_MS = 1_000;
const WEB_1 = 'i-0a1b2c3d4e5f60718';

export async function benchEcho(): Promise<readonly BenchRow[]> {
  const sandbox = await startSandboxProcess();
  try {
    const { own, ours } = await echoes(sandbox);
    const added = percentile(ours, 0.95) - percentile(own, 0.95);
    const words = (times: readonly number[]): string =>
      `p50 ${percentile(times, 0.5).toFixed(2)} ms, p95 ${percentile(times, 0.95).toFixed(2)} ms`;
    return [
      {
        what: `Keystroke echo, ${ROUNDS * KEYS_A_ROUND} keys`,
        ours: words(ours),
        peer: `the agent's own: ${words(own)}`,
        ratio: `${added >= 0 ? '+' : ''}${added.toFixed(2)} ms at p95 (×${(percentile(ours, 0.95) / percentile(own, 0.95)).toFixed(2)})`,
        goal: `≤ +${GOAL_MS} ms`,
        met: added <= GOAL_MS,
      },
    ];
  } finally {
    await sandbox.close();
  }
}

interface Echoes {
  /** Milliseconds of each key. */
  readonly own: readonly number[];
  readonly ours: readonly number[];
}

async function echoes(sandbox: Announced): Promise<Echoes> {
  const own: number[] = [];
  const ours: number[] = [];
  const app = await startApp(ROOT, sandbox.env);
  try {
    await watchTerminalBytes(app.page);
    await openShell(app.page);
    const client = await PlainClient.start(sandbox as Sandbox, { Target: WEB_1 });
    try {
      await outputPast(client, 0);
      await pause(SETTLE_MS);
      for (let round = 0; round < ROUNDS; round += 1) {
        own.push(...(await echoesOfAgent(client)));
        ours.push(...(await echoesOfApp(app)));
      }
    } finally {
      client.close();
    }
  } finally {
    await app.end();
  }
  return { own, ours };
}

async function echoesOfAgent(client: PlainClient): Promise<readonly number[]> {
  const times: number[] = [];
  for (let key = 0; key < KEYS_A_ROUND; key += 1) {
    const startedAt = performance.now();
    const echoed = outputPast(client, client.output.length);
    client.type('x');
    await echoed;
    times.push(performance.now() - startedAt);
    await pause(GAP_MS);
  }
  return times;
}

/** Resolves as soon as the shell has printed more than so many bytes. */
function outputPast(client: PlainClient, byteCount: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (client.output.length <= byteCount) return;
      client.socket?.off('message', look);
      resolve();
    };
    client.socket?.on('message', look);
    look();
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function echoesOfApp({ electronApp, page }: BenchApp): Promise<readonly number[]> {
  await page.evaluate(() => {
    (window as unknown as EchoWindow).echoes.length = 0;
  });
  await pressKeys(electronApp);
  return await page.evaluate(() => (window as unknown as EchoWindow).echoes);
}

/** As from a keyboard: a key goes up after its letter is there, as fingers are slower than any echo. */
function pressKeys(app: ElectronApplication): Promise<void> {
  return app.evaluate(
    async ({ BrowserWindow }, { keys, gapMs }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined) throw new Error('the window has gone');
      for (let key = 0; key < keys; key += 1) {
        contents.sendInputEvent({ type: 'keyDown', keyCode: 'x' });
        await contents.executeJavaScript(`echoed(${key})`);
        await new Promise((resolve) => setTimeout(resolve, gapMs));
        contents.sendInputEvent({ type: 'keyUp', keyCode: 'x' });
      }
    },
    { keys: KEYS_A_ROUND, gapMs: GAP_MS },
  );
}

interface EchoWindow extends Window {
  /** Milliseconds each. */
  readonly echoes: number[];
  /** Resolves when the echo of this key has come. */
  readonly echoed: (key: number) => Promise<void>;
}

/** Listens beside the product on the terminal's own port; needs no hook in the product. */
function watchTerminalBytes(page: Page): Promise<void> {
  return page.evaluate(() => {
    let pressedAt: number | null = null;
    let tell: () => void = () => undefined;
    const echoes: number[] = [];
    window.addEventListener(
      'keydown',
      () => {
        pressedAt = performance.now();
      },
      { capture: true },
    );
    window.addEventListener('message', (event) => {
      event.ports[0]?.addEventListener('message', (message: MessageEvent<{ kind: string }>) => {
        if (message.data.kind !== 'bytes' || pressedAt === null) return;
        echoes.push(performance.now() - pressedAt);
        pressedAt = null;
        tell();
      });
    });
    const echoed = async (key: number): Promise<void> => {
      while (echoes.length <= key) await new Promise<void>((resolve) => (tell = resolve));
    };
    Object.assign(window, { echoes, echoed });
  });
}
