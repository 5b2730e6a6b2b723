// What the rest of the window may do with one tab's terminal.
import type { XtermView } from './xterm-view.ts';

export interface TerminalController {
  readonly element: HTMLElement;
  readonly view: XtermView;
  /** Called when the pane has put `element` on screen, first and again after it was hidden. */
  shown(): void;
  focus(): void;
  /** Sends as typed; after the end only Enter means anything. */
  type(text: string): void;
  sendBytes(bytes: Uint8Array): void;
  /** What is typed from now on goes after what this answers, or after it failed; null: nothing to send. Must settle. */
  inTurn(bytes: Promise<Uint8Array | null>): void;
  connect(): Promise<void>;
  dispose(): void;
}
