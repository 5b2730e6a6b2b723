// Files of instances for the window: over the SSH connection of a tab, one channel for looking and one a transfer.
import path from 'node:path';
import type { FolderListing } from '../../shared/files.ts';
import type { ConnectionId, DragId, TransferId } from '../../shared/ids.ts';
import { dragIdSchema, editIdSchema, transferIdSchema } from '../../shared/ids.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { settledWithin } from '../base/settled-within.ts';
import type { Connections } from '../connection/connections.ts';
import { whenOpenAgain } from '../connection/revive.ts';
import { Drags, type DragStarter } from '../files/drags.ts';
import { Edits } from '../files/edits.ts';
import { downloadWay } from '../files/download-way.ts';
import { inParallel } from '../files/in-parallel.ts';
import { MoreSessions } from '../files/more-sessions.ts';
import { OpenParts } from '../files/part-name.ts';
import { readFolder } from '../files/read-folder.ts';
import type { RemoteFiles } from '../files/remote-files.ts';
import { joinRemote } from '../files/remote-path.ts';
import { removeTree } from '../files/remove-tree.ts';
import { Transfers } from '../files/transfers.ts';
import { uploadWay } from '../files/upload-way.ts';
import type { Publish } from '../ipc/publisher.ts';
import type { DropGrants } from './drop-grants.ts';
import type { EditPrograms } from './edit-programs.ts';
import { filesOfPlace, placeOf } from './edit-place.ts';
import type { FileDialogs } from './file-dialogs.ts';

export interface FilesDeskParts {
  readonly connections: Connections;
  readonly dialogs: FileDialogs;
  readonly dropGrants: DropGrants;
  readonly programs: EditPrograms;
  /** Shows a file in the system's file manager. */
  readonly reveal: (file: string) => void;
  /** Where copies of edited files lie. */
  readonly editsFolder: string;
  /** Where files are put that are dragged out. */
  readonly dragsFolder: string;
  readonly dragStarter: DragStarter;
  /** At most, for one large download. */
  readonly downloadSessions: () => number;
  readonly publish: Publish;
  readonly newId: () => string;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly log: Log;
}

const REMOVED_AT_ONCE = 4;
/** Of a target that hangs no goodbye comes; connections and the sandbox are closed after this, within quitting's 5 s. */
const CLOSE_MS = 3_000;

export class FilesDesk {
  readonly transfers: Transfers;
  readonly edits: Edits;
  readonly drags: Drags;
  readonly #parts: FilesDeskParts;
  readonly #openParts = new OpenParts();
  /** For looking and small changes, opened when first asked. */
  readonly #channels = new Map<ConnectionId, Promise<RemoteFiles>>();
  readonly #more = new Map<ConnectionId, MoreSessions>();

  constructor(parts: FilesDeskParts) {
    this.#parts = parts;
    const { connections, clock, log } = parts;
    connections.onUpdate(({ removes }) => {
      for (const id of removes) this.#more.delete(id);
    });
    this.transfers = new Transfers({
      open: async (connectionId, signal) => {
        await whenOpenAgain(connections, connectionId, clock, signal);
        return await connections.openFiles(connectionId, signal);
      },
      newId: () => transferIdSchema.parse(parts.newId()),
      clock,
      log,
    });
    this.transfers.onUpdate((update) => {
      parts.publish('transfers.update', update);
    });
    this.edits = new Edits({
      folder: parts.editsFolder,
      open: (place, signal, onWait) =>
        filesOfPlace(place, { connections, channel: (id) => this.#channel(id) }, signal, onWait),
      openInEditor: (file, signal) => parts.programs.open(file, signal),
      checkName: (name) => {
        parts.programs.checkName(name);
      },
      newId: () => editIdSchema.parse(parts.newId()),
      platform: parts.platform,
      clock,
      log,
    });
    this.edits.onChange((edits) => {
      parts.publish('edits.update', [...edits]);
    });
    this.drags = new Drags({
      folder: parts.dragsFolder,
      transfers: this.transfers,
      starter: parts.dragStarter,
      newId: () => dragIdSchema.parse(parts.newId()),
      log,
    });
    this.drags.onChange((drag) => {
      parts.publish('drags.update', drag);
    });
  }

  async list(id: ConnectionId, folder: string | null, signal: AbortSignal): Promise<FolderListing> {
    return await readFolder(await this.#channel(id), folder ?? '.', signal);
  }

  async makeFolder(id: ConnectionId, folder: string, name: string, signal: AbortSignal): Promise<void> {
    await (await this.#channel(id)).mkdir(joinRemote(folder, name), signal);
  }

  async rename(
    id: ConnectionId,
    folder: string,
    { from, to }: { readonly from: string; readonly to: string },
    signal: AbortSignal,
  ): Promise<void> {
    await (await this.#channel(id)).rename(joinRemote(folder, from), joinRemote(folder, to), false, signal);
  }

  async remove(
    id: ConnectionId,
    folder: string,
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const files = await this.#channel(id);
    await inParallel(names, REMOVED_AT_ONCE, (name) => removeTree(files, joinRemote(folder, name), signal));
  }

  async setMode(
    id: ConnectionId,
    folder: string,
    { name, mode }: { readonly name: string; readonly mode: number },
    signal: AbortSignal,
  ): Promise<void> {
    await (await this.#channel(id)).chmod(joinRemote(folder, name), mode, signal);
  }

  async edit(id: ConnectionId, folder: string, name: string, signal: AbortSignal): Promise<void> {
    await this.edits.begin(placeOf(this.#parts.connections.find(id)), folder, name, signal);
  }

  reveal(file: string): void {
    this.#parts.reveal(file);
  }

  /** Throws `ipc/refused` for a word that was not given for a drop. */
  uploadDropped(connectionId: ConnectionId, folder: string, grant: string): void {
    const sources = this.#parts.dropGrants.take(grant);
    if (!this.drags.isBackHome(sources, connectionId, folder)) this.#upload(connectionId, folder, sources);
  }

  #upload(connectionId: ConnectionId, folder: string, sources: readonly string[]): void {
    const { platform } = this.#parts;
    this.transfers.start({
      connectionId,
      direction: 'up',
      title: titleOf(sources.map((source) => path.basename(source))),
      destination: folder,
      makeWay: (remote) => uploadWay({ sources, folder, remote, parts: this.#openParts, platform }),
    });
  }

  async chooseUpload(id: ConnectionId, folder: string, what: 'files' | 'folder'): Promise<void> {
    const sources = await this.#parts.dialogs.chooseUpload(what);
    if (sources.length > 0) this.#upload(id, folder, sources);
  }

  async download(connectionId: ConnectionId, from: string, names: readonly string[]): Promise<void> {
    const folder = await this.#parts.dialogs.chooseDestination();
    if (folder !== null) this.#download(connectionId, from, names, { folder, shownAs: folder });
  }

  #download(
    connectionId: ConnectionId,
    from: string,
    names: readonly string[],
    { folder, shownAs }: { readonly folder: string; readonly shownAs: string },
  ): TransferId {
    const { platform } = this.#parts;
    const sources = names.map((name) => joinRemote(from, name));
    const more = this.#moreOf(connectionId);
    return this.transfers.start({
      connectionId,
      direction: 'down',
      title: titleOf(names),
      destination: shownAs,
      makeWay: (remote) => downloadWay({ sources, folder, remote, parts: this.#openParts, platform, more }),
    });
  }

  /** The button is down on them: they are fetched into a folder of ours, and dragged from there. */
  async dragOut(connectionId: ConnectionId, from: string, names: readonly string[]): Promise<void> {
    await this.drags.begin({
      connectionId,
      from,
      title: titleOf(names),
      fetch: (folder) => this.#download(connectionId, from, names, { folder, shownAs: 'where you drag it' }),
    });
  }

  async saveDragged(id: DragId, signal: AbortSignal): Promise<void> {
    const folder = await this.#parts.dialogs.chooseDestination();
    if (folder !== null) await this.drags.save(id, folder, signal);
  }

  /** Bounded; never rejects. */
  async closeAll(): Promise<void> {
    const closed = Promise.all([this.transfers.closeAll(), this.edits.closeAll()]);
    await settledWithin(closed, CLOSE_MS, this.#parts.clock);
    await this.drags.closeAll();
  }

  #moreOf(id: ConnectionId): MoreSessions {
    const { connections, log, downloadSessions } = this.#parts;
    const known = this.#more.get(id);
    if (known !== undefined) return known;
    const more = new MoreSessions({
      open: (signal) => connections.openMoreFiles(id, signal),
      extra: () => downloadSessions() - 1,
      log,
    });
    this.#more.set(id, more);
    return more;
  }

  #channel(id: ConnectionId): Promise<RemoteFiles> {
    const open = this.#channels.get(id);
    if (open !== undefined) return open;
    // Of nobody's signal: who asks next waits for the same one.
    const opening: Promise<RemoteFiles> = this.#parts.connections.openFiles(id, new AbortController().signal);
    this.#channels.set(id, opening);
    const forget = (): void => {
      if (this.#channels.get(id) === opening) this.#channels.delete(id);
    };
    void opening.then(({ ended }) => ended).then(forget, forget);
    return opening;
  }
}

function titleOf(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `${names.length.toLocaleString('en')} items`;
}
