// The chosen route in words for the window: "via EICE; SSM not used: agent offline since 14:02". Pure.
import type { RouteReason } from '../../shared/route.ts';

const ROUTE_NAMES = { ssm: 'SSM', eice: 'EICE', direct: 'a direct connection', jump: 'a jump host' } as const;

export function nameOfWay({ route, shell }: Pick<RouteReason, 'route' | 'shell'>): string {
  switch (shell) {
    case 'ssh':
      return ROUTE_NAMES[route];
    case 'session-manager':
      return 'Session Manager’s shell';
    case 'serial-console':
      return 'the serial console';
  }
}

/** Names the way in use and each one that would have come before it with its reason; null while none is in use. */
export function routeNote(reasons: readonly RouteReason[]): string | null {
  const at = reasons.findIndex(({ verdict }) => verdict === 'used');
  const used = reasons[at];
  if (used === undefined) return null;
  const passed = reasons.filter(
    ({ verdict }, index) => verdict === 'failed' || (verdict === 'not-possible' && index < at),
  );
  const parts = passed.map((reason) => `${capital(nameOfWay(reason))} not used: ${reason.why}`);
  const via = used.shell === 'ssh' ? `via ${nameOfWay(used)}` : nameOfWay(used);
  return [via, ...parts].join('; ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
