// The redacted log of SALLYPORT_DEBUG=1, on stderr.
import { systemClock } from '../base/clock.ts';
import { createLog, type Log, type LogEntry, silentLog } from '../base/log.ts';
import { printable } from './printable.ts';

export function openDiary(env: NodeJS.ProcessEnv): Log {
  const wanted = env['SALLYPORT_DEBUG'];
  if (wanted === undefined || wanted === '' || wanted === '0') return silentLog;
  return createLog('cli', (entry) => process.stderr.write(format(entry)), systemClock);
}

function format(entry: LogEntry): string {
  const facts = Object.entries(entry.facts).map(([name, value]) => ` ${name}=${value}`);
  const time = new Date(entry.at).toISOString().slice(11, 23);
  return `${printable(`${time} ${entry.level} ${entry.area}: ${entry.message}${facts.join('')}`)}\n`;
}
