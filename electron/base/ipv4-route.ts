// Whether this computer has a way out by IPv4. Addresses alone do not tell: a bridge for containers has one where the network
// itself is IPv6 only.
import { createSocket } from 'node:dgram';

/** TEST-NET-1 (RFC 5737): nobody's. Connecting a datagram socket sends nothing, it asks the routing table. */
const OUTSIDE = { address: '192.0.2.1', port: 443 };

/** Never rejects. `outside` for tests: where it is asked for a way to. */
export function hasIpv4Route(outside = OUTSIDE): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const tell = (answer: boolean): void => {
      socket.close();
      resolve(answer);
    };
    socket.once('error', () => {
      tell(false);
    });
    socket.once('connect', () => {
      tell(true);
    });
    socket.connect(outside.port, outside.address);
  });
}
