// What one can do with desktops: main does it, the replica shows it.
import type { Target } from '../../shared/aws.ts';
import type { CallInput } from '../../shared/contract.ts';
import type { DesktopAnswer, DesktopSnapshot } from '../../shared/desktop.ts';
import type { DesktopId, PromptId } from '../../shared/ids.ts';
import { call } from '../bridge/client.ts';
import { openDialog } from '../stores/dialogs.ts';
import { reportError, say } from '../stores/notices.ts';

export function closeDesktop(desktopId: DesktopId): void {
  call('desktops.close', { desktopId }).catch(reportError);
}

/** The tunnel of an open desktop tries now. */
export function retryDesktop(desktopId: DesktopId): void {
  call('desktops.retry', { desktopId }).catch(reportError);
}

type Wish = Partial<Omit<CallInput<'desktops.reconnect'>, 'desktopId'>>;

/** With what is stored by now, unless the wish says otherwise. */
export function reconnectDesktop(desktopId: DesktopId, wish: Wish = {}): void {
  call('desktops.reconnect', { desktopId, certificate: 'as-known', signIn: 'as-before', ...wish }).catch(
    reportError,
  );
}

/** Rejects where main cannot take the answer as it is; the question then stays. */
export async function answerDesktop(
  desktopId: DesktopId,
  questionId: PromptId,
  answer: DesktopAnswer,
): Promise<void> {
  await call('desktops.answer', { desktopId, questionId, answer });
}

export function saveDesktopFile(desktopId: DesktopId): void {
  call('desktops.save-file', { desktopId })
    .then(({ path }) => {
      if (path !== null) say(`Saved ${path}. It leads here as long as this desktop is open in Sallyport.`);
    })
    .catch(reportError);
}

export function copyDesktopPassword(desktopId: DesktopId): void {
  call('desktops.copy-password', { desktopId })
    .then(({ clearedAfterMs }) => {
      const seconds = Math.round(clearedAfterMs / 1000);
      say(`The password is on the clipboard for ${seconds} seconds, to paste into other programs.`);
    })
    .catch(reportError);
}

export function openDesktopOptions(target: Target): void {
  const place = { targetId: target.id, savedConnectionId: null };
  openDialog({
    kind: 'desktop-options',
    request: { place, title: target.name ?? target.id, desktopId: null },
  });
}

/** Of a desktop that is there: it can begin anew with them. */
export function openOptionsOf({ id, targetId, savedConnectionId, title }: DesktopSnapshot): void {
  openDialog({
    kind: 'desktop-options',
    request: { place: { targetId, savedConnectionId }, title, desktopId: id },
  });
}
