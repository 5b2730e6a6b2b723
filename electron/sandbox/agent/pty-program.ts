// Standard_Stream and InteractiveCommands: a shell, or one command line, in a pseudo terminal.
import { AppError } from '../../../shared/app-error.ts';
import type { ClientMessage } from '../../ssm/client-message.ts';
import { parseJsonPayload, PAYLOAD_TYPE, sizeSchema } from '../../ssm/payloads.ts';
import { Pace } from './pace.ts';
import { PtyProcess, type PtyCommand } from './pty-process.ts';
import type { SessionChannel } from './session-channel.ts';
import { Utf8Holder } from './utf8-tail.ts';

/** Runs until the program ends or the session is ended. */
export async function runPtyProgram(command: PtyCommand, channel: SessionChannel): Promise<void> {
  const { habits, signal } = channel;
  const pty = new PtyProcess(command);
  const stop = (): void => {
    void pty.end();
  };
  signal.addEventListener('abort', stop, { once: true });
  channel.accept((message) => onInput(pty, message));
  try {
    if (habits.shellStartDelayMs > 0)
      await new Promise((resolve) => setTimeout(resolve, habits.shellStartDelayMs));
    await pumpOutput(pty, channel);
  } finally {
    signal.removeEventListener('abort', stop);
    await pty.end();
  }
}

async function pumpOutput(pty: PtyProcess, channel: SessionChannel): Promise<void> {
  const pace = new Pace(channel.habits.pauseMs);
  const holder = new Utf8Holder();
  for (;;) {
    const chunk = await pty.read(channel.habits.readBytes);
    if (channel.signal.aborted) return;
    const whole = chunk === null ? holder.flush() : holder.push(chunk);
    if (whole.length > 0) await channel.send(PAYLOAD_TYPE.output, whole);
    if (chunk === null) return;
    await pace.wait();
  }
}

async function onInput(pty: PtyProcess, message: ClientMessage): Promise<void> {
  switch (message.payloadType) {
    case PAYLOAD_TYPE.output:
      await pty.write(Buffer.from(message.payload));
      return;
    case PAYLOAD_TYPE.size:
      resize(pty, message.payload);
      return;
    default:
      return;
  }
}

function resize(pty: PtyProcess, payload: Uint8Array): void {
  try {
    const { cols, rows } = parseJsonPayload(sizeSchema, payload);
    pty.resize(cols, rows);
  } catch (error) {
    // The real agent logs a size it cannot read and goes on.
    if (!(error instanceof AppError)) throw error;
  }
}
