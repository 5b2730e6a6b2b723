// The set of tunnels: credentials asked for once, all off and on, ports kept.
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { tunnelIdSchema } from '../../shared/ids.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { SPEC, TestLine } from './fixtures/test-line.ts';
import { peerGuardFor } from './peer-guard.ts';
import { portOwnersFor } from './port-owners.ts';
import { Tunnels, type TunnelsOptions } from './tunnels.ts';

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

type Needed = Pick<TunnelsOptions, 'openLine' | 'askForCredentials'>;
function setUp(more: Needed & Partial<TunnelsOptions>): Tunnels {
  const tunnels = new Tunnels({
    guard: peerGuardFor(process.platform, process.getuid?.()),
    owners: portOwnersFor(process.platform),
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    onSnapshot: () => undefined,
    onRemoved: () => undefined,
    onPortChosen: () => undefined,
    ...more,
  });
  toClose.push(() => tunnels.close());
  return tunnels;
}

test('several tunnels that miss the same credentials ask once together, and all go on', async () => {
  let asks = 0;
  let signIn: () => void = () => undefined;
  let isSignedIn = false;
  const ports = new Map<string, number>();
  const tunnels = setUp({
    openLine: () =>
      isSignedIn
        ? Promise.resolve(new TestLine())
        : Promise.reject(new AppError('aws/sign-in-required', 'Sign in.')),
    askForCredentials: () => {
      asks += 1;
      return new Promise((resolve) => (signIn = resolve));
    },
    onPortChosen: (id, port) => ports.set(id, port),
  });
  for (const id of ['a', 'b', 'c'].map((name) => tunnelIdSchema.parse(name))) {
    await tunnels.put({ ...SPEC, id, session: 'at-once' });
    await tunnels.start(id);
  }
  const kinds = () => tunnels.snapshots().map(({ state }) => state.kind);
  await expect.poll(kinds).toEqual(Array(3).fill('waiting-for-credentials'));
  expect(asks).toBe(1);
  expect(ports.size).toBe(3);
  isSignedIn = true;
  signIn();
  await expect.poll(kinds).toEqual(Array(3).fill('open'));
  expect(await tunnels.pauseAll()).toHaveLength(3);
  expect(kinds()).toEqual(Array(3).fill('off'));
});

test('a sign-in that did not work out is told by the tunnels that wait for it; one that was put off is not', async () => {
  let refuse: (error: AppError) => void = () => undefined;
  const tunnels = setUp({
    openLine: () => Promise.reject(new AppError('aws/sign-in-required', 'Nobody is signed in.')),
    askForCredentials: () => new Promise((_resolve, reject) => (refuse = reject)),
  });
  await tunnels.put({ ...SPEC, session: 'at-once' });
  const state = () => tunnels.snapshots()[0]?.state;
  await tunnels.start(SPEC.id);
  await expect.poll(() => state()?.kind).toBe('waiting-for-credentials');
  refuse(new AppError('aws/unreachable', 'No answer from the sign-in page.'));
  await expect
    .poll(state)
    .toMatchObject({ error: { code: 'aws/sign-in-refused', message: 'No answer from the sign-in page.' } });
  await tunnels.stop(SPEC.id);
  await tunnels.start(SPEC.id);
  await expect.poll(() => state()?.kind).toBe('waiting-for-credentials');
  refuse(new AppError('cancelled', 'Cancelled.'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(state()).toMatchObject({ error: { code: 'aws/sign-in-required' } });
});
