// The sign before a state's word: a shape of its own for each meaning, so that colour only repeats it.
import { Ban, Check, Circle, Clock } from 'lucide-react';
import { assertNever } from '../../shared/assert-never.ts';
import type { Sign } from '../targets/target-words.ts';

export function StateSign({ sign, size = 10 }: { readonly sign: Sign; readonly size?: number }) {
  switch (sign) {
    case 'dot':
      return <Circle size={size * 0.7} fill="currentColor" strokeWidth={0} aria-hidden />;
    case 'ring':
      return <Circle size={size * 0.7} strokeWidth={3.5} aria-hidden />;
    case 'off':
      return <Ban size={size} aria-hidden />;
    case 'wait':
      return <Clock size={size} aria-hidden />;
    case 'check':
      return <Check size={size} aria-hidden />;
    default:
      return assertNever(sign);
  }
}
