// The endpoints' own TLS port: what `wss://<dns name>/openTunnel` is at AWS. Its certificate has the endpoints' exact
// names, and its authority is written to a file, for clients to trust.
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type net from 'node:net';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { makeAuthority } from './certificates.ts';

export interface TlsDoorParts {
  /** Only this user may look in. */
  readonly dir: string;
  readonly dnsNames: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export class TlsDoor {
  /** PEM of the authority. */
  readonly caFile: string;
  readonly #server: Server;

  constructor({ dir, dnsNames, now, onUpgrade }: TlsDoorParts) {
    const authority = makeAuthority(now);
    const { certificate, privateKey } = authority.issue(dnsNames);
    this.caFile = path.join(dir, 'endpoints-ca.pem');
    writeFileSync(this.caFile, authority.certificate, { mode: 0o600 });
    this.#server = createServer({ cert: certificate, key: privateKey }, (_request, response) => {
      response.writeHead(404).end();
    });
    this.#server.on('upgrade', onUpgrade);
    // A client that does not trust us hangs up in the middle of the handshake.
    this.#server.on('tlsClientError', () => undefined);
  }

  /** Its address on 127.0.0.1. */
  async open(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return `wss://127.0.0.1:${(this.#server.address() as net.AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
