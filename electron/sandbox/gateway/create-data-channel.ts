// POST /v1/data-channel/<SessionId>: how an agent gets the token for its side of a session (201 with XML).
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import { XML_CONTENT_TYPE } from '../api/api-error.ts';
import type { CredentialStore } from '../api/credentials.ts';
import { readBody, sendAnswer } from '../api/http-exchange.ts';
import { SignatureFailure, signedRequestOf, verifySignature } from '../api/verify-signature.ts';
import { xmlElement } from '../api/xml.ts';
import type { Gateway } from './gateway.ts';

export interface CreateDataChannelParts {
  readonly gateway: Gateway;
  readonly credentials: CredentialStore;
  readonly clock: Clock;
}

export async function answerCreateDataChannel(
  request: IncomingMessage,
  response: ServerResponse,
  parts: CreateDataChannelParts,
): Promise<void> {
  const requestId = randomUUID();
  const refuse = (status: number, message: string): void => {
    sendAnswer(
      response,
      { status, contentType: XML_CONTENT_TYPE, body: xmlElement('Error', { Message: message }) },
      requestId,
    );
  };
  const body = await readBody(request);
  if (body === null || request.method !== 'POST') {
    refuse(400, 'not a CreateDataChannel request');
    return;
  }
  try {
    const { key } = verifySignature(signedRequestOf(request, body), parts.credentials, parts.clock);
    if (key !== parts.credentials.agent) throw new SignatureFailure('unknown-key', 'not an agent');
  } catch (error) {
    if (!(error instanceof SignatureFailure)) throw error;
    refuse(403, error.message);
    return;
  }
  const xml = parts.gateway.createDataChannel(sessionIdOf(request));
  if (xml === null) refuse(400, 'Session is already terminated');
  else sendAnswer(response, { status: 201, contentType: XML_CONTENT_TYPE, body: xml }, requestId);
}

function sessionIdOf(request: IncomingMessage): string {
  const [pathname = ''] = (request.url ?? '').split('?');
  const name = pathname.slice(pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    // A malformed escape names no session.
    return '';
  }
}
