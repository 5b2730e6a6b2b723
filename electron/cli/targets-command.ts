// `sallyport targets`: the inventory as a table or as JSON.
import type { Target } from '../../shared/aws.ts';
import type { AwsClients } from '../aws/clients.ts';
import { loadInventory } from '../aws/inventory.ts';
import type { TargetsArguments } from './arguments.ts';
import { describeError } from './describe-error.ts';
import { EXIT } from './exit-codes.ts';
import { type Output, writeAll } from './output.ts';
import { searchTargets, targetTable } from './target-table.ts';

export async function runTargets(
  given: TargetsArguments,
  clients: AwsClients,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const found = new Map<string, Target>();
  const { partial } = await loadInventory({
    clients,
    signal,
    onTargets(upserts) {
      for (const target of upserts) found.set(target.id, target);
    },
  });
  const all = [...found.values()];
  const shown = given.search === null ? all : searchTargets(all, given.search);
  await writeAll(output.data, given.json ? asJson(shown) : targetTable(shown, process.stdout.isTTY));
  if (partial !== null) {
    // What could be listed was; what could not is said, also with --quiet.
    await writeAll(output.errors, describeError(partial));
  }
  if (shown.length === 0) output.say(emptyText(all.length, clients.access.region));
  return EXIT.ok;
}

function emptyText(total: number, region: string): string {
  if (total > 0) return `None of the ${total} targets in ${region} fits.`;
  return `There are no instances or managed nodes in ${region}.`;
}

/** One target a line: readable, and small enough for line tools. */
function asJson(targets: readonly Target[]): string {
  if (targets.length === 0) return '[]\n';
  const sorted = [...targets].sort((one, other) => (one.id < other.id ? -1 : 1));
  return `[\n${sorted.map((target) => `  ${JSON.stringify(target)}`).join(',\n')}\n]\n`;
}
