// What becomes a frame of what is written to a tunnel.
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { bareEndpoint, openEicTo } from './fixtures/bare-endpoint.ts';

it('small writes of one turn leave together, in full frames', async () => {
  const far = await bareEndpoint('tunnel');
  const near = await openEicTo(far);
  const frames: Buffer[] = [];
  far.sockets[0]?.on('message', (data: Buffer) => frames.push(data));
  const sent = randomBytes(4 * 32_804);
  // An SSH packet as ssh2 writes it: length, bytes, tag.
  for (let at = 0; at < sent.length; at += 32_804) {
    near.write(sent.subarray(at, at + 4));
    near.write(sent.subarray(at + 4, at + 32_788));
    near.write(sent.subarray(at + 32_788, at + 32_804));
  }
  await expect.poll(() => frames.map(({ length }) => length)).toEqual([65_000, 65_000, 1216]);
  expect(Buffer.concat(frames).equals(sent)).toBe(true);
  near.write('alone');
  await expect.poll(() => frames.at(-1)?.toString()).toBe('alone');
  near.destroy();
  far.close();
});
