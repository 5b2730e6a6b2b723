// The sandbox's process: started once for many, started again after it died, bounded in start and stop.
import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { silentLog } from '../base/log.ts';
import { ManualClock } from '../base/manual-clock.ts';
import type { ChildProcess } from './sandbox-process.ts';
import { SandboxProcess } from './sandbox-process.ts';

const READY = {
  endpointUrl: 'http://127.0.0.1:4000',
  region: 'eu-west-1',
  env: {
    AWS_ACCESS_KEY_ID: 'AK',
    AWS_SECRET_ACCESS_KEY: 'SK',
    AWS_SESSION_TOKEN: 'ST',
    AWS_REGION: 'eu-west-1',
    SALLYPORT_KEY_FILE: '/tmp/of-the-sandbox/finance-rdp.pem',
  },
  adminUrl: 'http://127.0.0.1:4000/admin',
};

class FakeChild extends EventEmitter implements ChildProcess {
  readonly postMessage = vi.fn();
  readonly kill = vi.fn(() => true);
}

function setUp() {
  const clock = new ManualClock();
  const children: FakeChild[] = [];
  const fork = (): FakeChild => {
    const child = new FakeChild();
    children.push(child);
    return child;
  };
  const sandbox = new SandboxProcess({ fork, clock, log: silentLog });
  const start = (signal = new AbortController().signal) => sandbox.start(signal);
  return { clock, children, sandbox, start };
}

it('starts once for all who ask, and tells where it listens', async () => {
  const { children, sandbox, start, clock } = setUp();
  const both = [start(), start()];
  expect(children).toHaveLength(0 + 1);
  expect(sandbox.running).toBeNull();
  children[0]?.emit('message', { nonsense: true });
  children[0]?.emit('message', READY);
  expect(await both[0]).toEqual(await both[1]);
  expect(sandbox.running).toEqual({
    endpointUrl: READY.endpointUrl,
    region: 'eu-west-1',
    keyFile: '/tmp/of-the-sandbox/finance-rdp.pem',
    credentials: { accessKeyId: 'AK', secretAccessKey: 'SK', sessionToken: 'ST' },
  });
  expect(clock.pending).toBe(0);
});

it('is started again after it died', async () => {
  const { children, sandbox, start } = setUp();
  const first = start();
  children[0]?.emit('message', READY);
  await first;
  children[0]?.emit('exit', 1);
  expect(sandbox.running).toBeNull();
  const second = start();
  children[1]?.emit('message', READY);
  await second;
  expect(children).toHaveLength(2);
});

it('fails when it dies while starting, takes too long, or is not on this machine', async () => {
  const { children, start, clock } = setUp();
  const died = start();
  children[0]?.emit('exit', 3);
  await expect(died).rejects.toMatchObject({ code: 'sandbox/start-failed', detail: 'It ended with code 3.' });
  const slow = start();
  children[1]?.emit('message', { ...READY, endpointUrl: 'http://example.com/' });
  clock.advance(20_000);
  await expect(slow).rejects.toMatchObject({ code: 'sandbox/start-failed' });
  expect(children[1]?.kill).toHaveBeenCalled();
});

it('stops with a word, by force after the deadline, and never starts again', async () => {
  const { children, sandbox, start, clock } = setUp();
  const starting = start();
  children[0]?.emit('message', READY);
  await starting;
  const stopping = sandbox.stop();
  expect(children[0]?.postMessage).toHaveBeenCalledWith({ kind: 'stop' });
  clock.advance(3000);
  expect(children[0]?.kill).toHaveBeenCalled();
  children[0]?.emit('exit', 0);
  await stopping;
  await expect(start()).rejects.toMatchObject({ code: 'sandbox/start-failed' });
  expect(children).toHaveLength(1);
});
