// Receives the MessagePorts that the preload posts to the page, each under the nonce it was asked for with.
import { AppError } from '../../shared/app-error.ts';
import { PORT_MESSAGE_KIND } from '../../shared/bridge.ts';

/** Main answers an attach within milliseconds; past this the port is lost and the tab must say so. */
const PORT_DEADLINE_MS = 10_000;

interface Waiting {
  readonly resolve: (port: MessagePort) => void;
}

const waiting = new Map<string, Waiting>();
let listening = false;

function onWindowMessage(event: MessageEvent<unknown>): void {
  if (event.source !== window) return;
  const data = event.data;
  if (typeof data !== 'object' || data === null) return;
  const { kind, nonce } = data as { kind?: unknown; nonce?: unknown };
  if (kind !== PORT_MESSAGE_KIND || typeof nonce !== 'string') return;
  const port = event.ports[0];
  if (port === undefined) return;
  const waiter = waiting.get(nonce);
  if (waiter === undefined) {
    port.close();
    return;
  }
  waiting.delete(nonce);
  waiter.resolve(port);
}

/** Listen first, ask main after: the port may come before main's answer does. */
export function expectPort(nonce: string, signal: AbortSignal): Promise<MessagePort> {
  if (!listening) {
    window.addEventListener('message', onWindowMessage);
    listening = true;
  }
  return new Promise((resolve, reject) => {
    const forget = (error: AppError): void => {
      waiting.delete(nonce);
      clearTimeout(timer);
      reject(error);
    };
    const timer = setTimeout(() => {
      forget(new AppError('internal', 'The terminal could not be attached to its connection.'));
    }, PORT_DEADLINE_MS);
    const onAbort = (): void => {
      forget(new AppError('cancelled', 'Cancelled.'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    waiting.set(nonce, {
      resolve: (port) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        resolve(port);
      },
    });
  });
}
