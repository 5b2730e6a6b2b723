// A changed network is noticed once; what means nothing is not.
import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it, vi } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { watchNetwork } from './network-watch.ts';

function address(text: string, internal = false): NetworkInterfaceInfo {
  const base = { address: text, netmask: '', mac: '', internal, cidr: null };
  return text.includes(':') ? { ...base, family: 'IPv6', scopeid: 0 } : { ...base, family: 'IPv4' };
}

it('tells of another address and of a network that went, not of temporary IPv6 addresses or loopback', () => {
  const clock = new ManualClock();
  const onChange = vi.fn();
  let now: Record<string, NetworkInterfaceInfo[]> = {
    eth0: [address('10.0.0.5'), address('2001:db8:1:2:aaaa::1')],
  };
  const stop = watchNetwork({ clock, onChange, read: () => now });
  const after = (next: typeof now): number => {
    now = next;
    clock.advance(10_000);
    return onChange.mock.calls.length;
  };
  expect(after(now)).toBe(0);
  expect(after({ eth0: [address('10.0.0.5'), address('2001:db8:1:2:bbbb::1')] })).toBe(0);
  expect(after({ ...now, lo: [address('127.0.0.1', true)] })).toBe(0);
  expect(after({ wlan0: [address('192.168.1.7')] })).toBe(1);
  expect(after({})).toBe(2);
  stop();
  expect(clock.pending).toBe(0);
});
