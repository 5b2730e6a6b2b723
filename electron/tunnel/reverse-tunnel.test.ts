// A tunnel that begins at the target, over a line that tests hold in their hands: which port it shows and asks for.
import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import type { ToHere } from '../../shared/tunnel.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { OpenLineRequest } from '../base/transport.ts';
import { nobodyHere } from './connect-here.ts';
import { SPEC, TestLine } from './fixtures/test-line.ts';
import { uncheckedPeers } from './peer-guard.ts';
import { portOwnersFor } from './port-owners.ts';
import { ReverseTunnel } from './reverse-tunnel.ts';

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

async function setUp() {
  const opened: { readonly line: TestLine; readonly request: OpenLineRequest }[] = [];
  const direction: ToHere = { kind: 'to-here', listenAddress: null, listenPort: null, host: null, port: 1 };
  const tunnel = new ReverseTunnel(
    {
      spec: { ...SPEC, direction },
      openLine: (request) => {
        const line = new TestLine();
        line.listensAt = request.incoming?.portBefore ?? 40_001;
        opened.push({ line, request });
        return Promise.resolve(line);
      },
      guard: uncheckedPeers,
      owners: portOwnersFor(process.platform),
      clock: systemClock,
      random: () => 0,
      log: silentLog,
      onChange: () => undefined,
      onCredentialsNeeded: () => undefined,
    },
    direction,
  );
  toClose.push(() => tunnel.stop());
  await tunnel.start();
  await expect.poll(() => tunnel.snapshot().state.kind).toBe('open');
  const [first] = opened;
  if (first === undefined) throw new Error('no line');
  return { tunnel, first, opened, port: () => tunnel.snapshot().farAddress?.port };
}

test('shows the port that a renewal got, and asks for that one when the line is lost', async () => {
  const { first, opened, port } = await setUp();
  expect(port()).toBe(40_001);
  first.line.listensAt = 40_002;
  first.request.onChange();
  expect(port()).toBe(40_002);
  first.line.end({ kind: 'failed', error: new AppError('ssh/lost', 'Gone.', { retryable: true }) });
  await expect.poll(() => opened[1]?.request.incoming?.portBefore).toBe(40_002);
  expect(port()).toBe(40_002);
});

test('nobody listens here: why, in the words of every address that was tried', async () => {
  const { tunnel, first } = await setUp();
  first.request.incoming?.onConnection(new PassThrough(), '10.0.0.9:1234');
  await expect.poll(() => tunnel.snapshot().lastError?.error.detail).toMatch(/ECONNREFUSED .*:1\b/);
  const both = new AggregateError([new Error('refused ::1'), new Error('refused 127.0.0.1')]);
  expect(nobodyHere('localhost', 1, both).detail).toBe('refused ::1; refused 127.0.0.1');
});
