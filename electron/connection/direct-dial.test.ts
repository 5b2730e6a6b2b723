// Plain TCP: all addresses of a target in turn, over whatever network leads to them.
import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { dialDirect, directAddresses } from './direct-dial.ts';

describe('the addresses of a target', () => {
  const all = { publicAddress: '203.0.113.7', ipv6Address: '2001:db8::7', privateAddress: '10.0.0.7' };

  it('are all tried: public, IPv6, and the private one that a VPN may lead to', () => {
    expect(directAddresses(all, null)).toEqual(['203.0.113.7', '2001:db8::7', '10.0.0.7']);
    expect(directAddresses({ ...all, publicAddress: null, ipv6Address: null }, null)).toEqual(['10.0.0.7']);
  });

  it('stand back for the one that was chosen', () => {
    expect(directAddresses(all, '10.9.9.9')).toEqual(['10.9.9.9']);
  });
});

it('goes on with the next address where one does not answer, and names all where none does', async () => {
  const server = net.createServer((socket) => socket.end('here')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const request = { port, kind: 'known', clock: systemClock } as const;
  const never = new AbortController().signal;
  const transport = await dialDirect({ ...request, addresses: ['::1', '127.0.0.1'] }, never);
  expect(String((await once(transport, 'data'))[0])).toBe('here');
  transport.destroy();
  server.close();
  await once(server, 'close');
  await expect(dialDirect({ ...request, addresses: ['::1', '127.0.0.1'] }, never)).rejects.toMatchObject({
    code: 'direct/unreachable',
    detail: expect.stringMatching(/^::1 port \d+: .+\n127\.0\.0\.1 port \d+: refused$/) as string,
  });
});
