// The local port through which a desktop is reached, as the launch needs it: where it is, and who is connected.
import type { Listen } from '../base/emitter.ts';

/** Connections through a tunnel, as its owner counts them. */
export interface ConnectionCount {
  readonly open: number;
  readonly total: number;
}

export interface RdpTunnel {
  readonly host: string;
  readonly port: number;
  readonly connections: ConnectionCount;
  readonly onConnections: Listen<ConnectionCount>;
  /** The computer woke up, the network is back, somebody signed in: try now. */
  retryNow(): void;
  /** Bounded; never rejects. */
  close(): Promise<void>;
}
