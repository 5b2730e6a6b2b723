// What closing the window means: quit, or go on in the background. Asked once, then remembered.
import type { Settings } from '../../shared/settings.ts';
import type { Log } from '../base/log.ts';
import type { Quit } from './quit.ts';
import type { TrayHost } from './tray-host.ts';

export interface CloseFacts {
  readonly platform: NodeJS.Platform;
  readonly onClose: Settings['background']['onClose'];
  readonly tray: TrayHost | 'off';
  readonly liveTunnels: number;
}

/** Pure. Where nothing would stay and no icon would show it, there is nothing to ask. */
export function closeMeans(facts: CloseFacts): 'hide' | 'minimize' | 'quit' | 'ask' {
  // On macOS an app outlives its window, and so do the shells in it.
  if (facts.platform === 'darwin') return 'hide';
  if (facts.onClose === 'keep-running') return stayingMeans(facts);
  if (facts.onClose === 'quit') return 'quit';
  return facts.tray === 'present' || facts.liveTunnels > 0 ? 'ask' : 'quit';
}

/** Without an icon a hidden window would be lost: it stays among the others, small. */
function stayingMeans({ tray }: CloseFacts): 'hide' | 'minimize' {
  return tray === 'present' ? 'hide' : 'minimize';
}

/** The words of the question. */
export function closeQuestion({ tray, liveTunnels }: CloseFacts): {
  readonly message: string;
  readonly detail: string;
} {
  const message =
    tray === 'present' ? 'Keep Sallyport running in the system tray?' : 'Keep Sallyport running?';
  const tunnels =
    liveTunnels === 0
      ? 'Tunnels, shells and desktops then stay open.'
      : `${liveTunnels === 1 ? 'One tunnel is' : `${liveTunnels} tunnels are`} on and would stay so.`;
  const back = tray === 'present' ? '' : ' No tray was found here, so the window is only minimized.';
  return { message, detail: `${tunnels}${back} You can change this in the settings.` };
}

export interface CloseParts {
  readonly facts: () => CloseFacts;
  readonly ask: (facts: CloseFacts) => Promise<'keep-running' | 'quit' | 'stay'>;
  readonly remember: (onClose: 'keep-running' | 'quit') => Promise<unknown>;
  readonly window: { hide(): void; minimize(): void };
  /** `request` may ask about what is live, `now` follows an answer. */
  readonly quit: Pick<Quit, 'request' | 'now'>;
  readonly log: Log;
}

/** The window is to be closed: hides it, quits, or asks once at a time. */
export function closeHandler(parts: CloseParts): () => void {
  let asking = false;
  // The answer counts at once, not only when it is on disk: the window may be brought back and closed before.
  let answered: 'keep-running' | 'quit' | null = null;
  const ask = async (facts: CloseFacts): Promise<void> => {
    const answer = await parts.ask(facts).finally(() => {
      asking = false;
    });
    if (answer === 'stay') return;
    answered = answer;
    // As things are now: the tray may have gone while the question was open.
    if (answer === 'keep-running') parts.window[stayingMeans(parts.facts())]();
    await parts.remember(answer).catch((error: unknown) => {
      parts.log.warn('what closing the window means could not be stored', { error });
    });
    answered = null;
    if (answer === 'quit') parts.quit.now();
  };
  return () => {
    if (answered === 'quit') return;
    const now = parts.facts();
    const facts = answered === null ? now : { ...now, onClose: answered };
    const means = closeMeans(facts);
    switch (means) {
      case 'hide':
      case 'minimize':
        parts.window[means]();
        return;
      case 'quit':
        parts.quit.request();
        return;
      case 'ask':
        if (asking) return;
        asking = true;
        void ask(facts);
    }
  };
}
