// How a connection is to be opened, as a form holds it while it is filled in, and as main stores it. Pure.
import type { SavedConnectionId } from '../../shared/ids.ts';
import type { ConnectChoice, IdentityChoice, RouteChoice } from '../../shared/route.ts';

export interface HowForm {
  readonly shell: ConnectChoice['shell'];
  readonly route: RouteChoice['kind'];
  /** Empty: the endpoint nearest to the target. */
  readonly endpointId: string;
  /** Empty: the address that AWS knows. */
  readonly address: string;
  readonly via: SavedConnectionId | '';
  readonly port: string;
  /** Empty: the one of the operating system. */
  readonly user: string;
  readonly identity: IdentityChoice['kind'];
  readonly keyPath: string;
}

export type HowField = 'endpointId' | 'address' | 'via' | 'port' | 'user' | 'keyPath';

export type HowCheck =
  | { readonly kind: 'good'; readonly how: ConnectChoice }
  | { readonly kind: 'bad'; readonly field: HowField; readonly why: string };

/** Main's own limits (shared/route.ts), said where they are typed. */
const ENDPOINT_ID = /^eice-[0-9a-zA-Z-]{1,64}$/;
const HOST = /^[0-9a-zA-Z.:_-]{1,255}$/;
const USER = /^[^-\p{Cc}\s:][^\p{Cc}\s:]{0,127}$/u;

export function formOf({ shell, route, user, identity, port }: ConnectChoice): HowForm {
  return {
    shell,
    route: route.kind,
    endpointId: route.kind === 'eice' ? (route.endpointId ?? '') : '',
    address: route.kind === 'direct' ? (route.address ?? '') : '',
    via: route.kind === 'jump' ? route.via : '',
    port: String(port),
    user: user ?? '',
    identity: identity.kind,
    keyPath: identity.kind === 'key-file' ? identity.path : '',
  };
}

/** Only what SSH is asked about matters: the agent's own shell has no route, user or key to choose. */
export function usesSsh({ shell }: Pick<HowForm, 'shell'>): boolean {
  return shell === 'automatic' || shell === 'ssh';
}

export function checkHow(form: HowForm): HowCheck {
  const bad = (field: HowField, why: string): HowCheck => ({ kind: 'bad', field, why });
  if (!usesSsh(form)) return { kind: 'good', how: plainHow(form.shell) };
  const user = form.user.trim();
  const port = Number(form.port);
  const [endpointId, address, path] = [form.endpointId.trim(), form.address.trim(), form.keyPath.trim()];
  if (form.route === 'eice' && endpointId !== '' && !ENDPOINT_ID.test(endpointId))
    return bad('endpointId', 'An endpoint’s id begins with eice-.');
  if (form.route === 'direct' && address !== '' && !HOST.test(address))
    return bad('address', 'This is neither an address nor a name.');
  if (form.route === 'jump' && form.via === '') return bad('via', 'Choose the connection it goes through.');
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return bad('port', 'A port is a number from 1 to 65535.');
  if (form.route === 'eice' && port !== 22) return bad('port', 'Endpoints lead to port 22 only.');
  if (user !== '' && !USER.test(user)) return bad('user', 'A user name is one word, without a colon.');
  if (form.identity === 'key-file' && path === '') return bad('keyPath', 'Where is the private key?');
  return {
    kind: 'good',
    how: {
      shell: form.shell,
      route: routeOf(form.route, { endpointId, address, via: form.via }),
      user: user === '' ? null : user,
      identity: form.identity === 'key-file' ? { kind: 'key-file', path } : { kind: form.identity },
      port,
    },
  };
}

function plainHow(shell: ConnectChoice['shell']): ConnectChoice {
  return { shell, route: { kind: 'automatic' }, user: null, identity: { kind: 'automatic' }, port: 22 };
}

function routeOf(
  kind: RouteChoice['kind'],
  typed: { readonly endpointId: string; readonly address: string; readonly via: SavedConnectionId | '' },
): RouteChoice {
  switch (kind) {
    case 'automatic':
    case 'ssm':
      return { kind };
    case 'eice':
      return { kind, endpointId: typed.endpointId === '' ? null : typed.endpointId };
    case 'direct':
      return { kind, address: typed.address === '' ? null : typed.address };
    case 'jump':
      return typed.via === '' ? { kind: 'automatic' } : { kind, via: typed.via };
  }
}
