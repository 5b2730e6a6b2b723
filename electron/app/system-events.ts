// What the computer tells us: it woke up, its network is another one, its user's session ends.
import type { PowerMonitor } from 'electron';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { watchNetwork } from './network-watch.ts';

export interface SystemEventParts {
  readonly powerMonitor: Pick<PowerMonitor, 'on'>;
  /** Look now whether the far sides are still there, and try again what waits. */
  readonly wake: () => void;
  readonly quit: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Returns the function that ends the watch over the network; the rest ends with the process. */
export function followSystem({ powerMonitor, wake, quit, clock, log }: SystemEventParts): () => void {
  powerMonitor.on('suspend', () => {
    log.info('the computer goes to sleep');
  });
  powerMonitor.on('resume', () => {
    log.info('the computer woke up');
    wake();
  });
  // The user's session ends: there is nobody to ask.
  powerMonitor.on('shutdown', () => {
    quit();
  });
  return watchNetwork({
    clock,
    onChange: () => {
      log.info('the network of this computer has changed');
      wake();
    },
  });
}
