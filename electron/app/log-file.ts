// Where the diary (base/log) ends: a file that cannot grow beyond its bounds, and the newest lines for reports.
// Entries arrive redacted. Where the disk fails, one line on stderr says so: the log must never take the app down.
import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LogEntry, LogSink } from '../base/log.ts';

/** Two files of this size at most: `sallyport.log` and the one before it. Days of normal use. */
const MAX_FILE_BYTES = 1024 * 1024;
/** Lines waiting for a slow disk; beyond it they are counted instead of kept. */
const MAX_WAITING_LINES = 2000;
/** A single entry never fills the log. */
const MAX_LINE_CHARS = 4000;
/** Lines kept in memory for a report. */
const RECENT_LINES = 60;

export interface LogFile {
  readonly sink: LogSink;
  /** The newest lines, oldest first. */
  recent(): readonly string[];
  /** Resolves when everything written so far is on disk, or was given up. */
  flush(): Promise<void>;
}

export interface LogFileOptions {
  readonly dir: string;
  /** Also on stderr; for development. */
  readonly echo: boolean;
  readonly maxFileBytes?: number;
}

export const LOG_FILE_NAME = 'sallyport.log';

export function openLogFile(options: LogFileOptions): LogFile {
  const file = path.join(options.dir, LOG_FILE_NAME);
  const maxFileBytes = options.maxFileBytes ?? MAX_FILE_BYTES;
  const recent: string[] = [];
  let waiting: string[] = [];
  let lost = 0;
  let writing: Promise<void> | null = null;
  let broken = false;

  function takeBatch(): string {
    const batch = waiting.join('') + (lost > 0 ? `... ${String(lost)} lines lost\n` : '');
    waiting = [];
    lost = 0;
    return batch;
  }

  async function drain(): Promise<void> {
    try {
      await mkdir(options.dir, { recursive: true });
      let size = await sizeOf(file);
      while (waiting.length > 0 || lost > 0) {
        if (size > maxFileBytes) {
          await rename(file, `${file}.1`);
          size = 0;
        }
        const batch = takeBatch();
        await appendFile(file, batch, { mode: 0o600 });
        size += Buffer.byteLength(batch);
      }
    } catch (error) {
      process.stderr.write(`The log cannot be written: ${String(error)}\n`);
      broken = true;
      waiting = [];
    }
  }

  return {
    sink(entry) {
      const line = formatEntry(entry);
      recent.push(line.trimEnd());
      if (recent.length > RECENT_LINES) recent.shift();
      if (options.echo) process.stderr.write(line);
      if (broken) return;
      if (waiting.length < MAX_WAITING_LINES) waiting.push(line);
      else lost += 1;
      writing ??= drain().finally(() => {
        writing = null;
      });
    },
    recent: () => recent.slice(),
    async flush() {
      while (writing !== null) await writing;
    },
  };
}

/** One line with its newline, whatever the entry holds. */
export function formatEntry(entry: LogEntry): string {
  const facts = Object.entries(entry.facts).map(([name, value]) => ` ${name}=${value}`);
  const text = `${new Date(entry.at).toISOString()} ${entry.level} ${entry.area}: ${entry.message}${facts.join('')}`;
  // One entry is one line, and a log must not drive a terminal.
  return `${text.replace(/\p{Cc}+/gu, ' | ').slice(0, MAX_LINE_CHARS)}\n`;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0; // not there yet
  }
}
