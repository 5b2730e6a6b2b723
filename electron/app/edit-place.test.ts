// Which connections lead to an edited file: open ones over SSH, to the same place.
import { expect, test } from 'vitest';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { ConnectionsUpdate } from '../../shared/contract.ts';
import { editPlaceSchema } from '../../shared/edits.ts';
import { connectionIdSchema } from '../../shared/ids.ts';
import { Emitter } from '../base/emitter.ts';
import type { Connections } from '../connection/connections.ts';
import type { RemoteFiles } from '../files/remote-files.ts';
import { filesOfPlace, placeOf } from './edit-place.ts';

const { signal } = new AbortController();
const PLACE = editPlaceSchema.parse({
  access: { profileId: 'sandbox', region: 'us-east-1' },
  targetId: 'i-0123456789abcdef0',
  user: 'ec2-user',
  targetTitle: 'web-1',
});
const { access, targetId } = PLACE;

function connection(id: string, change: Partial<ConnectionSnapshot> = {}): ConnectionSnapshot {
  return {
    ...{ id: connectionIdSchema.parse(id), access, targetId, title: 'web-1', user: 'ec2-user', shell: 'ssh' },
    phase: { kind: 'open' },
    ...change,
  } as ConnectionSnapshot;
}
const ended = { kind: 'ended' } as ConnectionSnapshot['phase'];
const opening = { kind: 'authenticating' } as unknown as ConnectionSnapshot['phase'];

test('a tab whose connection is open over SSH tells where its files are; any other is refused at once', () => {
  expect(placeOf(connection('c1'))).toEqual(PLACE);
  const others = [
    null,
    connection('c1', { phase: ended }),
    connection('c1', { phase: opening }),
    connection('c1', { shell: 'session-manager' as ConnectionSnapshot['shell'] }),
    connection('c1', { user: null }),
  ];
  for (const other of others)
    expect(() => placeOf(other)).toThrow(expect.objectContaining({ code: 'files/not-connected' }));
});

test('a save waits for a connection to the same place, and says for which', async () => {
  const updates = new Emitter<ConnectionsUpdate>();
  let upserts = [connection('lost', { phase: ended }), connection('other', { user: 'root' })];
  const connections = {
    snapshot: () => ({ revision: 0, upserts, removes: [] }),
    onUpdate: (listener: (update: ConnectionsUpdate) => void) => updates.on(listener),
  } as unknown as Connections;
  const waits: string[] = [];
  const channel = (id: string): Promise<RemoteFiles> => Promise.resolve({ id } as unknown as RemoteFiles);
  const opened = filesOfPlace(PLACE, { connections, channel }, signal, (why) => waits.push(why));
  await expect.poll(() => waits).toEqual(['There is no SSH connection to web-1 as ec2-user now.']);
  upserts = [...upserts, connection('new')];
  updates.emit({ revision: 1, upserts, removes: [] });
  expect(await opened).toEqual({ id: 'new' });
});
