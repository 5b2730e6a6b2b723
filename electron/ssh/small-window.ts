// What a terminal has under way over SSH: ssh2 grants 2 MiB at a time and grants again before they were read, and a person
// who presses Ctrl+C sees all of that first. Here what the far side may send is small once the first grant is used up.
import type { ClientChannel } from 'ssh2';

interface ChannelInside {
  readonly incoming: { window: number };
  readonly outgoing: { readonly id: number; readonly state: string };
  readonly _client: {
    readonly _protocol: { channelWindowAdjust(channel: number, byteCount: number): void };
  };
}

/**
 * As much as a terminal shows in a tenth of a second; at 100 ms of round trip still 5 MB/s, more than terminals show of
 * most output.
 */
const WINDOW_BYTES = 512 * 1024;

/** Before the first byte is read from it. What is granted from here on is what was read. */
export function keepSmallWindow(channel: ClientChannel): void {
  const inside = channel as unknown as ChannelInside;
  let left = inside.incoming.window;
  // ssh2 grants when it falls below a limit: it never does.
  inside.incoming.window = Number.POSITIVE_INFINITY;
  const read = ({ length }: Buffer): void => {
    left -= length;
    if (left > WINDOW_BYTES / 2 || inside.outgoing.state !== 'open') return;
    const more = WINDOW_BYTES - left;
    left += more;
    inside._client._protocol.channelWindowAdjust(inside.outgoing.id, more);
  };
  channel.on('data', read);
  channel.stderr.on('data', read);
}
