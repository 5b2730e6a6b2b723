// Events to the window. While there is no window nothing is sent or kept: a new window begins with the snapshots.
import type { WebContents } from 'electron';
import type { EventName, EventPayload } from '../../shared/contract.ts';
import { EVENTS } from '../../shared/contract.ts';
import type { EventEnvelope } from './channels.ts';
import { EVENT_CHANNEL } from './channels.ts';

export type Publish = <N extends EventName>(name: N, payload: EventPayload<N>) => void;

export interface PublisherOptions {
  readonly contents: () => Pick<WebContents, 'send' | 'isDestroyed'> | null;
  /** In development and tests payloads are checked against the contract. */
  readonly checkPayload: boolean;
}

export function createPublisher(options: PublisherOptions): Publish {
  return (name, payload) => {
    const contents = options.contents();
    if (contents === null || contents.isDestroyed()) return;
    if (options.checkPayload) EVENTS[name].parse(payload);
    const envelope: EventEnvelope = { name, payload };
    contents.send(EVENT_CHANNEL, envelope);
  };
}
