// Where a tunnel stands, in words: what is happening and what comes next. Pure.
import { assertNever } from '../../shared/assert-never.ts';
import { TARGET_LOOPBACK } from '../../shared/tunnel.ts';
import type { Route } from '../../shared/route.ts';
import type { TunnelView } from '../../shared/saved-tunnel.ts';
import { ERROR_TEXTS } from '../errors/error-text.ts';
import type { StateWords } from '../targets/target-words.ts';
import { formatBytes } from '../ui/format-time.ts';

export interface TunnelWords extends StateWords {
  /** The second line. */
  readonly detail: string;
}

export function tunnelWords({ saved, live }: TunnelView, paused: boolean, now: number): TunnelWords {
  const { state } = live;
  switch (state.kind) {
    case 'off': {
      const closed =
        saved.direction.kind === 'to-here' ? 'the instance does not listen' : 'the local port is closed';
      const detail = saved.start === 'at-launch' ? 'starts with Sallyport' : closed;
      return paused
        ? { sign: 'ring', tone: 'dim', text: 'Paused', detail: 'Resume all switches it on again' }
        : { sign: 'ring', tone: 'dim', text: 'Off', detail };
    }
    case 'listening': {
      const detail = state.reason ?? 'the session starts when a program connects';
      return { sign: 'ring', tone: 'info', text: 'Waiting for a connection', detail };
    }
    case 'starting':
      return { sign: 'wait', tone: 'info', text: 'Starting', detail: waiting(live, 'opening a session') };
    case 'open':
      return { sign: 'check', tone: 'ok', text: openWords(live), detail: paceWords(live) };
    case 'reconnecting': {
      const detail = `${nextTry(state.nextTryAt, now)} · ${waiting(live, withoutStop(state.reason))}`;
      return { sign: 'wait', tone: 'warn', text: 'Reconnecting', detail };
    }
    case 'waiting-for-port': {
      const detail = `${nextTry(state.nextTryAt, now)} · ${withoutStop(state.error.message)}`;
      return { sign: 'wait', tone: 'warn', text: ERROR_TEXTS[state.error.code].title, detail };
    }
    case 'waiting-for-credentials':
      return { sign: 'wait', tone: 'warn', text: 'Sign in to go on', detail: state.error.message };
    case 'failed':
      return {
        sign: 'off',
        tone: 'bad',
        text: ERROR_TEXTS[state.error.code].title,
        detail: state.error.message,
      };
    default:
      return assertNever(state);
  }
}

type Live = TunnelView['live'];

function connectionCount(count: number): string {
  return count === 1 ? '1 connection' : `${count} connections`;
}

function openWords({ openConnections }: Live): string {
  return openConnections === 0 ? 'Ready' : connectionCount(openConnections);
}

function paceWords({ roundTripMs, upBytes, downBytes }: Live): string {
  const parts = [
    roundTripMs === null ? null : `${Math.max(1, Math.round(roundTripMs))} ms`,
    downBytes === 0 ? null : `${formatBytes(downBytes)} down`,
    upBytes === 0 ? null : `${formatBytes(upBytes)} up`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'nothing sent yet' : parts.join(' · ');
}

function nextTry(at: number | null, now: number): string {
  return at === null ? 'trying now' : `next try in ${Math.max(0, Math.ceil((at - now) / 1000))} s`;
}

/** New connections wait instead of being refused: who sees a program hang should read why. */
function waiting({ openConnections }: Live, words: string): string {
  if (openConnections === 0) return words;
  return `${words} · ${connectionCount(openConnections)} ${openConnections === 1 ? 'waits' : 'wait'}`;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** "orders.cluster.eu-west-1:5432", or the port alone when it is the instance's own. */
export function leadsTo({ saved }: TunnelView): string {
  const { direction } = saved;
  if (direction.kind === 'socks') return 'anywhere, by SOCKS';
  if (direction.kind === 'to-here') return `${direction.host ?? 'this computer'}:${direction.port}`;
  return saved.remoteHost === null ? `port ${saved.remotePort}` : `${saved.remoteHost}:${saved.remotePort}`;
}

/**
 * Where programs connect, here or on the instance; known before it is switched on once the port is chosen.
 */
export function listensAt({ saved, live }: TunnelView): string | null {
  const { direction } = saved;
  if (direction.kind === 'to-here') {
    const listenPort = live.farAddress?.port ?? direction.listenPort;
    return listenPort === null ? null : `${direction.listenAddress ?? TARGET_LOOPBACK}:${listenPort}`;
  }
  const port = live.address?.port ?? saved.localPort;
  return port === null ? null : `${saved.localAddress}:${port}`;
}

const ROUTE_WORDS: Readonly<Record<Route, string>> = {
  ssm: 'SSM',
  eice: 'EICE',
  direct: 'direct',
  jump: 'jump host',
};

export function throughWords({ saved, live }: TunnelView): string {
  const name = saved.targetName ?? saved.targetId;
  const route = live.route === null ? '' : ` · ${ROUTE_WORDS[live.route]}`;
  switch (saved.direction.kind) {
    case 'to-here':
      return `from ${name}${route}`;
    case 'socks':
      return `through ${name}${route}`;
    case 'to-target':
      return `${saved.remoteHost === null ? name : `through ${name}`}${route}`;
  }
}
