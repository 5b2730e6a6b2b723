// The only bridge between the page and main: calls, cancels, events and terminal ports by nonce. No logic: what a
// call means is decided in ipc/, and main checks everything again.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { AppErrorData, Result } from '../shared/app-error.ts';
import type { SallyportBridge } from '../shared/bridge.ts';
import { PORT_MESSAGE_KIND } from '../shared/bridge.ts';
import type { CallName, CallOutput, EventName } from '../shared/contract.ts';
import type { CallEnvelope, EventEnvelope } from './ipc/channels.ts';
import {
  CALL_CHANNEL,
  CALL_NAMES,
  CANCEL_CHANNEL,
  DROP_CHANNEL,
  EVENT_CHANNEL,
  EVENT_NAMES,
  PORT_CHANNEL,
} from './ipc/channels.ts';

interface DroppedFile {
  /** Electron 25; later ones answer through webUtils. */
  readonly path?: string;
}
interface DropEvent {
  /** Made by the browser, not by a script. */
  readonly isTrusted: boolean;
  readonly dataTransfer: { readonly files: ArrayLike<DroppedFile> } | null;
}

/** The page's window, as far as it is used here: electron/ has no DOM types. */
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, targetOrigin: string, ports: readonly unknown[]): void;
  addEventListener(kind: 'drop', listener: (event: DropEvent) => void, capture: true): void;
};

const listeners = new Map<string, Set<(payload: unknown) => void>>();

ipcRenderer.on(EVENT_CHANNEL, (_event, envelope: EventEnvelope) => {
  for (const listener of listeners.get(envelope.name) ?? []) listener(envelope.payload);
});

ipcRenderer.on(PORT_CHANNEL, (event, nonce: string) => {
  // The target origin is the page's own: nobody else may receive the port.
  window.postMessage({ kind: PORT_MESSAGE_KIND, nonce }, window.location.origin, event.ports);
});

function refused(message: string): { readonly ok: false; readonly error: AppErrorData } {
  return { ok: false, error: { code: 'ipc/refused', message, detail: null, retryable: false } };
}

async function call<N extends CallName>(
  name: N,
  input: unknown,
  callId: string,
): Promise<Result<CallOutput<N>>> {
  if (!Object.hasOwn(CALL_NAMES, name))
    return refused('The window asked for something the app does not offer.');
  const envelope: CallEnvelope = { name, input, callId };
  try {
    return (await ipcRenderer.invoke(CALL_CHANNEL, envelope)) as Result<CallOutput<N>>;
  } catch {
    // Only when the input cannot be cloned or main is going away; handlers never reject.
    return refused('The app could not take this request.');
  }
}

let newestDrop: Promise<string | null> = Promise.resolve(null);

// Before any listener of the page, and in a world of its own: no script can put a file into this event.
window.addEventListener(
  'drop',
  (event) => {
    if (!event.isTrusted) return;
    const paths = Array.from(event.dataTransfer?.files ?? [], pathOf).filter((path) => path !== '');
    const asked = paths.length === 0 ? Promise.resolve(null) : ipcRenderer.invoke(DROP_CHANNEL, paths);
    newestDrop = (asked as Promise<string | null>).catch(() => null);
  },
  true,
);

function pathOf(file: DroppedFile): string {
  // Missing in Electron 25.
  const utils = webUtils as Partial<typeof webUtils> | undefined;
  return utils?.getPathForFile?.(file as never) ?? file.path ?? '';
}

const bridge: SallyportBridge = {
  call,
  cancel(callId) {
    ipcRenderer.send(CANCEL_CHANNEL, callId);
  },
  takeDrop() {
    const taken = newestDrop;
    newestDrop = Promise.resolve(null);
    return taken;
  },
  on(name: EventName, listener: (payload: never) => void) {
    if (!Object.hasOwn(EVENT_NAMES, name)) throw new Error('Unknown event');
    // Wrapped, so that subscribing the same function twice makes two subscriptions.
    const deliver = (payload: unknown): void => {
      listener(payload as never);
    };
    const ofName = listeners.get(name) ?? new Set();
    listeners.set(name, ofName);
    ofName.add(deliver);
    return () => {
      ofName.delete(deliver);
    };
  },
};

contextBridge.exposeInMainWorld('sallyport', bridge);
