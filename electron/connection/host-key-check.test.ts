// Only what is not decided in ssh/host-key-decision: which pins are known by the time that a key is shown.
import { expect, it, vi } from 'vitest';
import { targetIdSchema } from '../../shared/ids.ts';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { checkHostKey } from './host-key-check.ts';
import { type KnownTargets, memoryKnownTargets } from './known-targets.ts';

const TARGET = targetIdSchema.parse('mi-0123456789abcdef0');
const fingerprint = (letter: string): string => `SHA256:${letter.repeat(43)}`;

function check(known: KnownTargets) {
  const warn = vi.fn();
  const checked = checkHostKey(
    {
      clients: {} as AwsClients, // a managed node has no console output
      ...{ targetId: TARGET, target: null, name: 'node', route: 'ssm', known, clock: systemClock },
      ask: () => Promise.reject(new Error('Nothing was to be asked.')),
      onAccepted: () => undefined,
      log: { ...silentLog, warn },
    },
    { type: 'ssh-ed25519', fingerprintSha256: fingerprint('b') },
    new AbortController().signal,
  );
  return { checked, warn };
}

it('knows a key that the command line has pinned since the app was started', async () => {
  const known = memoryKnownTargets();
  const key = { type: 'ssh-ed25519', fingerprint: fingerprint('a'), launchedAt: null };
  const { checked } = check({ ...known, refresh: () => known.pinHostKey(TARGET, key) });
  expect(await checked).toMatchObject({ code: 'ssh/host-key-changed' });
});

it('goes by what was known before where the file cannot be read, and says so in the log', async () => {
  const { checked, warn } = check({
    ...memoryKnownTargets(),
    refresh: () => Promise.reject(new Error('no')),
  });
  expect(await checked).toBe('accept');
  expect(warn).toHaveBeenCalledOnce();
});
