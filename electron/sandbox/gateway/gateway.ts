// The message gateway (AWS: ssmmessages): lets the two sides of a session in, by upgrade signature and token, and keeps
// the control channel over which agents hear of new sessions.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { AppError } from '../../../shared/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import { openDataChannelSchema, parseJsonPayload } from '../../ssm/payloads.ts';
import type { CredentialStore } from '../api/credentials.ts';
import type { Guard } from '../api/guard.ts';
import { isSigned, SignatureFailure, signedRequestOf, verifySignature } from '../api/verify-signature.ts';
import { agentReportSchema, type AgentJob, type AgentReport } from './agent-jobs.ts';
import { bytesOf, SessionRelay, type RelayLimits } from './session-relay.ts';
import { PERFECT_NETWORK, type NetworkShape } from './network-shape.ts';
import { isLive, type Session, type SessionBook, type Side } from './sessions.ts';

/** No real message comes near this; the agent's own control channel refuses 142,000 bytes. */
const MAX_FRAME_BYTES = 1024 * 1024;
/** The first frame follows the upgrade at once; a socket that says nothing is nobody's. */
const FIRST_FRAME_MS = 10_000;
const MAX_FIRST_FRAME_CHARS = 16 * 1024;

export interface GatewayOptions extends RelayLimits {
  /** Plugins up to 1.2.750 do not sign the upgrade, so by default a client need not. */
  readonly requiresClientSignature: boolean;
}

export interface GatewayParts {
  readonly clock: Clock;
  readonly credentials: CredentialStore;
  readonly guard: Guard;
  readonly sessions: SessionBook;
  readonly options: GatewayOptions;
}

export class Gateway {
  readonly #parts: GatewayParts;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });
  readonly #relays = new Map<string, SessionRelay>();
  readonly #shapes: Record<Side, NetworkShape> = { client: PERFECT_NETWORK, agent: PERFECT_NETWORK };
  #control: WebSocket | null = null;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  get relays(): readonly SessionRelay[] {
    return [...this.#relays.values()];
  }

  get openSocketCount(): number {
    return this.#server.clients.size;
  }

  get hasAgents(): boolean {
    return this.#control !== null;
  }

  relayOf(sessionId: string): SessionRelay | null {
    return this.#relays.get(sessionId) ?? null;
  }

  /** Opens the gateway's side of a new session and, unless another agent will answer, tells ours (`job`). */
  open(session: Session, job: AgentJob | null): void {
    const relay = new SessionRelay({
      session,
      sessions: this.#parts.sessions,
      clock: this.#parts.clock,
      limits: this.#parts.options,
      onEnd: () => this.#relays.delete(session.id),
    });
    relay.setShape('client', this.#shapes.client);
    relay.setShape('agent', this.#shapes.agent);
    this.#relays.set(session.id, relay);
    if (job !== null) this.#control?.send(JSON.stringify(job));
  }

  /** Messages that `from` sends, of all sessions now and later. */
  setShape(from: Side, shape: NetworkShape): void {
    this.#shapes[from] = shape;
    for (const relay of this.#relays.values()) relay.setShape(from, shape);
  }

  /** Takes over an upgrade; an answer without 101 says why not. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A client may be gone before it has read the answer; without a listener its reset would end the process.
    socket.on('error', () => undefined);
    const [pathname = ''] = (request.url ?? '').split('?');
    const match = /^\/v1\/(data|control)-channel\/([^/]+)$/.exec(pathname);
    const name = match?.[2] === undefined ? null : decodeName(match[2]);
    if (match === null || name === null) {
      refuse(socket, 404, 'not found');
      return;
    }
    const refusal = this.#refusalOf(request, match[1] === 'control');
    if (refusal !== null) {
      refuse(socket, 403, refusal);
      return;
    }
    const session = this.#parts.sessions.find(name);
    if (match[1] === 'data' && (session === null || !isLive(session))) {
      refuse(socket, 404, 'no such session');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => {
        // Malformed frames and resets: ws closes the socket, and 'close' is what we act on.
      });
      if (match[1] === 'control') this.#openControl(webSocket);
      else this.#awaitToken(name, webSocket, socket);
    });
  }

  /** The agent's CreateDataChannel: the XML of its answer, or null when there is no such live session. */
  createDataChannel(sessionId: string): string | null {
    const session = this.#parts.sessions.find(sessionId);
    if (session === null || !isLive(session)) return null;
    const token = this.#parts.sessions.issueToken(session, 'agent');
    return (
      '<CreateDataChannelResponse xmlns="http://ssmmessages.amazonaws.com/doc/2017-10-01/">' +
      `<MessageSchemaVersion>1.0</MessageSchemaVersion><TokenValue>${token}</TokenValue></CreateDataChannelResponse>`
    );
  }

  async close(): Promise<void> {
    for (const relay of this.relays) relay.close();
    for (const client of this.#server.clients) client.terminate();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  #refusalOf(request: IncomingMessage, isControl: boolean): string | null {
    const { credentials, clock, guard, options } = this.#parts;
    const signed = signedRequestOf(request, new Uint8Array());
    if (!isSigned(signed))
      return isControl || options.requiresClientSignature ? 'Missing Authentication Token' : null;
    try {
      const { key, scope } = verifySignature(signed, credentials, clock);
      if (scope.service !== 'ssmmessages') return 'Credential should be scoped to ssmmessages';
      if (isControl && key !== credentials.agent) return 'not an agent';
      return key !== credentials.agent && guard.isDenied('ssmmessages:OpenDataChannel')
        ? `User: ${key.principal.arn} is not authorized to perform: ssmmessages:OpenDataChannel`
        : null;
    } catch (error) {
      if (error instanceof SignatureFailure) return error.message;
      throw error;
    }
  }

  #awaitToken(sessionId: string, socket: WebSocket, stream: Duplex): void {
    const cancel = this.#parts.clock.after(FIRST_FRAME_MS, () => {
      socket.close(1008, 'no token');
    });
    socket.once('close', cancel);
    socket.once('message', (data: RawData, isBinary: boolean) => {
      cancel();
      const side = isBinary ? null : this.#sideOf(sessionId, bytesOf(data).toString('utf8'));
      const relay = this.#relays.get(sessionId);
      if (side === null || relay === undefined) socket.close(1008, 'invalid token');
      else relay.attach(side, socket, stream);
    });
  }

  #sideOf(sessionId: string, text: string): Side | null {
    if (text.length > MAX_FIRST_FRAME_CHARS) return null;
    try {
      const { TokenValue } = parseJsonPayload(openDataChannelSchema, text);
      return this.#parts.sessions.redeemToken(sessionId, TokenValue);
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }

  #openControl(socket: WebSocket): void {
    this.#control?.close(1000, 'replaced');
    this.#control = socket;
    socket.on('close', () => {
      if (this.#control === socket) this.#control = null;
    });
    socket.on('message', (data: RawData) => {
      const report = readReport(bytesOf(data));
      if (report === null) socket.close(1008, 'malformed report');
      else this.#relays.get(report.sessionId)?.agentFinished(report.output);
    });
  }
}

function readReport(bytes: Buffer): AgentReport | null {
  try {
    return parseJsonPayload(agentReportSchema, bytes);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

function decodeName(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    // Only URIError can be thrown here.
    return null;
  }
}

function refuse(socket: Duplex, status: number, message: string): void {
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${status} ${status === 404 ? 'Not Found' : 'Forbidden'}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `x-amzn-requestid: ${randomUUID()}\r\nconnection: close\r\n\r\n${body}`,
  );
}
