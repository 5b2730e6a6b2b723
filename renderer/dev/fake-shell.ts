// A pretended shell behind a MessagePort: shows the look's example, echoes lines, floods on request.
import type { TerminalDown, TerminalUp } from '../../shared/terminal-wire.ts';
import { CREDIT_HIGH_BYTES, CREDIT_LOW_BYTES } from '../../shared/terminal-wire.ts';

const G = '\u001b[32m';
const B = '\u001b[34m';
const Y = '\u001b[33m';
const N = '\u001b[0m';
const PROMPT = `${G}ec2-user@api-blue-1${N}:${B}~${N}$ `;

const EXAMPLE = [
  `${PROMPT}uptime`,
  ' 14:02:11 up 41 days,  3:12,  1 user,  load average: 0.31, 0.28, 0.22',
  `${PROMPT}systemctl status api --no-pager | head -4`,
  `${G}●${N} api.service - Public API`,
  '     Loaded: loaded (/etc/systemd/system/api.service; enabled)',
  `     Active: ${G}active (running)${N} since Sat 2026-10-10 10:50:02 UTC`,
  '   Main PID: 1187 (api)',
  `${PROMPT}tail -f /var/log/api.log`,
  `14:02:18 GET /v1/orders/8831 ${G}200${N} 12 ms`,
  `14:02:19 GET /v1/orders/8832 ${G}200${N} 9 ms`,
  `14:02:19 POST /v1/payments ${Y}429${N} 3 ms  see https://status.example.com/?id=42`,
  `14:02:20 GET /v1/health ${G}200${N} 1 ms`,
  PROMPT,
].join('\r\n');

export interface FakeShell {
  attach(port: MessagePort): void;
  open(): void;
  end(ending: Extract<TerminalDown, { kind: 'ended' }>['ending']): void;
}

export function createFakeShell(onExit: () => void): FakeShell {
  let port: MessagePort | null = null;
  let unacked = 0;
  let flood = 0;
  let line = '';
  const post = (message: TerminalDown): void => port?.postMessage(message);
  const write = (text: string): void => {
    const bytes = new TextEncoder().encode(text);
    unacked += bytes.byteLength;
    post({ kind: 'bytes', bytes });
  };
  const pour = (): void => {
    while (flood > 0 && unacked < CREDIT_HIGH_BYTES) {
      const chunk = `${G}line${N} of a long log ${B}with colour${N} `.repeat(2).concat('\r\n').repeat(400);
      flood -= chunk.length;
      write(chunk);
    }
    if (flood <= 0 && flood !== -1) {
      flood = -1;
      write(`flood done\r\n${PROMPT}`);
    }
  };
  const run = (command: string): void => {
    if (command === 'exit') {
      onExit();
      return;
    }
    if (command.startsWith('flood')) {
      flood = Number(command.split(' ')[1] ?? '10') * 1_000_000;
      pour();
      return;
    }
    write(`${command === '' ? '' : `you said: ${command}\r\n`}${PROMPT}`);
  };
  const input = (bytes: Uint8Array): void => {
    post({ kind: 'input-ack', byteCount: bytes.byteLength });
    for (const char of new TextDecoder().decode(bytes)) {
      if (char === '\r') {
        const command = line;
        line = '';
        write('\r\n');
        run(command);
      } else {
        line += char;
        write(char);
      }
    }
  };
  flood = -1;
  return {
    attach: (next) => {
      port = next;
      port.onmessage = (event: MessageEvent<TerminalUp>) => {
        const message = event.data;
        if (message.kind === 'input') input(message.bytes);
        else if (message.kind === 'ack') {
          unacked = Math.max(0, unacked - message.byteCount);
          if (unacked <= CREDIT_LOW_BYTES && flood > 0) pour();
        }
      };
    },
    open: () => {
      post({ kind: 'opened', connectMs: 1312, way: { route: null, shell: null, routeReasons: [] } });
      write(EXAMPLE);
    },
    end: (ending) => {
      post({ kind: 'ended', ending, reopens: false });
    },
  };
}
