// The faults behind EC2 Instance Connect over HTTP: names and bodies.
import { z } from 'zod';
import type { ConnectFaults } from './connect-faults.ts';

const target = z.object({ target: z.string() });
const endpointState = z.enum([
  'create-in-progress',
  'create-complete',
  'create-failed',
  'delete-in-progress',
  'delete-complete',
  'delete-failed',
  'update-in-progress',
  'update-complete',
  'update-failed',
]);
const serialRefusal = z.enum([
  'disabled',
  'not-nitro',
  'session-limit',
  'session-unavailable',
  'session-unsupported',
]);

export const CONNECT_FAULTS: Readonly<Record<string, (faults: ConnectFaults, body: unknown) => unknown>> = {
  'refuse-tunnel-targets': (faults, body) => {
    faults.refuseTunnelTargets(z.object({ times: z.number().int().min(0) }).parse(body).times);
  },
  'cut-tunnels': (faults) => faults.cutTunnels(),
  'close-tunnels': (faults, body) => {
    const { code, reason } = z
      .object({ code: z.number().int().optional(), reason: z.string().max(120).optional() })
      .parse(body);
    return faults.closeTunnels(code, reason);
  },
  'delay-tunnels': (faults, body) => {
    faults.delayTunnels(z.object({ ms: z.number().min(0) }).parse(body).ms);
  },
  'stall-tunnels': (faults, body) => {
    faults.stallTunnels(z.object({ isOn: z.boolean() }).parse(body).isOn);
  },
  'limit-tunnel-duration': (faults, body) => {
    const { maxSeconds, isNamed } = z
      .object({
        maxSeconds: z.number().int().min(1).max(3600).nullable(),
        isNamed: z.boolean().default(false),
      })
      .parse(body);
    faults.limitTunnelDuration(maxSeconds === null ? null : { maxSeconds, isNamed });
  },
  'set-endpoint-state': (faults, body) => {
    const given = z
      .object({ endpoint: z.string(), state: endpointState, stateMessage: z.string().optional() })
      .parse(body);
    faults.setEndpointState(given.endpoint, given.state, given.stateMessage);
  },
  'set-instance-connect': (faults, body) => {
    const given = target.extend({ isInstalled: z.boolean() }).parse(body);
    faults.setInstanceConnect(given.target, given.isInstalled);
  },
  'replace-host-keys': (faults, body) => faults.replaceHostKeys(target.parse(body).target),
  'cut-ssh': (faults, body) => {
    faults.cutSsh(target.parse(body).target);
  },
  'refuse-serial-console': (faults, body) => {
    const given = target.extend({ refusal: serialRefusal.nullable() }).parse(body);
    faults.refuseSerialConsole(given.target, given.refusal);
  },
};
