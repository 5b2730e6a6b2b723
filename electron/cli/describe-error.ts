// A failure as people read it on stderr: what happened, why, what to do next. Control characters of foreign text are
// made harmless, and nothing secret gets through.
import type { AppError } from '../../shared/app-error.ts';
import { redactText } from '../base/redact.ts';
import { nextStep } from './next-step.ts';
import { printable } from './printable.ts';

export function describeError(error: AppError): string {
  const lines = [`sallyport: ${clean(error.message)}`];
  const why = (error.detail ?? '').split('\n').filter((line) => line.trim() !== '');
  why.forEach((line, index) => lines.push(`  ${index === 0 ? 'why: ' : '     '} ${clean(line)}`));
  const next = nextStep(error.code);
  if (next !== null) lines.push(`  next: ${next}`);
  return `${lines.join('\n')}\n`;
}

function clean(text: string): string {
  return printable(redactText(text));
}
