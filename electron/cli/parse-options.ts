// One command's options, by Node's own parser.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type HelpTopic, UsageError } from './usage-error.ts';

/** Throws UsageError in one sentence. */
export function parse<O extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: O,
  topic: HelpTopic,
): ReturnType<typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>> {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's own sentence, as far as its first full stop, is plain enough.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${message.split(/\. |\n/, 1)[0] ?? message}.`.replace(/\.\.$/, '.'), topic);
  }
}
