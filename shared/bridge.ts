// What the preload exposes to the page as `window.sallyport`: the whole surface, nothing else.
import type { Result } from './app-error.ts';
import type { CallInput, CallName, CallOutput, EventName, EventPayload } from './contract.ts';

export interface SallyportBridge {
  /** `callId` is chosen by the caller and names the call for `cancel`. Never rejects. */
  call<N extends CallName>(name: N, input: CallInput<N>, callId: string): Promise<Result<CallOutput<N>>>;
  cancel(callId: string): void;
  /**
   * A word that main takes for the files of the newest drop on the window, once; null when they lie nowhere on this
   * computer. Only a drop by a person has one: the page cannot name files.
   */
  takeDrop(): Promise<string | null>;
  /** Returns the function that unsubscribes. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}

/**
 * MessagePorts cannot cross contextBridge: the preload posts them to the page as a window message
 * `{ kind: PORT_MESSAGE_KIND, nonce }` with the port in `event.ports[0]`.
 */
export const PORT_MESSAGE_KIND = 'sallyport.port';
