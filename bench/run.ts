// `npm run bench [name…]`: every figure is a ratio in one run against a named peer or limit. Never a test.
import { cpus } from 'node:os';
import { electronVersion } from './bench-app.ts';
import { benchColdStart } from './cold-start.ts';
import { benchEcho } from './echo.ts';
import { type BenchRow, markdownTable } from './figures.ts';
import { benchFilter } from './filter.ts';
import { benchFlood } from './flood.ts';
import { benchSsh } from './ssh.ts';
import { benchTunnels } from './tunnels.ts';

const BENCHES: Readonly<Record<string, () => Promise<readonly BenchRow[]>>> = {
  'cold-start': benchColdStart,
  filter: benchFilter,
  echo: benchEcho,
  flood: benchFlood,
  tunnels: benchTunnels,
  ssh: benchSsh,
};

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in BENCHES));
  if (unknown.length > 0) {
    throw new Error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
  }
  const rows: BenchRow[] = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    process.stderr.write(`${name}…\n`);
    rows.push(...(await bench()));
  }
  const machine = `${cpus().length} cores, ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}, Electron ${await electronVersion()}`;
  process.stdout.write(`\n${machine}\n\n${markdownTable(rows)}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
