// The agent's port plugin: multiplexed or basic by the client's version and the document (fact sheet 7.1).
import { z } from 'zod';
import type { AgentJob } from '../gateway/agent-jobs.ts';
import { AgentFailure } from './agent-failure.ts';
import { runBasicPort } from './port-basic.ts';
import { resolveDestination } from './port-destination.ts';
import type { PortMap } from './port-map.ts';
import { runMuxPort } from './port-mux.ts';
import type { SessionChannel } from './session-channel.ts';
import { isAtLeast } from './version.ts';

const propertiesSchema = z.object({
  portNumber: z.string().default(''),
  host: z.string().optional(),
  type: z.string().optional(),
});
const MUX_SINCE_CLIENT = '1.1.70';
/** The first agent with multiplexing came after 3.0.196.0. */
const MUX_SINCE_AGENT = '3.0.196.1';
/** Clients after 1.2.331.0 and the agent agree to leave keep-alive out. */
const NO_KEEP_ALIVE_SINCE_CLIENT = '1.2.331.1';

/** Agents before it know no such property, and lead to their own machine. */
const HOST_SINCE_AGENT = '3.1.1374.0';

/** Runs to the end of the session. Throws AgentFailure or AgentCrash. */
export async function runPortProgram(
  job: AgentJob,
  clientVersion: string,
  ports: PortMap,
  channel: SessionChannel,
): Promise<void> {
  const properties = propertiesSchema.safeParse(job.properties ?? {});
  if (!properties.success) throw new AgentFailure('Invalid session properties.');
  const { host, portNumber, type } = properties.data;
  const readHost = isAtLeast(job.agentVersion, HOST_SINCE_AGENT) ? host : undefined;
  const addresses = await resolveDestination(job.target, readHost ?? null, portNumber, ports);
  const isForwarding = type === 'LocalPortForwarding';
  if (
    isForwarding &&
    isAtLeast(clientVersion, MUX_SINCE_CLIENT) &&
    isAtLeast(job.agentVersion, MUX_SINCE_AGENT)
  )
    await runMuxPort(addresses, !isAtLeast(clientVersion, NO_KEEP_ALIVE_SINCE_CLIENT), channel);
  else await runBasicPort(addresses, isForwarding, channel);
}
