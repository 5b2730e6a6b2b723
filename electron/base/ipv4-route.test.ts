// The routing table is the system's: asked for a place that always has a way, and for one that never has.
import { expect, it } from 'vitest';
import { hasIpv4Route } from './ipv4-route.ts';

it('knows a way, and knows none where the system has none', async () => {
  expect(await hasIpv4Route({ address: '127.0.0.1', port: 9 })).toBe(true);
  // Everybody's address at once, which a socket may not connect to unless it was told so.
  expect(await hasIpv4Route({ address: '255.255.255.255', port: 9 })).toBe(false);
});
