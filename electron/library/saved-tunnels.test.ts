// Tunnels that older versions have written are read as what they were.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tunnelIdSchema } from '../../shared/ids.ts';
import { systemClock } from '../base/clock.ts';
import { openSavedTunnels } from './saved-tunnels.ts';

const TUNNEL = {
  name: 'database',
  access: { profileId: 'profile:work', region: 'eu-west-1' },
  targetId: 'i-0a1b2c3d4e5f60718',
  remoteHost: null,
  remotePort: 5432,
  localAddress: '127.77.1.1',
  localPort: 5432,
};

async function openWritten(version: number, tunnels: readonly object[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'tunnels-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'tunnels.json');
  await writeFile(file, JSON.stringify({ version, data: { tunnels } }));
  return { file, saved: await openSavedTunnels({ file, clock: systemClock }) };
}

test('what was a port or SOCKS has a direction now, and is written so', async () => {
  const { file, saved } = await openWritten(2, [
    { ...TUNNEL, id: 'a', kind: 'port' },
    { ...TUNNEL, id: 'b', kind: 'socks' },
    { ...TUNNEL, id: 'c' },
  ]);
  expect(saved.notice).toBeNull();
  expect(saved.list().map(({ id, direction }) => [id, direction.kind])).toEqual([
    ['a', 'to-target'],
    ['b', 'socks'],
    ['c', 'to-target'],
  ]);
  await saved.change(tunnelIdSchema.parse('a'), (tunnel) => ({ ...tunnel, name: 'other' }));
  const written = JSON.parse(await readFile(file, 'utf8')) as {
    version: number;
    data: { tunnels: object[] };
  };
  expect(written.version).toBe(3);
  expect(written.data.tunnels[1]).toMatchObject({ direction: { kind: 'socks' } });
  expect(written.data.tunnels[1]).not.toHaveProperty('kind');
});

test('the first version, with its one route, is read too', async () => {
  const { saved } = await openWritten(1, [{ ...TUNNEL, id: 'a', route: 'ssm' }]);
  expect(saved.list()[0]).toMatchObject({
    direction: { kind: 'to-target' },
    reach: { route: { kind: 'automatic' } },
  });
});
