// The sandbox's agents, all in one: listens on the control channel and runs a session for every job. Knows AWS only
// by its endpoint URL, as an agent on a real machine does.
import { WebSocket, type RawData } from 'ws';
import type { Clock } from '../../base/clock.ts';
import { agentJobSchema, type AgentJob, type AgentReport } from '../gateway/agent-jobs.ts';
import type { AgentHabits } from './agent-habits.ts';
import { AgentSession } from './agent-session.ts';
import type { MachineRoom } from './machine-room.ts';
import type { PortMap } from './port-map.ts';
import { signedHeaders, type AgentIdentity } from './signed-call.ts';

const DIAL_DEADLINE_MS = 10_000;
/** Programs are killed after their grace; nothing should take longer. */
const CLOSE_DEADLINE_MS = 3000;

export interface AgentHostParts {
  readonly identity: AgentIdentity;
  readonly habits: AgentHabits;
  readonly clock: Clock;
  readonly room: MachineRoom;
  readonly ports: PortMap;
  /** A session broke in a way that is a defect of the sandbox. */
  readonly onDefect: (error: unknown) => void;
}

export class AgentHost {
  readonly #parts: AgentHostParts;
  readonly #running = new Map<AgentSession, Promise<void>>();
  #control: WebSocket | null = null;

  constructor(parts: AgentHostParts) {
    this.#parts = parts;
  }

  get sessionCount(): number {
    return this.#running.size;
  }

  /** Opens the control channel. Rejects when the gateway will not have us. */
  async open(): Promise<void> {
    const { identity } = this.#parts;
    const path = '/v1/control-channel/sandbox-agents?role=subscribe&stream=input';
    const url = new URL(path, identity.endpointUrl);
    const socket = new WebSocket(url.href.replace(/^http/, 'ws'), {
      headers: signedHeaders(identity, 'GET', url, 'ssmmessages'),
      perMessageDeflate: false,
      handshakeTimeout: DIAL_DEADLINE_MS,
    });
    socket.on('message', (data: RawData) => {
      if (Buffer.isBuffer(data)) this.#start(agentJobSchema.parse(JSON.parse(data.toString('utf8'))));
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.on('error', reject);
    });
    this.#control = socket;
  }

  /** Ends every session and its programs. */
  async close(): Promise<void> {
    for (const session of this.#running.keys()) session.stop();
    let cancel: () => void = () => undefined;
    const deadline = new Promise<void>((resolve) => {
      cancel = this.#parts.clock.after(CLOSE_DEADLINE_MS, resolve);
    });
    await Promise.race([Promise.all(this.#running.values()), deadline]);
    cancel();
    this.#control?.close(1000);
  }

  #start(job: AgentJob): void {
    const session = new AgentSession({ ...this.#parts, job });
    const run = session
      .run()
      .then(
        (output) => {
          if (output !== null) this.#report({ kind: 'task-complete', sessionId: job.sessionId, output });
        },
        (error: unknown) => {
          // The gateway may have ended the session before we came; anything else is a defect, and said so.
          this.#parts.onDefect(error);
          this.#report({ kind: 'task-complete', sessionId: job.sessionId, output: String(error) });
        },
      )
      .finally(() => this.#running.delete(session));
    this.#running.set(session, run);
  }

  #report(report: AgentReport): void {
    if (this.#control?.readyState === WebSocket.OPEN) this.#control.send(JSON.stringify(report));
  }
}
