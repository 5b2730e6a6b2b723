// Why a WebSocket did not open. Not an AppError: the caller knows whose socket it was and translates it once.
import type { IncomingMessage } from 'node:http';

export class WebSocketOpenError extends Error {
  override readonly name = 'WebSocketOpenError';
  /** `refused`: HTTP answered, with `status`. `unreachable`: DNS, TCP, TLS or proxy. */
  readonly kind: 'refused' | 'unreachable' | 'timeout' | 'cancelled';
  readonly status: number | null;
  /** The other side's or the system's words. */
  readonly detail: string | null;
  /** Of an answer that was no upgrade: its body, as far as it was read. */
  readonly body: string | null;

  constructor(
    kind: 'refused' | 'unreachable' | 'timeout' | 'cancelled',
    status: number | null,
    detail: string | null,
    cause?: unknown,
    body: string | null = null,
  ) {
    super(`WebSocket ${kind}`, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.status = status;
    this.detail = detail;
    this.body = body;
  }
}

/** AWS's error bodies are a few hundred bytes of JSON or XML. */
const MAX_BODY_BYTES = 4096;

/** Reads the body of an answer that is no upgrade, as far as it is useful, and hands over the error once. */
export function readRefusal(response: IncomingMessage, done: (error: WebSocketOpenError) => void): void {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  let told = false;
  const tell = () => {
    if (told) return;
    told = true;
    const body = Buffer.concat(chunks).toString('utf8').slice(0, MAX_BODY_BYTES).trim();
    const requestId = response.headers['x-amzn-requestid'];
    const parts = [
      `HTTP ${response.statusCode ?? '?'}`,
      body,
      typeof requestId === 'string' ? `request ${requestId}` : '',
    ];
    done(
      new WebSocketOpenError(
        'refused',
        response.statusCode ?? null,
        parts.filter((part) => part !== '').join(' · '),
        undefined,
        body,
      ),
    );
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    byteCount += chunk.length;
    if (byteCount >= MAX_BODY_BYTES) tell();
  });
  response.on('end', tell);
  response.on('error', tell);
  response.on('close', tell);
}
