// What is said about an error: what happened, why that happens, what to do, and the one button.

export type ErrorAction =
  | 'retry'
  | 'sign-in'
  | 'choose-profile'
  | 'choose-region'
  | 'reload-inventory'
  | 'show-instances'
  | 'show-saved'
  | 'dismiss'
  | 'copy-report';

export interface ErrorWords {
  readonly title: string;
  readonly explanation: string;
  readonly nextStep: string;
  readonly action: ErrorAction;
}

/** In the order in which they are read. */
export function errorWords(
  title: string,
  explanation: string,
  nextStep: string,
  action: ErrorAction,
): ErrorWords {
  return { title, explanation, nextStep, action };
}
