// What the code below app/ writes its diary to. Everything is redacted here; app/log decides where it goes.
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from './clock.ts';
import { redactFact, redactText } from './redact.ts';
import { Secret } from './secret.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type LogFacts = Readonly<Record<string, unknown>>;

export interface LogEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly level: LogLevel;
  /** Where it was written, e.g. `ssm` or `ssm/channel`. */
  readonly area: string;
  readonly message: string;
  /** Already redacted, printable. */
  readonly facts: Readonly<Record<string, string>>;
}

export type LogSink = (entry: LogEntry) => void;

export interface Log {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
  /** A log for a part of this area: `area/part`. */
  part(part: string): Log;
}

export function createLog(area: string, sink: LogSink, clock: Clock): Log {
  const write = (level: LogLevel) => (message: string, facts?: LogFacts) => {
    sink({
      at: clock.now(),
      level,
      area,
      message: redactText(bounded(message)),
      facts: Object.fromEntries(
        Object.entries(facts ?? {}).map(([name, value]) => [name, redactFact(name, printable(value))]),
      ),
    });
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    part: (part) => createLog(`${area}/${part}`, sink, clock),
  };
}

/** For tests and for callers that keep no diary. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  part: () => silentLog,
};

/** Long values would drown the diary. */
const MAX_FACT_CHARACTERS = 2000;

function printable(value: unknown): string {
  return bounded(describe(value));
}

function bounded(text: string): string {
  return text.length > MAX_FACT_CHARACTERS ? `${text.slice(0, MAX_FACT_CHARACTERS)}…` : text;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Secret) return value.toString();
  if (value instanceof AppError)
    return `${value.code}: ${value.message}${value.detail === null ? '' : ` (${value.detail})`}`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  // Bytes are what people type and read; their number is enough.
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (value instanceof URL) return `${value.protocol}//${value.host}${value.pathname}`;
  if (typeof value === 'object' && value !== null) {
    try {
      return JSON.stringify(value, (name, inner: unknown) =>
        typeof inner === 'string' ? redactFact(name, bounded(inner)) : inner,
      );
    } catch {
      return '[not printable]'; // circular or with a throwing toJSON
    }
  }
  return String(value);
}
