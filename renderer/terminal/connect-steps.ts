// The steps of connecting in words, in the order they happen on each route.
import type { ConnectionPhase, ConnectionSnapshot } from '../../shared/connection.ts';

export type ConnectStep = Exclude<ConnectionPhase['kind'], 'open' | 'reconnecting' | 'ended'>;

interface StepWords {
  readonly step: ConnectStep;
  readonly words: string;
  /** On which ways it is shown before it is reached. */
  readonly expected: 'always' | 'ssm' | 'other-route' | 'ssh' | 'never';
}

const CONNECT_STEPS: readonly StepWords[] = [
  { step: 'getting-credentials', words: 'Getting AWS credentials', expected: 'always' },
  { step: 'choosing-route', words: 'Looking for the best route', expected: 'ssh' },
  { step: 'starting-session', words: 'Starting a session with Session Manager', expected: 'ssm' },
  { step: 'opening-channel', words: 'Opening the data channel', expected: 'ssm' },
  { step: 'waiting-for-agent', words: 'Waiting for the agent on the instance', expected: 'ssm' },
  { step: 'securing', words: 'Agreeing on KMS encryption', expected: 'never' },
  { step: 'dialling', words: 'Connecting to the instance', expected: 'other-route' },
  { step: 'exchanging-keys', words: 'Agreeing on SSH encryption', expected: 'ssh' },
  { step: 'checking-host-key', words: 'Checking the host key', expected: 'ssh' },
  { step: 'sending-key', words: 'Sending a one-time key', expected: 'ssh' },
  { step: 'signing-in', words: 'Signing in', expected: 'ssh' },
  { step: 'opening-shell', words: 'Opening the shell', expected: 'ssh' },
];

export function isConnecting(
  phase: ConnectionPhase,
): phase is Extract<ConnectionPhase, { kind: ConnectStep }> {
  return phase.kind !== 'open' && phase.kind !== 'reconnecting' && phase.kind !== 'ended';
}

export interface ShownStep {
  readonly step: ConnectStep;
  readonly words: string;
  readonly state: 'done' | 'now' | 'later';
}

/** What is done, what is going on, and what is still to come on the way that was chosen. */
export function stepsOf(
  step: ConnectStep,
  way: Pick<ConnectionSnapshot, 'route' | 'shell'> | null,
): readonly ShownStep[] {
  const at = CONNECT_STEPS.findIndex((each) => each.step === step);
  return CONNECT_STEPS.flatMap(({ step: each, words, expected }, index) => {
    const state = index < at ? 'done' : index === at ? 'now' : 'later';
    return state === 'now' || isExpected(expected, way) ? [{ step: each, words, state }] : [];
  });
}

export function stepWords(step: ConnectStep): string {
  return CONNECT_STEPS.find((each) => each.step === step)?.words ?? '';
}

function isExpected(
  expected: StepWords['expected'],
  way: Pick<ConnectionSnapshot, 'route' | 'shell'> | null,
): boolean {
  const route = way?.route ?? null;
  switch (expected) {
    case 'always':
      return true;
    case 'ssm':
      return route === 'ssm';
    case 'other-route':
      return route !== null && route !== 'ssm';
    case 'ssh':
      return way?.shell === 'ssh' || way?.shell === 'serial-console';
    case 'never':
      return false;
  }
}
