// Who may talk to main: only the main frame of our window, showing our page.
import type { WebContents, WebFrameMain } from 'electron';

export interface Sender {
  readonly sender: WebContents;
  /** Null when the frame has gone meanwhile. */
  readonly senderFrame: WebFrameMain | null;
}

export interface TrustOptions {
  /** The contents of the window now open; null when there is none. */
  readonly contents: () => WebContents | null;
  /** Is this the address of our page? */
  readonly isOurPage: (url: string) => boolean;
}

export function isTrustedSender(event: Sender, options: TrustOptions): boolean {
  const contents = options.contents();
  const frame = event.senderFrame;
  if (contents === null || frame === null || event.sender !== contents) return false;
  return frame === contents.mainFrame && options.isOurPage(frame.url);
}
