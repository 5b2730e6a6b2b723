// Where clients of EC2 Instance Connect Endpoints come in: GET /openTunnel with an upgrade. Refusals are HTTP with AWS's
// body; who is let in gets a tunnel. The same door serves plain WebSockets and TLS.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { ApiError } from '../api/api-error.ts';
import { EiceTunnel } from './eice-tunnel.ts';
import { TunnelFaults } from './tunnel-faults.ts';
import {
  OPEN_TUNNEL,
  readTunnelRequest,
  type TunnelRequest,
  type TunnelRequestParts,
} from './tunnel-request.ts';

export interface EndpointDoorParts extends TunnelRequestParts {
  /** Rejects when nobody answers there. */
  readonly dial: (vpcId: string, privateAddress: string, port: number) => Promise<net.Socket>;
}

export interface TunnelStats {
  readonly endpointId: string;
  readonly privateAddress: string;
  readonly port: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** Fact sheet 1.16. */
const MAX_TUNNELS = 20;
/** Far above what any client sends in one frame (65,000 bytes). */
const MAX_FRAME_BYTES = 1024 * 1024;
const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
};

export class EndpointDoor {
  readonly faults = new TunnelFaults();
  readonly #parts: EndpointDoorParts;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });
  readonly #tunnels = new Map<EiceTunnel, TunnelRequest>();

  constructor(parts: EndpointDoorParts) {
    this.#parts = parts;
  }

  static isAsked(request: IncomingMessage): boolean {
    return /^\/openTunnel(\?|$)/.test(request.url ?? '');
  }

  get tunnels(): readonly TunnelStats[] {
    return [...this.#tunnels].map(([{ bytesUp, bytesDown }, { endpoint, privateAddress, port }]) => ({
      endpointId: endpoint.id,
      privateAddress,
      port,
      bytesUp,
      bytesDown,
    }));
  }

  /** Takes over an upgrade; an answer without 101 says why not. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A client may be gone before it has read the answer.
    socket.on('error', () => undefined);
    const delayMs = this.#parts.guard.delayOf(OPEN_TUNNEL);
    if (delayMs === 0) this.#admit(request, socket, head);
    else
      this.#parts.clock.after(delayMs, () => {
        this.#admit(request, socket, head);
      });
  }

  /** Of one endpoint, or of all. Returns how many. */
  cutTunnels(): number {
    for (const tunnel of this.#tunnels.keys()) tunnel.cut();
    return this.#tunnels.size;
  }

  closeTunnels(code: number, reason: string): number {
    for (const tunnel of this.#tunnels.keys()) tunnel.close(code, reason);
    return this.#tunnels.size;
  }

  close(): void {
    this.cutTunnels();
    this.#server.close();
  }

  #admit(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (socket.destroyed) return;
    let asked: TunnelRequest;
    try {
      asked = readTunnelRequest(request, this.#parts, this.faults.durationPolicy);
      this.#checkRoom(asked);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refuse(socket, error);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const { clock } = this.#parts;
      const { endpoint, privateAddress, port, maxDurationMs } = asked;
      const tunnel = new EiceTunnel({
        socket: webSocket,
        dial: () => this.#parts.dial(endpoint.vpcId, privateAddress, port),
        maxDurationMs,
        clock,
        faults: this.faults,
      });
      this.#tunnels.set(tunnel, asked);
      webSocket.once('close', () => this.#tunnels.delete(tunnel));
      void tunnel.open();
    });
  }

  #checkRoom({ endpoint }: TunnelRequest): void {
    const open = [...this.#tunnels.values()].filter((other) => other.endpoint.id === endpoint.id).length;
    if (open >= MAX_TUNNELS)
      throw new ApiError(
        'ConnectionLimitExceeded',
        `The maximum number of concurrent connections (${MAX_TUNNELS}) to the endpoint has been reached.`,
        429,
      );
  }
}

function refuse(socket: Duplex, error: ApiError): void {
  const code = error.code.replace(/Exception$/, '');
  const status = code === 'AccessDenied' ? 403 : error.status;
  const body = JSON.stringify({ ErrorCode: code, Message: error.message });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_WORDS[status] ?? 'Error'}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `x-amzn-RequestId: ${randomUUID()}\r\nconnection: close\r\n\r\n${body}`,
  );
}
