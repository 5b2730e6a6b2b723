// The jump host's public address: one of this computer's 127.0.0.0/8 with a port 22 of its own, where the system allows
// that (root on Linux, and nobody at port 22 of all addresses). Elsewhere the jump host has no public address.
import { randomInt } from 'node:crypto';
import net from 'node:net';

const SSH_PORT = 22;
/** Another sandbox may have taken one; three in a row are something else. */
const TRIES = 3;

export class JumpDoor {
  /** `127.x.y.z`; null: this computer does not let it have a port 22. */
  readonly address: string | null;
  readonly #listener: net.Server | null;

  private constructor(address: string | null, listener: net.Server | null) {
    this.address = address;
    this.#listener = listener;
  }

  /** Never rejects. */
  static async open(): Promise<JumpDoor> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      // Not 127.0.0.x: other programs are there.
      const address = `127.${randomInt(16, 250)}.${randomInt(1, 250)}.${randomInt(2, 250)}`;
      const listener = net.createServer({ pauseOnConnect: true, noDelay: true });
      if (await listens(listener, address)) return new JumpDoor(address, listener);
    }
    return new JumpDoor(null, null);
  }

  /** Who comes from now on; before, they wait. */
  onSocket(take: (socket: net.Socket) => void): void {
    this.#listener?.on('connection', take);
  }

  close(): void {
    this.#listener?.close();
  }
}

function listens(listener: net.Server, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    // EACCES, EADDRINUSE or EADDRNOTAVAIL: in each case there is no such port for us.
    listener.once('error', () => {
      resolve(false);
    });
    listener.listen(SSH_PORT, address, () => {
      resolve(true);
    });
  });
}
