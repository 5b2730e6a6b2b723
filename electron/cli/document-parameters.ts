// Parameters of a session document, as `--parameter name=value` gives them.
import { UsageError } from './usage-error.ts';

/** A name given several times has several values. Throws UsageError. */
export function parametersOf(pairs: readonly string[]): Record<string, string[]> {
  const parameters = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--parameter "${pair}" is not of the form name=value.`, 'shell');
    const name = pair.slice(0, at);
    parameters.set(name, [...(parameters.get(name) ?? []), pair.slice(at + 1)]);
  }
  return Object.fromEntries(parameters);
}
