// The next local port that nobody listens on, for an offer.
import net from 'node:net';

/** How many ports above the wanted one are tried. */
const PORTS_TO_TRY = 50;
const HIGHEST_PORT = 65_535;

/** Above `port`, none of those that `isTaken` names: saved, though nobody listens there now. Null: none nearby. */
export async function findFreePort(
  host: string,
  port: number,
  isTaken: (port: number) => boolean = () => false,
): Promise<number | null> {
  for (let next = port + 1; next <= Math.min(port + PORTS_TO_TRY, HIGHEST_PORT); next++)
    if (!isTaken(next) && (await isFree(host, next))) return next;
  return null;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    // Taken, or not allowed.
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
