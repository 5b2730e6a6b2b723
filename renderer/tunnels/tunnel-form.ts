// What the tunnel dialog holds while it is filled in, and what it becomes. Pure.
import type { AwsAccess, Target } from '../../shared/aws.ts';
import { DEFAULT_REACH } from '../../shared/route-defaults.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { SavedTunnel, TunnelDraft } from '../../shared/saved-tunnel.ts';
import { ALL_ADDRESSES, directionOf, isHost, isToTarget, parsePort, reverseOf } from './tunnel-direction.ts';
import type { FormProblems, TunnelForm } from './tunnel-form-values.ts';
import { guessClient } from './tunnel-menu.ts';

/** What programs expect of SOCKS. */
const SOCKS_PORT = '1080';
/** Stored where a tunnel has no remote port of its own. */
const UNREAD_PORT = 1;

const NO_REVERSE = {
  listenPort: '',
  listenFor: 'instance',
  listenAddress: ALL_ADDRESSES,
  hereHost: '',
  herePort: '',
} as const;

export function newForm(access: AwsAccess, target: Target | null): TunnelForm {
  return {
    access,
    target: target === null ? '' : targetLabel(target),
    name: '',
    leadsTo: 'target',
    host: '',
    remotePort: '',
    localPort: null,
    ...NO_REVERSE,
    reach: DEFAULT_REACH,
    start: 'manually',
    session: 'on-connection',
    idleMinutes: null,
    payloadBytes: 1536,
    client: null,
    user: '',
    database: '',
    scheme: 'http',
    command: '',
    commandPlace: 'window',
  };
}

export function formOf(saved: SavedTunnel): TunnelForm {
  const { openWith, direction } = saved;
  return {
    access: saved.access,
    target: labelOf(saved.targetName, saved.targetId),
    name: saved.name,
    leadsTo: direction.kind === 'to-here' ? 'here' : direction.kind === 'socks' ? 'socks' : remoteOf(saved),
    host: saved.remoteHost ?? '',
    remotePort: direction.kind === 'to-target' ? String(saved.remotePort) : '',
    ...(direction.kind === 'to-here' ? reverseOf(direction) : NO_REVERSE),
    reach: saved.reach,
    localPort: saved.localPort === null ? '' : String(saved.localPort),
    start: saved.start,
    session: saved.session,
    idleMinutes: saved.stopWhenIdleMinutes,
    payloadBytes: saved.payloadBytes,
    client: openWith.preferred,
    user: openWith.user ?? '',
    database: openWith.database ?? '',
    scheme: openWith.scheme,
    command: openWith.command ?? '',
    commandPlace: openWith.commandPlace,
  };
}

function remoteOf({ remoteHost }: SavedTunnel): 'target' | 'host' {
  return remoteHost === null ? 'target' : 'host';
}

export interface ChosenTarget {
  readonly id: TargetId;
  readonly name: string | null;
}

export function targetLabel(target: Target): string {
  return labelOf(target.name, target.id);
}

function labelOf(name: string | null, id: TargetId): string {
  return name === null ? id : `${name} (${id})`;
}

/** The target that was typed or chosen; null when it is none. Only ids are taken on trust. */
export function chosenTarget(typed: string, targets: readonly Target[]): ChosenTarget | null {
  const text = typed.trim();
  const known =
    targets.find((target) => targetLabel(target) === text || target.id === text) ??
    only(targets.filter(({ name }) => name === text));
  if (known !== null && known !== undefined) return { id: known.id, name: known.name };
  const [, name, inside] = /^(.*) \((\S+)\)$/.exec(text) ?? [];
  const id = inside ?? text;
  // Main checks it once more; "web" alone would be an id by its letters, but AWS's own begin with a kind.
  const isId = /^(i-|mi-|\w+:)[A-Za-z0-9_.:/@-]{1,396}$/.test(id);
  return isId ? { id: id as TargetId, name: name ?? null } : null;
}

function only<T>(list: readonly T[]): T | null {
  return list.length === 1 ? (list[0] ?? null) : null;
}

/** The same number where everybody may listen there, else one that reads like it. */
export function suggestedLocalPort(remotePort: number): number {
  if (remotePort >= 1024) return remotePort;
  if (remotePort === 80) return 8080;
  return remotePort === 443 ? 8443 : remotePort < 100 ? remotePort * 100 + remotePort : 10_000 + remotePort;
}

/** What stands in the local port's field. */
export function localPortText(form: TunnelForm): string {
  if (form.localPort !== null) return form.localPort;
  if (form.leadsTo === 'socks') return SOCKS_PORT;
  const remote = parsePort(form.remotePort);
  return remote === null ? '' : String(suggestedLocalPort(remote));
}

/** A name for people who do not want to think of one. */
export function suggestedName(form: TunnelForm, target: ChosenTarget | null): string {
  if (form.leadsTo === 'here')
    return [target?.name ?? target?.id ?? '', 'to', form.hereHost.split('.')[0] ?? '', form.herePort]
      .filter((part) => part !== '')
      .join(' ');
  if (form.leadsTo === 'socks') return `${target?.name ?? target?.id ?? ''} SOCKS`.trim();
  const where =
    form.leadsTo === 'host' ? (form.host.split('.')[0] ?? '') : (target?.name ?? target?.id ?? '');
  const port = parsePort(form.remotePort);
  const client = port === null ? null : guessClient(port);
  const what =
    client === 'psql' ? 'PostgreSQL' : client === 'mysql' ? 'MySQL' : client === 'redis-cli' ? 'Redis' : null;
  return [where, what ?? (port === null ? '' : String(port))].filter((part) => part !== '').join(' ');
}

export function draftOf(
  form: TunnelForm,
  targets: readonly Target[],
):
  | { readonly ok: true; readonly draft: TunnelDraft }
  | { readonly ok: false; readonly problems: FormProblems } {
  const target = chosenTarget(form.target, targets);
  const { direction, problems: reverseProblems } = directionOf(form);
  // Read only where it is asked for.
  const remotePort = isToTarget(form) ? parsePort(form.remotePort) : UNREAD_PORT;
  const localText = localPortText(form);
  const problems: FormProblems = {
    ...(target === null && { target: 'Choose an instance from the list, or type its id.' }),
    ...(form.leadsTo === 'host' && !isHost(form.host) && { host: 'A host name or an address.' }),
    ...(remotePort === null && { remotePort: 'A number from 1 to 65535.' }),
    ...reverseProblems,
    ...(form.leadsTo !== 'here' &&
      localText !== '' &&
      parsePort(localText) === null && { localPort: 'A number from 1 to 65535, or nothing.' }),
    ...(!isName(form.user) && { user: 'Without spaces, and not beginning with “-”.' }),
    ...(!isName(form.database) && { database: 'Without spaces, and not beginning with “-”.' }),
  };
  if (target === null || remotePort === null || direction === null || Object.keys(problems).length > 0)
    return { ok: false, problems };
  const name = form.name.trim() === '' ? suggestedName(form, target) : form.name.trim();
  const draft: TunnelDraft = {
    name: name.slice(0, 120),
    access: form.access,
    targetId: target.id,
    targetName: target.name,
    direction,
    reach: form.reach,
    remoteHost: form.leadsTo === 'host' ? form.host.trim() : null,
    remotePort,
    localPort: form.leadsTo === 'here' || localText === '' ? null : parsePort(localText),
    start: form.start,
    session: form.session,
    stopWhenIdleMinutes: form.idleMinutes,
    payloadBytes: form.payloadBytes,
    openWith: {
      preferred: form.client,
      user: orNull(form.user),
      database: orNull(form.database),
      scheme: form.scheme,
      command: orNull(form.command),
      commandPlace: form.commandPlace,
    },
  };
  return { ok: true, draft };
}

function isName(text: string): boolean {
  return /^([^-\p{Cc}\s][^\p{Cc}\s]*)?$/u.test(text.trim());
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
