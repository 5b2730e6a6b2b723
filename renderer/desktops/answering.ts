// What the forms of a desktop's question share: answering, and what main said against it.
import type { AppErrorData } from '../../shared/app-error.ts';
import type { DesktopAnswer } from '../../shared/desktop.ts';

export interface Answering {
  readonly state: 'asking' | 'answering';
  readonly refused: AppErrorData | null;
  readonly answer: (given: DesktopAnswer) => void;
}
