// All live connections of this run: the truth that the window's replica follows. Changes of one turn are gathered
// into one update with the next revision.
import { AppError } from '../../shared/app-error.ts';
import type { ConnectionSnapshot, TerminalSize } from '../../shared/connection.ts';
import type { ConnectionsUpdate } from '../../shared/contract.ts';
import type { ConnectionId } from '../../shared/ids.ts';
import { unlessAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Listen } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import type { Sftp } from '../ssh/sftp.ts';
import type { ConnectionRequest, ConnectionView } from './connection.ts';
import { Connection } from './connection.ts';
import type { MoreFiles, OpenShell } from './shell-route.ts';

/** A person has tens of tabs; beyond this something is running away. */
const MAX_CONNECTIONS = 500;

export interface ConnectionsParts {
  readonly openShell: OpenShell;
  /** Called once a connection: who shows its shells. */
  readonly makeView: (id: ConnectionId) => ConnectionView;
  readonly onForgotten: (id: ConnectionId) => void;
  readonly newId: () => ConnectionId;
  readonly clock: Clock;
  readonly log: Log;
}

export class Connections {
  readonly #parts: ConnectionsParts;
  readonly #byId = new Map<ConnectionId, Connection>();
  readonly #updates = new Emitter<ConnectionsUpdate>();
  readonly #changed = new Set<ConnectionId>();
  #revision = 0;
  #announcing = false;

  constructor(parts: ConnectionsParts) {
    this.#parts = parts;
  }

  readonly onUpdate: Listen<ConnectionsUpdate> = (listener) => this.#updates.on(listener);

  /** How many are opening or open. */
  get liveCount(): number {
    return [...this.#byId.values()].filter((connection) => connection.isLive).length;
  }

  /** Everything there is; holds all changes up to its revision, and perhaps some that are announced next. */
  snapshot(): ConnectionsUpdate {
    const upserts = [...this.#byId.values()].map((connection) => connection.snapshot());
    return { revision: this.#revision, upserts, removes: [] };
  }

  open(request: Omit<ConnectionRequest, 'id'>, size: TerminalSize): ConnectionId {
    if (this.#byId.size >= MAX_CONNECTIONS)
      throw new AppError('ipc/refused', 'Too many connections are open.');
    const id = this.#parts.newId();
    const connection = new Connection(
      { ...request, id },
      {
        openShell: this.#parts.openShell,
        view: this.#parts.makeView(id),
        clock: this.#parts.clock,
        log: this.#parts.log,
        onChange: () => {
          this.#announce(id);
        },
      },
    );
    this.#byId.set(id, connection);
    connection.open(size);
    return id;
  }

  /** Throws `connection/not-found`, as the others do. */
  reopen(id: ConnectionId, size: TerminalSize): void {
    this.#get(id).open(size);
  }

  rename(id: ConnectionId, title: string): void {
    this.#get(id).rename(title);
  }

  /** Rejects with `ipc/refused` where there is no open serial console, and with `ssh/channel-refused`. */
  async sendBreak(id: ConnectionId): Promise<void> {
    const { shell } = this.#get(id);
    if (shell?.sendBreak === undefined)
      throw new AppError('ipc/refused', 'Only an open serial console can be sent a break.');
    await shell.sendBreak();
  }

  /** A channel for files on its SSH connection. Rejects with `files/not-connected` where there is none. */
  async openFiles(id: ConnectionId, signal: AbortSignal): Promise<Sftp> {
    const { shell } = this.#get(id);
    if (shell?.openFiles === undefined)
      throw new AppError('files/not-connected', 'Files go over SSH, and this tab has no SSH connection now.');
    return await shell.openFiles(signal);
  }

  /** Its files by a further session; null where that would make nothing faster. Rejects with AppError. */
  async openMoreFiles(id: ConnectionId, signal: AbortSignal): Promise<MoreFiles | null> {
    return (await this.#get(id).shell?.openMoreFiles?.(signal)) ?? null;
  }

  /** Settles as soon as `holds` does. Rejects when it is forgotten, and by the signal. */
  async when(
    id: ConnectionId,
    holds: (connection: ConnectionSnapshot) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    while (!holds(this.#get(id).snapshot())) {
      let stop: () => void = () => undefined;
      const changed = new Promise<void>((resolve) => {
        stop = this.onUpdate(() => {
          resolve();
        });
      });
      await unlessAborted(changed, signal).finally(stop);
    }
  }

  async close(id: ConnectionId): Promise<void> {
    await this.#get(id).close();
  }

  /** Gone for the window at once; settles when it is closed. */
  async forget(id: ConnectionId): Promise<void> {
    const connection = this.#get(id);
    this.#byId.delete(id);
    this.#announce(id);
    this.#parts.onForgotten(id);
    await connection.close();
  }

  /** The computer woke up: dead routes are noticed now, not at their next timeout. */
  wake(): void {
    for (const connection of this.#byId.values()) connection.wake();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#byId.values()].map((connection) => connection.close()));
  }

  /** Null when it was forgotten. */
  find(id: ConnectionId): ConnectionSnapshot | null {
    return this.#byId.get(id)?.snapshot() ?? null;
  }

  #get(id: ConnectionId): Connection {
    const connection = this.#byId.get(id);
    if (connection === undefined)
      throw new AppError('connection/not-found', 'This connection is no longer there.');
    return connection;
  }

  #announce(id: ConnectionId): void {
    this.#changed.add(id);
    if (this.#announcing) return;
    this.#announcing = true;
    setImmediate(() => {
      this.#announcing = false;
      const changed = [...this.#changed];
      this.#changed.clear();
      this.#revision += 1;
      this.#updates.emit({
        revision: this.#revision,
        upserts: changed.flatMap((each) => this.#byId.get(each)?.snapshot() ?? []),
        removes: changed.filter((each) => !this.#byId.has(each)),
      });
    });
  }
}
