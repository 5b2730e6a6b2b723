// Notices that this computer's network is another one: Electron tells the page, not main, and not on every system.
import { networkInterfaces } from 'node:os';
import type { Clock } from '../base/clock.ts';

/** Sooner than a person looks; reading the list takes well under a millisecond. */
const LOOK_EVERY_MS = 3000;

/** Calls `onChange` when the addresses of this computer have changed. Returns the function that ends it. */
export function watchNetwork(options: {
  readonly clock: Clock;
  readonly onChange: () => void;
  readonly read?: () => ReturnType<typeof networkInterfaces>;
}): () => void {
  const { clock, onChange, read = networkInterfaces } = options;
  let before = addressesOf(read());
  let cancel: () => void;
  const look = (): void => {
    const now = addressesOf(read());
    const changed = now !== before;
    before = now;
    cancel = clock.after(LOOK_EVERY_MS, look);
    if (changed) onChange();
  };
  cancel = clock.after(LOOK_EVERY_MS, look);
  return () => {
    cancel();
  };
}

/** Temporary IPv6 addresses come and go while the network stays: only their prefix counts. */
function addressesOf(interfaces: ReturnType<typeof networkInterfaces>): string {
  const all = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ internal }) => !internal)
      .map(({ family, address }) => `${name} ${family === 'IPv6' ? prefixOf(address) : address}`),
  );
  return [...new Set(all)].sort().join('\n');
}

function prefixOf(address: string): string {
  return address.split(':').slice(0, 4).join(':');
}
