// The steps of connecting in words, in the order they happen.
import type { ConnectionPhase } from '../../shared/connection.ts';

export type ConnectStep = Extract<
  ConnectionPhase['kind'],
  'getting-credentials' | 'starting-session' | 'opening-channel' | 'waiting-for-agent' | 'securing'
>;

export interface StepWords {
  readonly step: ConnectStep;
  readonly words: string;
  /** Whether it is shown before it is reached: encryption only where the account asks for it. */
  readonly expected: boolean;
}

export const CONNECT_STEPS: readonly StepWords[] = [
  { step: 'getting-credentials', words: 'Getting AWS credentials', expected: true },
  { step: 'starting-session', words: 'Starting a session with Session Manager', expected: true },
  { step: 'opening-channel', words: 'Opening the data channel', expected: true },
  { step: 'waiting-for-agent', words: 'Waiting for the agent on the instance', expected: true },
  { step: 'securing', words: 'Agreeing on KMS encryption', expected: false },
];

export function isConnecting(
  phase: ConnectionPhase,
): phase is Extract<ConnectionPhase, { kind: ConnectStep }> {
  return CONNECT_STEPS.some(({ step }) => step === phase.kind);
}

export function stepIndex(step: ConnectStep): number {
  return CONNECT_STEPS.findIndex((each) => each.step === step);
}
