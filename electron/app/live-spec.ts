// What of a saved tunnel the engine goes by: a new name or client must not cut its connections. Pure.
import type { SavedTunnel } from '../../shared/saved-tunnel.ts';
import type { TunnelSpec } from '../../shared/tunnel.ts';

/** Which port, and when to start, is the desk's business. */
export function liveSpec(saved: SavedTunnel): TunnelSpec {
  const { targetName: _targetName, openWith: _openWith, createdAt: _createdAt, ...spec } = saved;
  return { ...spec, name: saved.id, localPort: null, start: 'manually' };
}

/** A tunnel that is on goes on as it is when this is so. */
export function samePlace(a: SavedTunnel, b: SavedTunnel): boolean {
  return a.localPort === b.localPort && JSON.stringify(liveSpec(a)) === JSON.stringify(liveSpec(b));
}
