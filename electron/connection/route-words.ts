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

/** Names the way in use and what would have come before it, each reason once; null while none is in use. */
export function routeNote(reasons: readonly RouteReason[]): string | null {
  const at = reasons.findIndex(({ verdict }) => verdict === 'used');
  const used = reasons[at];
  if (used === undefined) return null;
  const passed = reasons.filter(
    ({ verdict }, index) => verdict === 'failed' || (verdict === 'not-possible' && index < at),
  );
  const whys = [...new Set(passed.map(({ why }) => why))];
  const parts = whys.map((why) => {
    const against = passed.filter((each) => each.why === why);
    // No way of SSH is left: which ones there would have been is no news.
    const isAllOfSsh = used.shell !== 'ssh' && against.length === reasons.filter(isSsh).length;
    return `${isAllOfSsh ? 'SSH' : capital(listed(against.map(nameOfWay)))} not used: ${why}`;
  });
  const via = used.shell === 'ssh' ? `via ${nameOfWay(used)}` : nameOfWay(used);
  return [via, ...parts].join('; ');
}

function isSsh({ shell }: RouteReason): boolean {
  return shell === 'ssh';
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
