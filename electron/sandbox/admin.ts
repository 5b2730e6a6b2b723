// The faults over HTTP: POST <adminUrl>/<fault> with a JSON body, GET <adminUrl> for the statistics. The path holds a
// random token: who knows it may do everything.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { AccessKey } from './api/credentials.ts';
import { readBody } from './api/http-exchange.ts';
import { CONNECT_FAULTS } from './connect-admin.ts';
import type { ConnectFaults } from './connect-faults.ts';
import type { SandboxFaults } from './faults.ts';
import type { SandboxStats } from './stats.ts';
import type { WindowsSide } from './windows-side.ts';

export interface AdminParts {
  readonly faults: SandboxFaults;
  readonly stats: (options: { readonly withEnded: boolean }) => SandboxStats;
  readonly agentKey: AccessKey;
  readonly windows: WindowsSide;
  readonly connectFaults: ConnectFaults;
  /** Ends a session as TerminateSession does. */
  readonly endSession: (sessionId: string) => void;
}

const side = z.enum(['client', 'agent']);
const sockets = z.object({ sessionId: z.string().optional(), side: side.optional() });
const action = z.object({ action: z.string().regex(/^[a-z0-9-]+:[A-Za-z]+$/) });
const target = z.object({ target: z.string() });
const state = z.enum(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated']);

type Fault = (parts: AdminParts, body: unknown) => unknown;

const FAULTS: Readonly<Record<string, Fault>> = {
  'drop-sockets': ({ faults }, body) => faults.dropSockets(sockets.parse(body)),
  'close-sockets': ({ faults }, body) => {
    const { code, reason, ...choice } = sockets
      .extend({ code: z.number().int().optional(), reason: z.string().max(120).optional() })
      .parse(body);
    return faults.closeSockets(choice, code, reason);
  },
  'shape-network': ({ faults }, body) => {
    const { from, ...shape } = z.looseObject({ from: side.nullish() }).parse(body);
    faults.shapeNetwork(from ?? null, shape);
  },
  'expire-credentials': ({ faults }) => {
    faults.expireCredentials();
  },
  'renew-credentials': ({ faults }, body) => {
    const { rotate } = z.object({ rotate: z.boolean().default(false) }).parse(body);
    return faults.renewCredentials({ rotate });
  },
  'end-sign-ins': ({ faults }) => {
    faults.endSignIns();
  },
  'deny-action': ({ faults }, body) => {
    faults.denyAction(action.parse(body).action);
  },
  'allow-action': ({ faults }, body) => {
    faults.allowAction(action.parse(body).action);
  },
  'throttle-action': ({ faults }, body) => {
    const given = action.extend({ times: z.number().int().min(0) }).parse(body);
    faults.throttleAction(given.action, given.times);
  },
  'delay-action': ({ faults }, body) => {
    const given = action.extend({ ms: z.number().min(0) }).parse(body);
    faults.delayAction(given.action, given.ms);
  },
  'set-instance-state': ({ faults }, body) => {
    const given = target.extend({ state }).parse(body);
    faults.setInstanceState(given.target, given.state);
  },
  'set-agent-status': ({ faults }, body) => {
    const given = target.extend({ status: z.enum(['online', 'offline', 'none']) }).parse(body);
    faults.setAgentStatus(given.target, given.status);
  },
  'silence-agent': ({ faults }, body) => faults.silenceAgent(target.parse(body).target),
  'reserve-target': ({ faults, agentKey }, body) => {
    faults.reserveTarget(target.parse(body).target);
    // What another agent needs to sign CreateDataChannel and its upgrade.
    return {
      AWS_ACCESS_KEY_ID: agentKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: agentKey.secretAccessKey,
      AWS_SESSION_TOKEN: agentKey.sessionToken,
    };
  },
  'release-target': ({ faults }, body) => {
    faults.releaseTarget(target.parse(body).target);
  },
  'refuse-resume': ({ faults }, body) => {
    faults.refuseResume(z.object({ sessionId: z.string().optional() }).parse(body).sessionId);
  },
  'set-encryption': ({ faults }, body) => {
    faults.setEncryption(z.object({ isOn: z.boolean() }).parse(body).isOn);
  },
  'windows-key-pair': ({ windows }) => windows.keyPair(),
  'windows-desktop': ({ windows }) => windows.desktopState,
  'set-windows-password': ({ windows }, body) => {
    const given = target.extend({ state: z.enum(['ready', 'pending']) }).parse(body);
    windows.setPasswordState(given.target, given.state);
  },
  'change-windows-password': async ({ windows }) => {
    await windows.changePassword();
  },
  'end-session': ({ endSession }, body) => {
    endSession(z.object({ sessionId: z.string() }).parse(body).sessionId);
  },
  ...Object.fromEntries(
    Object.entries(CONNECT_FAULTS).map(([name, fault]): [string, Fault] => [
      name,
      ({ connectFaults }, body) => fault(connectFaults, body),
    ]),
  ),
  stats: ({ stats }, body) => stats(z.object({ withEnded: z.boolean().default(false) }).parse(body)),
  reset: ({ faults }) => {
    faults.reset();
  },
};

/** `name`: what follows the token in the path, without slashes. */
export async function answerAdminRequest(
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
  parts: AdminParts,
): Promise<void> {
  const body = await readBody(request);
  const fault = Object.hasOwn(FAULTS, name === '' ? 'stats' : name)
    ? FAULTS[name === '' ? 'stats' : name]
    : undefined;
  if (fault === undefined || body === null) {
    reply(response, body === null ? 413 : 404, {
      error: `no such fault: ${name}`,
      faults: Object.keys(FAULTS),
    });
    return;
  }
  try {
    const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
    reply(response, 200, { ok: true, value: (await fault(parts, input)) ?? null });
  } catch (error) {
    // A request that makes no sense: bad JSON, a missing field, a machine that does not exist.
    reply(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}
