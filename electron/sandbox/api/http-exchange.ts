// Reading and answering HTTP with bounds: bodies are small, answers carry AWS's request id.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireAnswer } from './api-error.ts';

/** The largest request here is a StartSession with a long command. */
const MAX_BODY_BYTES = 1024 * 1024;

/** The whole body; null when it is larger than any real request (the rest is not read). */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a body is read as bytes');
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function sendAnswer(response: ServerResponse, answer: WireAnswer, requestId: string): void {
  const body = Buffer.from(answer.body, 'utf8');
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': body.length,
    'x-amzn-requestid': requestId,
    ...answer.headers,
  });
  response.end(body);
}
