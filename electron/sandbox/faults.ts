// Everything that can be made to go wrong, for tests and for looking at: one method a fault, also over admin HTTP.
import { z } from 'zod';
import type { CredentialStore } from './api/credentials.ts';
import type { Guard } from './api/guard.ts';
import type { InstanceAgent, InstanceState } from './company/instance.ts';
import type { Inventory } from './company/inventory.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { InstanceConnectSide } from './instance-connect-side.ts';
import { PERFECT_NETWORK, type NetworkShape } from './gateway/network-shape.ts';
import type { IdentityCenter } from './sign-in/identity-center.ts';
import { isLive, type SessionBook, type Side } from './gateway/sessions.ts';

/** No sessionId: all live sessions. No side: both. */
export interface SocketChoice {
  readonly sessionId?: string | undefined;
  readonly side?: Side | undefined;
}

export interface FaultParts {
  readonly credentials: CredentialStore;
  readonly center: IdentityCenter;
  readonly guard: Guard;
  readonly inventory: Inventory;
  readonly sessions: SessionBook;
  readonly gateway: Gateway;
  readonly externalAgents: Set<string>;
  readonly encryption: { isOn: boolean };
  readonly connect: InstanceConnectSide;
  /** The environment for the user's current keys. */
  readonly environment: () => Record<string, string>;
}

const ratio = z.number().min(0).max(1);
const shapeSchema = z.object({
  delayMs: z.number().min(0).max(60_000).optional(),
  jitterMs: z.number().min(0).max(60_000).optional(),
  lossRatio: ratio.optional(),
  duplicateRatio: ratio.optional(),
  reorderRatio: ratio.optional(),
  seed: z.number().int().optional(),
});

export class SandboxFaults {
  readonly #parts: FaultParts;
  readonly #startedEncrypted: boolean;

  constructor(parts: FaultParts) {
    this.#parts = parts;
    this.#startedEncrypted = parts.encryption.isOn;
  }

  /** Cuts sockets without a close frame (the other end sees 1006). Returns how many. */
  dropSockets(choice: SocketChoice = {}): number {
    return this.#eachSocket(choice, (socket) => {
      socket.terminate();
    });
  }

  /** Closes sockets in good order; AWS does it every hour with 1000 "Bye". Returns how many. */
  closeSockets(choice: SocketChoice = {}, code = 1000, reason = 'Bye'): number {
    return this.#eachSocket(choice, (socket) => {
      socket.close(code, reason);
    });
  }

  /** Shapes the messages of one direction, or (`null`) of both, in all sessions now and later. */
  shapeNetwork(from: Side | null, shape: Partial<NetworkShape>): void {
    const given = shapeSchema.parse(shape);
    const whole: NetworkShape = {
      delayMs: given.delayMs ?? 0,
      jitterMs: given.jitterMs ?? 0,
      lossRatio: given.lossRatio ?? 0,
      duplicateRatio: given.duplicateRatio ?? 0,
      reorderRatio: given.reorderRatio ?? 0,
      seed: given.seed ?? PERFECT_NETWORK.seed,
    };
    for (const side of ['client', 'agent'] as const)
      if (from === null || from === side) this.#parts.gateway.setShape(side, whole);
  }

  /** The user's keys are answered as expired. */
  expireCredentials(): void {
    this.#parts.credentials.expireUser();
  }

  /** The same keys work again; with `rotate` new ones do and the old stay expired. Returns the environment for them. */
  renewCredentials(options: { readonly rotate?: boolean } = {}): Record<string, string> {
    this.#parts.credentials.renewUser(options.rotate ?? false);
    return this.#parts.environment();
  }

  /** Everybody who signed in at IAM Identity Center must sign in again; what was renewable is so no more. */
  endSignIns(): void {
    this.#parts.center.end(null);
  }

  /** `action` as IAM writes it: `ssm:StartSession`, `ec2:DescribeInstances`, `ssmmessages:OpenDataChannel`, … */
  denyAction(action: string): void {
    this.#parts.guard.deny(action);
  }

  allowAction(action: string): void {
    this.#parts.guard.allow(action);
  }

  /** The next `times` calls of the action are refused as too many. */
  throttleAction(action: string, times: number): void {
    this.#parts.guard.throttle(action, times);
  }

  /** Every call of the action is answered that much later; 0 takes it back. */
  delayAction(action: string, ms: number): void {
    this.#parts.guard.delay(action, ms);
  }

  setInstanceState(idOrName: string, state: InstanceState): void {
    this.#parts.inventory.setState(this.#idOf(idOrName), state);
    if (state === 'running') return;
    this.#dropAgentsOf(this.#idOf(idOrName));
    this.#parts.connect.ssh.cut(this.#idOf(idOrName));
  }

  /** An agent that goes away takes its sockets along. */
  setAgentStatus(idOrName: string, status: InstanceAgent['status']): void {
    const id = this.#idOf(idOrName);
    this.#parts.inventory.setAgentStatus(id, status);
    if (status !== 'online') this.#dropAgentsOf(id);
  }

  /** The sessions of now lose their agent without a word, as by a hard reset; new ones find it. Returns how many. */
  silenceAgent(idOrName: string): number {
    const id = this.#idOf(idOrName);
    const relays = [...this.#parts.gateway.relays].filter(({ session }) => session.target === id);
    for (const relay of relays) relay.silence();
    return relays.length;
  }

  /** New sessions of this target have an agent of that version, with the habits it had. */
  setAgentVersion(idOrName: string, version: string): void {
    this.#parts.inventory.setAgentVersion(this.#idOf(idOrName), version);
  }

  /** From now on another agent implementation answers for this target; ours leaves its new sessions alone. */
  reserveTarget(idOrName: string): void {
    this.#parts.externalAgents.add(this.#parts.inventory.resolve(idOrName)?.id ?? idOrName);
  }

  releaseTarget(idOrName: string): void {
    this.#parts.externalAgents.delete(this.#parts.inventory.resolve(idOrName)?.id ?? idOrName);
  }

  /** ResumeSession answers as for a session that is gone. No id: all live sessions. */
  refuseResume(sessionId?: string): void {
    for (const session of this.#parts.sessions.all())
      if (isLive(session) && (sessionId === undefined || session.id === sessionId))
        session.refusesResume = true;
  }

  /** New sessions are encrypted with KMS, or not. */
  setEncryption(isOn: boolean): void {
    this.#parts.encryption.isOn = isOn;
  }

  /** Takes every fault back and ends all sessions. */
  reset(): void {
    const { guard, credentials, inventory, gateway, externalAgents, encryption } = this.#parts;
    for (const relay of gateway.relays) relay.end('');
    guard.reset();
    credentials.renewUser(false);
    inventory.reset();
    externalAgents.clear();
    this.#parts.connect.reset();
    encryption.isOn = this.#startedEncrypted;
    this.shapeNetwork(null, PERFECT_NETWORK);
  }

  #eachSocket(
    choice: SocketChoice,
    act: (socket: { terminate(): void; close(code: number, reason: string): void }) => void,
  ): number {
    let count = 0;
    for (const relay of this.#parts.gateway.relays)
      for (const side of ['client', 'agent'] as const) {
        if (choice.sessionId !== undefined && choice.sessionId !== relay.session.id) continue;
        if (choice.side !== undefined && choice.side !== side) continue;
        const socket = relay.socketOf(side);
        if (socket === null) continue;
        act(socket);
        count += 1;
      }
    return count;
  }

  #dropAgentsOf(target: string): void {
    for (const relay of this.#parts.gateway.relays)
      if (relay.session.target === target) relay.end('', 'Failed');
  }

  #idOf(idOrName: string): string {
    const instance = this.#parts.inventory.resolve(idOrName);
    if (instance === null) throw new Error(`the sandbox has no instance ${idOrName}`);
    return instance.id;
  }
}
