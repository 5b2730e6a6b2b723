// What the gateway and its agents say to each other on the control channel, as JSON text frames. AWS wraps the same in
// agent_job and agent_task_complete messages and keeps one control channel an instance; ours carries all targets, since
// a fleet of 20,000 would need 20,000 sockets.
import { z } from 'zod';

export const agentJobSchema = z.object({
  kind: z.literal('job'),
  sessionId: z.string(),
  target: z.string(),
  /** Name of the machine, for its prompt. */
  targetName: z.string(),
  agentVersion: z.string(),
  sessionType: z.enum(['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands', 'Port']),
  properties: z.record(z.string(), z.unknown()).nullable(),
  kmsKeyId: z.string().nullable(),
});
export type AgentJob = z.infer<typeof agentJobSchema>;

export const agentReportSchema = z.object({
  kind: z.literal('task-complete'),
  sessionId: z.string(),
  /** The agent's last words; empty when the session simply ended. */
  output: z.string(),
});
export type AgentReport = z.infer<typeof agentReportSchema>;
