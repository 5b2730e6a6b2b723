// Tunnels: stored, switched on and off, opened with the user's programs.
import type { TunnelDesk } from '../app/tunnel-desk.ts';
import type { OpenTunnelWith } from '../app/open-with.ts';
import type { HandlersOf } from './router.ts';

export interface TunnelParts {
  readonly desk: TunnelDesk;
  readonly openWith: OpenTunnelWith;
}

export function tunnelCalls({
  desk,
  openWith,
}: TunnelParts): HandlersOf<
  | 'tunnels.snapshot'
  | 'tunnels.save'
  | 'tunnels.remove'
  | 'tunnels.start'
  | 'tunnels.stop'
  | 'tunnels.retry'
  | 'tunnels.pause-all'
  | 'tunnels.open-with'
  | 'tunnels.check-port'
> {
  return {
    'tunnels.snapshot': () => desk.snapshot(),
    'tunnels.save': async ({ tunnelId, draft, then }) => ({
      tunnelId: await desk.save(tunnelId, draft, then),
    }),
    'tunnels.remove': async ({ tunnelId }) => {
      await desk.remove(tunnelId);
      return null;
    },
    'tunnels.start': async ({ tunnelId, port }) => {
      await desk.start(tunnelId, port);
      return null;
    },
    'tunnels.stop': async ({ tunnelId }) => {
      await desk.stop(tunnelId);
      return null;
    },
    'tunnels.retry': async ({ tunnelId }) => {
      await desk.retry(tunnelId);
      return null;
    },
    'tunnels.pause-all': async ({ to }) => {
      await (to === 'pause' ? desk.pauseAll() : desk.resumeAll());
      return null;
    },
    'tunnels.open-with': async ({ tunnelId, client }, { signal }) => {
      const address = await desk.addressOf(tunnelId);
      await openWith(client, address, desk.find(tunnelId).openWith, signal);
      return null;
    },
    'tunnels.check-port': ({ tunnelId, targetId, port }) => desk.checkPort(tunnelId, targetId, port),
  };
}
