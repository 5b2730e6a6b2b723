// The far side of the flood: another agent in the place of the sandbox's own, which has all of its messages ready, so
// that neither a program nor a pause is measured with ours, nor the work of a computer that the user does not sit at.
// Prompt, then the flood as soon as Enter comes.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { systemClock } from '../electron/base/clock.ts';
import { REAL_AGENT_HABITS } from '../electron/sandbox/agent/agent-habits.ts';
import { AgentSocket } from '../electron/sandbox/agent/agent-socket.ts';
import { agentStateFrame } from '../electron/sandbox/fixtures/agent-state-frame.ts';
import { frameOf } from '../electron/sandbox/fixtures/frame-of.ts';
import type { Sandbox } from '../electron/sandbox/sandbox.ts';
import { decodeClientMessage, MESSAGE_FLAGS, MESSAGE_TYPE } from '../electron/ssm/client-message.ts';
import {
  acknowledgeOf,
  acknowledgeSchema,
  encodeJsonPayload,
  parseJsonPayload,
  PAYLOAD_TYPE,
  sizeSchema,
} from '../electron/ssm/payloads.ts';

/** Messages under way and not acknowledged; 2 MB at 32 KiB a message. */
const WINDOW = 64;
const POLL_MS = 20;
/** The longest that the real agent waits before it sends its oldest message again. */
const RESEND_MS = 1000;

export interface TerminalCells {
  readonly cols: number;
  readonly rows: number;
}

export interface FloodAgent {
  /** The size the client told last. */
  readonly size: () => TerminalCells | null;
  readonly stop: () => void;
}

interface Life {
  isOver: boolean;
  size: TerminalCells | null;
  socket: AgentSocket | null;
  resend: NodeJS.Timeout | undefined;
}

/** Waits for a session on `target` and takes it. `pieces` are the payloads of the flood, in order. */
export async function startFloodAgent(
  sandbox: Sandbox,
  target: string,
  pieces: readonly Buffer[],
): Promise<FloodAgent> {
  const answer = await fetch(`${sandbox.adminUrl}/reserve-target`, {
    method: 'POST',
    body: JSON.stringify({ target }),
  });
  const { value } = z.object({ value: z.record(z.string(), z.string()) }).parse(await answer.json());
  const life: Life = { isOver: false, size: null, socket: null, resend: undefined };

  const serve = async (): Promise<void> => {
    let sessionId: string | undefined;
    while (sessionId === undefined && !life.isOver) {
      await sleep(POLL_MS);
      sessionId = sandbox.stats().sessions.find(({ agent }) => agent === 'external')?.sessionId;
    }
    if (sessionId === undefined) return;
    const frames = [Buffer.from('flood$ '), ...pieces].map((payload, sequenceNumber) =>
      frameOf(
        MESSAGE_TYPE.output,
        sequenceNumber,
        sequenceNumber === 0 ? MESSAGE_FLAGS.syn : MESSAGE_FLAGS.none,
        PAYLOAD_TYPE.output,
        payload,
      ),
    );
    const unacked = new Map<number, Buffer>();
    let next = 0;
    let ackedAt = 0;
    let wake: () => void = () => undefined;
    const sendUpTo = async (end: number): Promise<void> => {
      for (; next < end; next += 1) {
        while (unacked.size >= WINDOW) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        const frame = frames[next] as Buffer;
        unacked.set(next, frame);
        await socket.send(frame);
      }
    };
    const socket = new AgentSocket({
      identity: {
        endpointUrl: sandbox.endpointUrl,
        region: sandbox.region,
        key: {
          accessKeyId: value['AWS_ACCESS_KEY_ID'] ?? '',
          secretAccessKey: value['AWS_SECRET_ACCESS_KEY'] ?? '',
          sessionToken: value['AWS_SESSION_TOKEN'] ?? '',
          principal: { arn: '', userId: '', sessionName: '' },
        },
        clock: systemClock,
      },
      habits: REAL_AGENT_HABITS,
      clock: systemClock,
      sessionId,
      target,
      onFrame: (frame) => {
        const message = decodeClientMessage(frame);
        if (message.messageType === MESSAGE_TYPE.acknowledge) {
          const ack = parseJsonPayload(acknowledgeSchema, message.payload);
          unacked.delete(ack.AcknowledgedMessageSequenceNumber);
          ackedAt = Date.now();
          wake();
        }
        if (message.messageType !== MESSAGE_TYPE.input) return;
        const ack = encodeJsonPayload(acknowledgeOf(message));
        void socket.send(frameOf(MESSAGE_TYPE.acknowledge, 0, MESSAGE_FLAGS.synFin, PAYLOAD_TYPE.none, ack));
        if (message.payloadType === PAYLOAD_TYPE.size)
          life.size = parseJsonPayload(sizeSchema, message.payload);
        if (message.payloadType === PAYLOAD_TYPE.output && Buffer.from(message.payload).includes('\r'))
          void sendUpTo(frames.length);
      },
      onReopen: () => undefined,
      onGone: () => undefined,
      isUnmasked: true,
    });
    life.socket = socket;
    // What was sent before the client was there is lost; the agent says it again, the oldest first.
    life.resend = setInterval(() => {
      const oldest = unacked.values().next();
      if (oldest.done !== true && Date.now() - ackedAt > RESEND_MS) void socket.send(oldest.value);
    }, REAL_AGENT_HABITS.resendTickMs);
    await socket.open();
    await socket.send(agentStateFrame('Connected', sessionId));
    await sendUpTo(1);
  };
  const served = serve();
  served.catch((error: unknown) => {
    process.stderr.write(`the flood agent failed: ${String(error)}\n`);
  });
  return {
    size: () => life.size,
    stop: () => {
      life.isOver = true;
      clearInterval(life.resend);
      life.socket?.close();
    },
  };
}
