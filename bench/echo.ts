// Keystroke echo: from the key event in the page to the echoed byte at the terminal, against the agent's own time:
// the smallest client there is (one socket, one message, one answer) on a session of the same sandbox.
import { startSandbox, type Sandbox } from '../electron/sandbox/sandbox.ts';
import type { Page } from '@playwright/test';
import { ROOT, startApp } from './bench-app.ts';
import { type BenchRow, percentile } from './figures.ts';
import { openShell } from './first-shell.ts';
import { PlainClient } from '../electron/sandbox/fixtures/plain-client.ts';

const KEYS = 300;
/** Between keys, as a fast typist; also lets the far side come to rest. */
const GAP_MS = 15;
const GOAL_MS = 2;
/** Past the shell's first output: prompt, bracketed paste. */
const SETTLE_MS = 1_000;
const WEB_1 = 'i-0a1b2c3d4e5f60718';

export async function benchEcho(): Promise<readonly BenchRow[]> {
  const sandbox = await startSandbox();
  try {
    const own = await echoOfAgent(sandbox);
    const ours = await echoOfApp(sandbox);
    const added = percentile(ours, 0.95) - percentile(own, 0.95);
    const words = (times: readonly number[]): string =>
      `p50 ${percentile(times, 0.5).toFixed(2)} ms, p95 ${percentile(times, 0.95).toFixed(2)} ms`;
    return [
      {
        what: `Keystroke echo, ${KEYS} keys`,
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

async function echoOfAgent(sandbox: Sandbox): Promise<readonly number[]> {
  const client = await PlainClient.start(sandbox, { Target: WEB_1 });
  try {
    await outputPast(client, 0);
    await pause(SETTLE_MS);
    const times: number[] = [];
    for (let key = 0; key < KEYS; key += 1) {
      const startedAt = performance.now();
      const echoed = outputPast(client, client.output.length);
      client.type('x');
      await echoed;
      times.push(performance.now() - startedAt);
      await pause(GAP_MS);
    }
    return times;
  } finally {
    client.close();
  }
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

async function echoOfApp(sandbox: Sandbox): Promise<readonly number[]> {
  const app = await startApp(ROOT, sandbox.env);
  try {
    await watchTerminalBytes(app.page);
    await openShell(app.page);
    const times: number[] = [];
    for (let key = 0; key < KEYS; key += 1) {
      const echoed = app.page.evaluate(() => (window as unknown as EchoWindow).nextEcho());
      await app.page.keyboard.press('x');
      times.push(await echoed);
      await pause(GAP_MS);
    }
    return times;
  } finally {
    await app.end();
  }
}

interface EchoWindow extends Window {
  nextEcho: () => Promise<number>;
}

/** Listens beside the product on the terminal's own port; needs no hook in the product. */
function watchTerminalBytes(page: Page): Promise<void> {
  return page.evaluate(() => {
    let pressedAt = 0;
    let tell: ((ms: number) => void) | null = null;
    window.addEventListener(
      'keydown',
      () => {
        pressedAt = performance.now();
      },
      { capture: true },
    );
    window.addEventListener('message', (event) => {
      event.ports[0]?.addEventListener('message', (message: MessageEvent<{ kind: string }>) => {
        if (message.data.kind !== 'bytes' || tell === null) return;
        tell(performance.now() - pressedAt);
        tell = null;
      });
    });
    (window as unknown as EchoWindow).nextEcho = () =>
      new Promise((resolve) => {
        tell = resolve;
      });
  });
}
