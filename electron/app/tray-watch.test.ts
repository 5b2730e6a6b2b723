// Following the tray: asked at the start, asked again whenever the bus tells of it, silent after the end.
import { afterEach, expect, it } from 'vitest';
import { silentLog } from '../base/log.ts';
import type { TrayHost } from './tray-host.ts';
import { type TrayWatch, type TrayWatchParts, watchTrayHost } from './tray-watch.ts';

/** Says each line of its input, and then goes on listening. */
const listener = (...lines: readonly string[]): [string, string[]] => [
  process.execPath,
  ['-e', `for (const line of ${JSON.stringify(lines)}) console.log(line); setInterval(() => {}, 1000)`],
];
const MISSING: [string, string[]] = ['/no/such/program', []];
const TOLD = "/: NameOwnerChanged ('org.kde.StatusNotifierWatcher', '', ':1.7')";

let watch: TrayWatch | null = null;
afterEach(() => watch?.stop());

function start(answers: TrayHost[], parts: Partial<TrayWatchParts>) {
  const asked: number[] = [];
  const told: TrayHost[] = [];
  watch = watchTrayHost({
    platform: 'linux',
    find: () => {
      asked.push(asked.length);
      const [next = 'unknown'] = answers.length > 1 ? answers.splice(0, 1) : answers;
      return Promise.resolve(next);
    },
    onChange: (host) => told.push(host),
    log: silentLog,
    ...parts,
  });
  return { asked, told, watch };
}

it('asks again when it has begun to listen, and whenever the bus tells of the watcher', async () => {
  // There at the start: not; when listening began: not; told: there; told: gone.
  const {
    asked,
    told,
    watch: it,
  } = start(['unknown', 'unknown', 'present', 'unknown'], {
    listeners: [MISSING, listener('Monitoring signals', 'about something else', TOLD, TOLD)],
  });
  expect(await it.known).toBe('unknown');
  await expect.poll(() => told).toEqual(['present', 'unknown']);
  expect(it.host).toBe('unknown');
  expect(asked).toHaveLength(4);
});

it('does not miss one that appears between the first question and the listening', async () => {
  const { told } = start(['unknown', 'present'], { listeners: [listener('Monitoring signals')] });
  await expect.poll(() => told).toEqual(['present']);
});

it('says nothing after its end', async () => {
  const { asked, told, watch: it } = start(['unknown', 'present'], { listeners: [listener('begun')] });
  it.stop();
  await it.known;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(told).toEqual([]);
  expect(asked.length).toBeLessThanOrEqual(1);
});

it('listens to nothing where trays are always shown', async () => {
  const { watch: it } = start(['present'], { platform: 'darwin', listeners: [['/no/such/program', ['x']]] });
  expect(await it.known).toBe('present');
});
