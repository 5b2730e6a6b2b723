// The smallest client of a port session there is, as the peer: it opens one stream in one session of the same sandbox,
// acknowledges what comes, and counts. Download: the agent's own ceiling. Upload: at the pace of AWS's own client.
import { PlainClient } from '../electron/sandbox/fixtures/plain-client.ts';
import type { Sandbox } from '../electron/sandbox/sandbox.ts';
import { decodeClientMessage, MESSAGE_TYPE } from '../electron/ssm/client-message.ts';
import { portDocument, portEnd } from '../electron/ssm/port-documents.ts';
import { encodeFlag, FLAG, PAYLOAD_TYPE } from '../electron/ssm/payloads.ts';
import {
  encodeSmuxFrame,
  SMUX_COMMAND,
  SMUX_HEAD_BYTES,
  SmuxFrameParser,
} from '../electron/ssm/smux-frame.ts';
import { WEB } from '../electron/connection/fixtures/port-line.ts';
import type { Announced } from './sandbox-process.ts';

const STREAM = 3;
/** AWS's own client reads so much at once, sends it as one message, and sleeps a millisecond. */
const OFFICIAL_PAYLOAD_BYTES = 1024;
const OFFICIAL_PAUSE_MS = 1;
const READY_LIMIT_MS = 10_000;
/** For the agent to read that the session is over. */
const END_MS = 50;

interface PlainStream {
  write(data: string | Buffer): void;
  /** Bytes of the stream received so far. */
  readonly received: number;
  until(received: number): Promise<void>;
  close(): Promise<void>;
}

async function openPlainStream(sandbox: Announced, remotePort: number): Promise<PlainStream> {
  const { documentName, parameters } = portDocument(portEnd(null, remotePort));
  const client = await PlainClient.start(sandbox as Sandbox, {
    Target: WEB,
    DocumentName: documentName ?? undefined,
    Parameters: Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]])),
  });
  const giveUpAt = Date.now() + READY_LIMIT_MS;
  while (!client.isHandshakeComplete) {
    if (Date.now() > giveUpAt) throw new Error('the plain session did not begin');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  let received = 0;
  let expected = -1;
  let wake: () => void = () => undefined;
  const parser = new SmuxFrameParser({
    onCommand: () => undefined,
    onData: (_stream, bytes) => {
      received += bytes.length;
    },
  });
  client.socket?.on('message', (data) => {
    const message = decodeClientMessage(data as Buffer);
    if (message.messageType !== MESSAGE_TYPE.output || message.payloadType !== PAYLOAD_TYPE.output) return;
    if (message.sequenceNumber <= expected) return;
    expected = message.sequenceNumber;
    parser.push(message.payload);
    wake();
  });
  client.send(PAYLOAD_TYPE.output, encodeSmuxFrame(SMUX_COMMAND.open, STREAM));
  return {
    get received() {
      return received;
    },
    write(data) {
      client.send(PAYLOAD_TYPE.output, encodeSmuxFrame(SMUX_COMMAND.data, STREAM, Buffer.from(data)));
    },
    async until(wanted) {
      while (received < wanted) await new Promise<void>((resolve) => (wake = resolve));
    },
    async close() {
      client.send(PAYLOAD_TYPE.flag, encodeFlag(FLAG.terminateSession));
      await new Promise((resolve) => setTimeout(resolve, END_MS));
      client.close();
    },
  };
}

/** Seconds for so many bytes of one connection, from the first request on: what the agent sends at most. */
export async function plainDownload(sandbox: Announced, remotePort: number, bytes: number): Promise<number> {
  const stream = await openPlainStream(sandbox, remotePort);
  stream.write(`D${bytes}\n`);
  await stream.until(1);
  const startedAt = performance.now();
  stream.write('.');
  await stream.until(1 + bytes);
  const seconds = (performance.now() - startedAt) / 1000;
  await stream.close();
  return seconds;
}

/** Seconds for so many bytes at the official client's pace, until the server has them all. */
export async function officialUpload(sandbox: Announced, remotePort: number, bytes: number): Promise<number> {
  const stream = await openPlainStream(sandbox, remotePort);
  const chunk = Buffer.alloc(OFFICIAL_PAYLOAD_BYTES - SMUX_HEAD_BYTES, 'x');
  const chunks = Math.ceil(bytes / chunk.length);
  stream.write(`U${chunks * chunk.length}\n`);
  await stream.until(1);
  const startedAt = performance.now();
  for (let sent = 0; sent < chunks; sent += 1) {
    stream.write(chunk);
    await new Promise((resolve) => setTimeout(resolve, OFFICIAL_PAUSE_MS));
  }
  await stream.until(2);
  const seconds = (performance.now() - startedAt) / 1000;
  await stream.close();
  return seconds * (bytes / (chunks * chunk.length));
}

/** Milliseconds from one byte to its echo, each time. */
export async function plainEcho(
  sandbox: Announced,
  remotePort: number,
  count: number,
  gapMs: number,
): Promise<readonly number[]> {
  const stream = await openPlainStream(sandbox, remotePort);
  stream.write('E\n');
  await stream.until(1);
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const startedAt = performance.now();
    stream.write('x');
    await stream.until(2 + n);
    times.push(performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, gapMs));
  }
  await stream.close();
  return times;
}
