// Short words about something that has just happened and has no place of its own on the screen.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { AwsProfileId } from '../../shared/ids.ts';
import { toErrorData } from '../bridge/client.ts';

export interface Notice {
  readonly id: number;
  /** What goes first where there is no room. */
  readonly weight: 'passing' | 'error' | 'must-be-seen';
  readonly content:
    | { readonly kind: 'said'; readonly text: string; readonly action: NoticeAction | null }
    | { readonly kind: 'error'; readonly error: AppErrorData; readonly about: ErrorAbout };
}

/** What the error is about, for its button. */
export interface ErrorAbout {
  /** Whose sign-in helps; else that of the AWS profile whose instances are shown. */
  readonly profileId?: AwsProfileId;
  /** After a sign-in, or by "Try again". */
  readonly onRetry?: () => void;
}

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** Long enough to read one sentence twice and reach the button. Errors stay until dismissed. */
const SAID_MS = 8_000;
/** More would cover the work; only what must be seen stays beyond it. */
const MAX_NOTICES = 3;

export const noticesStore = createStore<{ readonly notices: readonly Notice[] }>(() => ({ notices: [] }));
let lastId = 0;

export function say(text: string, action: NoticeAction | null = null): void {
  const id = add('passing', { kind: 'said', text, action });
  setTimeout(() => {
    dismissNotice(id);
  }, SAID_MS);
}

/** For what nobody may miss. */
export function sayUntilDismissed(text: string, action: NoticeAction): void {
  add('must-be-seen', { kind: 'said', text, action });
}

/** For calls whose failure has no better place. A cancel is no failure. */
export function reportError(thrown: unknown, about: ErrorAbout = {}): void {
  const error = toErrorData(thrown);
  if (error.code !== 'cancelled') add('error', { kind: 'error', error, about });
}

export function dismissNotice(id: number): void {
  noticesStore.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}

export function useNotices(): readonly Notice[] {
  return useStore(noticesStore, (state) => state.notices);
}

function add(weight: Notice['weight'], content: Notice['content']): number {
  lastId += 1;
  const notice: Notice = { id: lastId, weight, content };
  noticesStore.setState(({ notices }) => ({ notices: [...withRoom(notices), notice] }));
  return notice.id;
}

/** The oldest of the lightest goes for one that is new. */
function withRoom(notices: readonly Notice[]): readonly Notice[] {
  if (notices.length < MAX_NOTICES) return notices;
  const leaving =
    notices.find(({ weight }) => weight === 'passing') ?? notices.find(({ weight }) => weight === 'error');
  return notices.filter((notice) => notice !== leaving);
}
