// The route `ssm` as a tunnel sees it: a pool of port sessions to one remote port.
import type { AppError } from '../../shared/app-error.ts';
import type { Line, OpenLineRequest } from '../base/transport.ts';
import { openPortPool } from '../ssm/port-pool.ts';
import { openSsmPort, type SsmPortRequest } from './ssm-port.ts';

export interface SsmLineRequest extends Omit<SsmPortRequest, 'signal' | 'onPhase' | 'onResume'> {
  readonly maxSessions?: number;
}

/** Rejects with AppError when the first session cannot be opened. */
export function openSsmLine(request: SsmLineRequest, { signal, onChange }: OpenLineRequest): Promise<Line> {
  let problem: AppError | null = null;
  return openPortPool({
    open: (inner, onPhase) =>
      openSsmPort({
        ...request,
        signal: inner,
        onPhase,
        onResume: (answer) => {
          problem = answer;
          onPhase();
        },
      }),
    problem: () => problem,
    clock: request.clock,
    log: request.log,
    signal,
    onChange,
    ...(request.maxSessions === undefined ? {} : { maxSessions: request.maxSessions }),
  });
}
