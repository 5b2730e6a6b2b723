// A target's state in words: the sign at the end of a row, the label a screen reader hears, the route block.
import type { Target } from '../../shared/aws.ts';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { Route, RouteOutlook } from '../../shared/route.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { formatAge } from '../ui/format-time.ts';

export type Sign = 'dot' | 'ring' | 'off' | 'wait' | 'check';
export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'dim';

export interface StateWords {
  readonly sign: Sign;
  readonly tone: Tone;
  readonly text: string;
}

/** What stands at the right end of a row: the one fact that decides whether Enter will work. */
export function rowState(target: Target, outlook: RouteOutlook | null = null): StateWords {
  if (isDown(target)) return instanceState(target.state);
  if (target.ssm.status !== 'online' && outlook !== null) {
    if (isPossible(outlook, 'eice')) return { sign: 'ring', tone: 'info', text: 'EICE' };
    // Without a public address only a VPN could lead there, and nobody knows of one.
    if (target.publicAddress !== null && isPossible(outlook, 'direct'))
      return { sign: 'ring', tone: 'info', text: 'direct' };
  }
  switch (target.ssm.status) {
    case 'online':
      return { sign: 'dot', tone: 'ok', text: 'SSM' };
    case 'offline':
      return { sign: 'off', tone: 'warn', text: 'agent offline' };
    case 'unmanaged':
      return { sign: 'ring', tone: 'dim', text: 'no agent' };
    case 'unknown':
      return { sign: 'ring', tone: 'dim', text: 'SSM unknown' };
    default:
      return assertNever(target.ssm);
  }
}

/** Whether an answer about its routes could change the sign: it runs, and its agent does not answer. */
export function mayNeedEndpoint(target: Target): boolean {
  return target.kind === 'instance' && target.state === 'running' && target.ssm.status !== 'online';
}

function isPossible({ reasons }: RouteOutlook, wanted: Route): boolean {
  return reasons.some(({ route, verdict }) => route === wanted && verdict === 'possible');
}

/** EC2 says that it does not run. Where EC2 could not be asked, what Systems Manager knows is worth more. */
function isDown({ kind, state }: Target): boolean {
  return kind === 'instance' && state !== 'running' && state !== 'unknown';
}

function instanceState(state: Target['state']): StateWords {
  const changing = state === 'pending' || state === 'stopping' || state === 'shutting-down';
  const text = state === 'pending' ? 'starting' : state.replace('-', ' ');
  return { sign: changing ? 'wait' : 'ring', tone: 'dim', text };
}

/** Second line of a row: operating system and address. */
export function rowMeta(target: Target): string {
  const system = shortSystem(target);
  const where = target.kind === 'managed-node' ? 'on-premises' : null;
  return [system, target.privateAddress ?? where].filter((part) => part !== null).join(' · ');
}

/** EC2 calls every Linux without a licence Linux/UNIX. */
export function systemName({ operatingSystem, platform }: Target): string {
  const isKnown = operatingSystem !== null && operatingSystem !== 'Linux/UNIX';
  return isKnown ? operatingSystem : platformWord(platform);
}

/** As people call it: the agent adds the maker, the edition and the build, and then the address has no room. */
function shortSystem(target: Target): string {
  return systemName(target)
    .replace(/^Microsoft /, '')
    .replace(' GNU/Linux', '')
    .replace(/( Datacenter| Standard)?( \d+\.\d+\.\d+)?$/, '');
}

function platformWord(platform: Target['platform']): string {
  switch (platform) {
    case 'linux':
      return 'Linux';
    case 'windows':
      return 'Windows';
    case 'macos':
      return 'macOS';
    case 'unknown':
      return 'Unknown system';
    default:
      return assertNever(platform);
  }
}

/** Begins with the name: people and tests look for that. */
export function optionLabel(target: Target, group: string, outlook: RouteOutlook | null = null): string {
  const reach = reachWords(rowState(target, outlook).text);
  return [target.name ?? target.id, rowMeta(target), reach, group].join(', ');
}

function reachWords(state: string): string {
  switch (state) {
    case 'SSM':
      return 'reachable over Session Manager';
    case 'EICE':
      return 'reachable over an EC2 Instance Connect Endpoint';
    case 'direct':
      return 'reachable at its public address';
    default:
      return state;
  }
}

export interface RouteWords extends StateWords {
  /** What to do about it; null when nothing needs doing. */
  readonly hint: string | null;
}

export function ssmRoute(target: Target, connection: ConnectionSnapshot | null): RouteWords {
  const agent = 'agentVersion' in target.ssm ? `agent ${target.ssm.agentVersion}` : null;
  if (connection !== null && connection.phase.kind !== 'ended') {
    const open = connection.phase.kind === 'open';
    const pace = connection.roundTripMs === null ? null : `${Math.round(connection.roundTripMs)} ms`;
    const parts = [open ? 'in use' : phaseWord(connection), pace, agent];
    return {
      sign: open ? 'check' : 'wait',
      tone: open ? 'ok' : 'warn',
      text: parts.filter((part) => part !== null).join(' · '),
      hint: null,
    };
  }
  if (isDown(target)) {
    const { text } = instanceState(target.state);
    const hint = target.state === 'stopped' ? 'Start the instance, then reload the list.' : null;
    return { sign: 'off', tone: 'dim', text: `the instance is ${text}`, hint };
  }
  switch (target.ssm.status) {
    case 'online':
      return { sign: 'ring', tone: 'ok', text: `ready · ${agent ?? ''}`, hint: null };
    case 'offline': {
      const seen =
        target.ssm.lastPingAt === null
          ? ''
          : ` · last seen ${formatAge(Date.now() - target.ssm.lastPingAt)} ago`;
      return {
        sign: 'off',
        tone: 'warn',
        text: `agent offline${seen}`,
        hint: 'The agent does not answer Session Manager. Check that it runs and that the subnet reaches the ssmmessages endpoint.',
      };
    }
    case 'unmanaged':
      return {
        sign: 'off',
        tone: 'dim',
        text: 'not registered with Systems Manager',
        hint: 'The instance needs the SSM agent and a role with AmazonSSMManagedInstanceCore.',
      };
    case 'unknown':
      return {
        sign: 'ring',
        tone: 'dim',
        text: 'not known: Systems Manager could not be asked',
        hint: 'Permission ssm:DescribeInstanceInformation would show it. Opening a shell may still work.',
      };
    default:
      return assertNever(target.ssm);
  }
}

function phaseWord(connection: ConnectionSnapshot): string {
  return connection.phase.kind === 'reconnecting' ? 'reconnecting' : 'connecting';
}
