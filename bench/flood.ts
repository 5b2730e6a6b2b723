// Terminal flood: 50 MB of coloured lines from an agent that has them ready, through gateway, engine, IPC and terminal,
// against bare xterm.js of the same size in the same Electron, fed from memory; its faster renderer counts.
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';
import { COMPANY } from '../electron/sandbox/company/company.ts';
import { startSandbox } from '../electron/sandbox/sandbox.ts';
import { instances } from '../e2e/screens.ts';
import { ROOT, startApp } from './bench-app.ts';
import { type BenchRow, median } from './figures.ts';
import { openInstances } from './first-shell.ts';
import { startFloodAgent, type TerminalCells } from './flood-agent.ts';

const FLOOD_BYTES = 50_000_000;
const RUNS = 3;
const GOAL = 0.9;
/** The real agent reads 1 KiB at a time and then sleeps; at that pace one would measure its sleep. */
const PIECE_BYTES = 32 * 1024;
const RUN_LIMIT_MS = 120_000;

export async function benchFlood(): Promise<readonly BenchRow[]> {
  const block = colouredLines();
  const ours: number[] = [];
  const bare = { dom: [] as number[], webgl: [] as number[] };
  for (let run = 0; run < RUNS; run += 1) {
    const { speed, size } = await floodOfApp(block);
    ours.push(speed);
    bare.dom.push(await floodOfXterm(block, size, 'dom'));
    bare.webgl.push(await floodOfXterm(block, size, 'webgl'));
  }
  const [dom, webgl] = [median(bare.dom), median(bare.webgl)];
  const [faster, name] = dom >= webgl ? [dom, 'DOM'] : [webgl, 'WebGL'];
  const ratio = median(ours) / faster;
  return [
    {
      what: 'Terminal flood, 50 MB of coloured lines',
      ours: `${median(ours).toFixed(1)} MB/s`,
      peer: `bare xterm.js, ${name} renderer: ${faster.toFixed(1)} MB/s (DOM ${dom.toFixed(1)}, WebGL ${webgl.toFixed(1)})`,
      ratio: ratio.toFixed(2),
      goal: `≥ ${GOAL}`,
      met: ratio >= GOAL,
    },
  ];
}

/** About 1 MB of log-like lines of 60 to 110 cells with four colour changes each. */
function colouredLines(): string {
  const lines: string[] = [];
  let bytes = 0;
  for (let n = 0; bytes < 1_000_000; n += 1) {
    const status = n % 7 === 0 ? '\x1b[33m429\x1b[0m' : '\x1b[32m200\x1b[0m';
    const line = `\x1b[2m14:02:${String(n % 60).padStart(2, '0')}\x1b[0m GET /v1/orders/${n}${'/items'.repeat(n % 8)} ${status} ${n % 90} ms \x1b[36mtrace=${(n * 2654435761) % 4294967296}\x1b[0m`;
    lines.push(line);
    bytes += line.length + 1;
  }
  return `${lines.join('\n')}\n`;
}

async function floodOfApp(block: string): Promise<{ speed: number; size: TerminalCells }> {
  const bytes = Buffer.from(block.replaceAll('\n', '\r\n'));
  const flood: Buffer[] = [];
  const repeats = Math.ceil(FLOOD_BYTES / bytes.length);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) flood.push(bytes.subarray(at, at + PIECE_BYTES));
  }
  flood.push(Buffer.from('flood-2-over'));
  const sandbox = await startSandbox();
  const agent = await startFloodAgent(sandbox, COMPANY.web, flood);
  const app = await startApp(ROOT, sandbox.env);
  try {
    await openInstances(app.page);
    await instances(app.page).option('web-1').dblclick();
    await app.page.locator('.xterm-rows').filter({ hasText: 'flood$' }).waitFor({ timeout: RUN_LIMIT_MS });
    await rememberEnter(app.page);
    await app.page.keyboard.press('Enter');
    const ms = await whenShown(app.page, 'flood-2-over');
    const size = agent.size();
    if (size === null) throw new Error('the app told no size');
    return { speed: (bytes.length * repeats) / 1e6 / (ms / 1000), size };
  } finally {
    agent.stop();
    await app.end();
    await sandbox.close();
  }
}

interface FloodWindow extends Window {
  enteredAt?: number;
}

function rememberEnter(page: Page): Promise<void> {
  return page.evaluate(() => {
    const remember = (): void => {
      (window as FloodWindow).enteredAt = performance.now();
    };
    window.addEventListener('keydown', remember, { capture: true, once: true });
  });
}

/** Milliseconds, measured in the page, from Enter until the terminal's rows hold the text. */
function whenShown(page: Page, text: string): Promise<number> {
  return page.evaluate(
    ({ wanted, limit }) =>
      new Promise<number>((resolve, reject) => {
        const deadline = performance.now() + limit;
        const look = (): void => {
          const rows = document.querySelector('.xterm-rows')?.textContent ?? '';
          const now = performance.now();
          if (rows.includes(wanted)) resolve(now - ((window as FloodWindow).enteredAt ?? Number.NaN));
          else if (now > deadline) reject(new Error('the flood did not end in time'));
          else setTimeout(look, 20);
        };
        look();
      }),
    { wanted: text, limit: RUN_LIMIT_MS },
  );
}

/** What the two script tags of bench/bare/xterm.html define. */
interface BareWindow {
  readonly Terminal: typeof Terminal;
  readonly WebglAddon: { readonly WebglAddon: typeof WebglAddon };
}

async function floodOfXterm(block: string, size: TerminalCells, renderer: 'dom' | 'webgl'): Promise<number> {
  const app = await startApp(path.join(ROOT, 'bench', 'bare'), {}, ['--page=xterm']);
  try {
    await app.page.waitForLoadState();
    const ms = await app.page.evaluate(
      ({ text, repeats, cols, rows, kind }) =>
        new Promise<number>((resolve) => {
          const bare = window as unknown as BareWindow;
          const terminal = new bare.Terminal({ cols, rows, scrollback: 10_000, fontSize: 13 });
          terminal.open(document.getElementById('terminal') as HTMLElement);
          if (kind === 'webgl') terminal.loadAddon(new bare.WebglAddon.WebglAddon());
          const bytes = new TextEncoder().encode(text.replaceAll('\n', '\r\n'));
          const step = 65_536;
          let [repeat, at, waiting] = [0, 0, 0];
          const startedAt = performance.now();
          const feed = (): void => {
            // Half a megabyte in flight keeps its parser busy without a pause; four times as much gains it nothing.
            while (waiting < 8 && repeat < repeats) {
              const chunk = bytes.subarray(at, at + step);
              at += step;
              if (at >= bytes.length) [repeat, at] = [repeat + 1, 0];
              waiting += 1;
              terminal.write(chunk, () => {
                waiting -= 1;
                if (repeat === repeats && waiting === 0) resolve(performance.now() - startedAt);
                else feed();
              });
            }
          };
          feed();
        }),
      { text: block, repeats: Math.ceil(FLOOD_BYTES / block.length), ...size, kind: renderer },
    );
    return FLOOD_BYTES / 1e6 / (ms / 1000);
  } finally {
    await app.end();
  }
}
