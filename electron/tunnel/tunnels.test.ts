// The set of tunnels: credentials asked for once, all off and on, ports kept.
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { tunnelIdSchema } from '../../shared/ids.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { SPEC, TestLine } from './fixtures/test-line.ts';
import { peerGuardFor } from './peer-guard.ts';
import { portOwnersFor } from './port-owners.ts';
import { Tunnels } from './tunnels.ts';

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

test('several tunnels that miss the same credentials ask once together, and all go on', async () => {
  let asks = 0;
  let signIn: () => void = () => undefined;
  let isSignedIn = false;
  const ports = new Map<string, number>();
  const tunnels = new Tunnels({
    openLine: () =>
      isSignedIn
        ? Promise.resolve(new TestLine())
        : Promise.reject(new AppError('aws/sign-in-required', 'Sign in.')),
    askForCredentials: () => {
      asks += 1;
      return new Promise((resolve) => (signIn = resolve));
    },
    guard: peerGuardFor(process.platform, process.getuid?.()),
    owners: portOwnersFor(process.platform),
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    onSnapshot: () => undefined,
    onRemoved: () => undefined,
    onPortChosen: (id, port) => ports.set(id, port),
  });
  toClose.push(() => tunnels.close());
  for (const name of ['a', 'b', 'c'])
    await tunnels.put({ ...SPEC, id: tunnelIdSchema.parse(name), session: 'at-once', start: 'at-launch' });
  await tunnels.startAtLaunch();
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
