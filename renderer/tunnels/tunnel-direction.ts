// Where a tunnel begins and ends, as the dialog asks for it: to the target, by SOCKS, or from the target to here. Pure.
import type { ToHere, TunnelDirection } from '../../shared/tunnel.ts';
import type { FormProblems, TunnelForm } from './tunnel-form-values.ts';

/** All that the target has, by IPv4. */
export const ALL_ADDRESSES = '0.0.0.0';
const HOST = /^[0-9a-zA-Z.:_-]{1,255}$/;

export function isHost(text: string): boolean {
  return HOST.test(text.trim());
}

/** 1 to 65,535, or null. */
export function parsePort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

export function isToTarget({ leadsTo }: Pick<TunnelForm, 'leadsTo'>): boolean {
  return leadsTo === 'target' || leadsTo === 'host';
}

type ReverseFields = Pick<TunnelForm, 'listenPort' | 'listenFor' | 'listenAddress' | 'hereHost' | 'herePort'>;

export function reverseOf({ listenAddress, listenPort, host, port }: ToHere): ReverseFields {
  return {
    listenPort: listenPort === null ? '' : String(listenPort),
    listenFor: listenAddress === null ? 'instance' : 'others',
    listenAddress: listenAddress ?? ALL_ADDRESSES,
    hereHost: host ?? '',
    herePort: String(port),
  };
}

/** `direction` null where something is wrong. */
export function directionOf(form: TunnelForm): {
  readonly direction: TunnelDirection | null;
  readonly problems: FormProblems;
} {
  if (form.leadsTo === 'socks') return { direction: { kind: 'socks' }, problems: {} };
  if (form.leadsTo !== 'here') return { direction: { kind: 'to-target' }, problems: {} };
  const host = form.hereHost.trim();
  const port = parsePort(form.herePort);
  const listenPort = form.listenPort.trim() === '' ? null : parsePort(form.listenPort);
  const problems: FormProblems = {
    ...(form.listenPort.trim() !== '' &&
      listenPort === null && { listenPort: 'A number from 1 to 65535, or nothing.' }),
    ...(host !== '' && !isHost(host) && { hereHost: 'A host name or an address, or nothing.' }),
    ...(port === null && { herePort: 'A number from 1 to 65535.' }),
  };
  if (port === null || Object.keys(problems).length > 0) return { direction: null, problems };
  const listenAddress = form.listenFor === 'instance' ? null : form.listenAddress;
  return {
    direction: { kind: 'to-here', listenAddress, listenPort, host: host === '' ? null : host, port },
    problems: {},
  };
}
