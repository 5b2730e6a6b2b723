// The names on the wire between preload and main. Kept free of zod: the sandboxed preload is one small file that
// runs before the page, and needs the lists of names only.
import type { CallName, EventName } from '../../shared/contract.ts';

export const CALL_CHANNEL = 'sallyport.call';
export const CANCEL_CHANNEL = 'sallyport.cancel';
export const EVENT_CHANNEL = 'sallyport.event';
export const PORT_CHANNEL = 'sallyport.port';
/** From the preload itself, never for the page: where dropped files lie. */
export const DROP_CHANNEL = 'sallyport.drop';

/** A record, not an array: a call missing here or too many does not compile. */
export const CALL_NAMES: Readonly<Record<CallName, true>> = {
  'app.facts': true,
  'profiles.list': true,
  'regions.list': true,
  'inventory.load': true,
  'sandbox.start': true,
  'connections.snapshot': true,
  'connections.open': true,
  'connections.reopen': true,
  'connections.close': true,
  'connections.forget': true,
  'connections.rename': true,
  'connections.send-break': true,
  'targets.routes': true,
  'targets.forget-host-key': true,
  'terminals.attach': true,
  'library.snapshot': true,
  'library.save': true,
  'library.rename': true,
  'library.set-how': true,
  'library.set-favourite': true,
  'library.remove': true,
  'library.dismiss-notice': true,
  'desktops.snapshot': true,
  'desktops.open': true,
  'desktops.close': true,
  'desktops.forget': true,
  'desktops.retry': true,
  'desktops.reconnect': true,
  'desktops.rename': true,
  'desktops.answer': true,
  'desktops.save-file': true,
  'desktops.copy-password': true,
  'desktops.choices': true,
  'desktops.change-spec': true,
  'desktops.forget-password': true,
  'files.list': true,
  'files.make-folder': true,
  'files.rename': true,
  'files.remove': true,
  'files.set-mode': true,
  'files.upload': true,
  'files.choose-upload': true,
  'files.download': true,
  'transfers.snapshot': true,
  'transfers.answer': true,
  'transfers.cancel': true,
  'transfers.dismiss': true,
  'edits.begin': true,
  'edits.list': true,
  'edits.open': true,
  'edits.reveal': true,
  'edits.answer': true,
  'edits.upload': true,
  'edits.stop': true,
  'drags.begin': true,
  'drags.released': true,
  'drags.start': true,
  'drags.save': true,
  'drags.discard': true,
  'drags.current': true,
  'tunnels.snapshot': true,
  'tunnels.save': true,
  'tunnels.remove': true,
  'tunnels.start': true,
  'tunnels.stop': true,
  'tunnels.retry': true,
  'tunnels.pause-all': true,
  'tunnels.open-with': true,
  'tunnels.check-port': true,
  'sign-ins.list': true,
  'sign-ins.start': true,
  'sign-ins.cancel': true,
  'sign-ins.page': true,
  'settings.get': true,
  'settings.change': true,
  'window.pass-keys': true,
  'window.toggle-full-screen': true,
  'ssh-config.state': true,
  'ssh-config.switch': true,
  'command-link.state': true,
  'command-link.switch': true,
  'prompts.list': true,
  'prompts.answer': true,
  'clipboard.read-text': true,
  'clipboard.write-text': true,
  'links.open': true,
  'report.copy': true,
};

export const EVENT_NAMES: Readonly<Record<EventName, true>> = {
  'inventory.update': true,
  'connections.update': true,
  'desktops.update': true,
  'library.update': true,
  'tunnels.update': true,
  'transfers.update': true,
  'edits.update': true,
  'drags.update': true,
  'settings.update': true,
  'prompts.update': true,
  'sign-ins.update': true,
  'menu.command': true,
  'window.request': true,
};

/** What `CALL_CHANNEL` carries. */
export interface CallEnvelope {
  readonly name: string;
  readonly callId: string;
  readonly input: unknown;
}

/** What `EVENT_CHANNEL` carries. */
export interface EventEnvelope {
  readonly name: string;
  readonly payload: unknown;
}
