// The sandbox in a process of its own, as the far side of a measurement: what it costs is not charged to us.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { z } from 'zod';

/** Beside the bundle, which lies in out/bench. */
const SANDBOX = path.resolve(__dirname, '../main/sandbox.js');

const announcedSchema = z.object({
  endpointUrl: z.string(),
  region: z.string(),
  env: z.record(z.string(), z.string()),
  adminUrl: z.string(),
});
export type Announced = z.infer<typeof announcedSchema>;

export interface NetworkBetween {
  /** Each way. */
  readonly delayMs: number;
  /** Share of messages that vanish, each way, 0 to 1. */
  readonly lossRatio: number;
}

export interface SandboxProcess extends Announced {
  /** From now on, for sessions that are open as well. */
  shape(network: NetworkBetween): Promise<void>;
  close(): Promise<void>;
}

/** With the real agent's habits. */
export async function startSandboxProcess(): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [SANDBOX, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('the sandbox did not start'))),
  ])) as [Buffer];
  const announced = announcedSchema.parse(JSON.parse(line.toString()));
  return {
    ...announced,
    async shape(network) {
      const answer = await fetch(`${announced.adminUrl}/shape-network`, {
        method: 'POST',
        body: JSON.stringify(network),
      });
      if (!answer.ok) throw new Error(`shape-network was answered with ${answer.status}`);
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
