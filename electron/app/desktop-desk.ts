// Desktops as the window and the tray use them: the live ones, what is remembered about each target, saved passwords,
// and the files that a person chooses.
import { AppError } from '../../shared/app-error.ts';
import {
  type DesktopAnswer,
  type DesktopChoices,
  type DesktopPlace,
  type DesktopSpec,
  desktopSpecSchema,
} from '../../shared/desktop.ts';
import type { DesktopId, PromptId, TargetId } from '../../shared/ids.ts';
import { SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import { rdpUserNameSchema } from '../../shared/rdp.ts';
import { Secret } from '../base/secret.ts';
import type { DesktopMemory, DesktopRequest } from '../connection/desktop.ts';
import { Desktops, type DesktopsParts } from '../connection/desktops.ts';
import type { Library } from '../library/library.ts';
import type { SavedDesktops } from '../library/saved-desktops.ts';
import type { SecretVault } from '../library/secret-vault.ts';
import { formatRdpFile, rdpFileName } from '../rdp/rdp-file.ts';
import { findClients } from '../rdp/rdp-clients.ts';
import type { ProgramWorld } from '../rdp/program.ts';
import type { Agree } from './consents.ts';
import { deedOfLaunch } from './deeds.ts';
import type { SecretClipboard } from './secret-clipboard.ts';

export interface DesktopDeskOptions extends Omit<DesktopsParts, 'memoryOf' | 'mayLaunch'> {
  readonly library: Library;
  readonly saved: SavedDesktops;
  /** Opened when first needed. Rejects when its file must not be touched. */
  readonly vault: () => Promise<SecretVault>;
  /** Those that saved tunnels have. */
  readonly localAddress: (targetId: TargetId, taken: ReadonlyMap<string, TargetId>) => string;
  /** Of the sandbox that came with the app; null while it is not up. */
  readonly sandboxKeyFile: () => string | null;
  readonly world: ProgramWorld;
  /** The system's dialogs; null when the person closed them. */
  readonly chooseKeyFile: (keyName: string | null) => Promise<string | null>;
  readonly chooseRdpFile: (name: string) => Promise<string | null>;
  readonly writeRdpFile: (file: string, content: Uint8Array) => Promise<void>;
  readonly agree: Agree;
  readonly clipboard: Pick<SecretClipboard, 'writeSecret'>;
}

/** Long enough to switch to the client and paste. */
const CLIPBOARD_MS = 30_000;
const VAULT_PREFIX = 'desktop';

export class DesktopDesk {
  readonly live: Desktops;
  readonly #options: DesktopDeskOptions;

  constructor(options: DesktopDeskOptions) {
    this.#options = options;
    this.live = new Desktops({
      ...options,
      memoryOf: (request) => this.#memoryOf(request),
      mayLaunch: async (launch, signal) => {
        const deed = deedOfLaunch(launch);
        if (deed !== null) await options.agree(deed, signal);
      },
    });
  }

  open(request: Omit<DesktopRequest, 'id'>): DesktopId {
    const id = this.live.open(request);
    const { library, log } = this.#options;
    if (request.savedConnectionId !== null)
      library.noteOpened(request.savedConnectionId).catch((error: unknown) => {
        log.warn('the time of opening could not be stored', { error });
      });
    return id;
  }

  /** Rejects with `prompt/expired`, and with `library/…` where a password cannot be kept; the question stays open then. */
  async answer(id: DesktopId, questionId: PromptId, answer: DesktopAnswer): Promise<void> {
    const { questions } = this.live.get(id);
    const question = questions.find(questionId);
    switch (answer.kind) {
      case 'choose-file': {
        const keyName = question.kind === 'account' ? null : question.keyName;
        const file = await this.#options.chooseKeyFile(keyName);
        if (file !== null) questions.answer(questionId, { kind: 'key-file', file });
        return;
      }
      case 'passphrase':
        questions.answer(questionId, { kind: 'passphrase', passphrase: new Secret(answer.passphrase) });
        return;
      case 'use-account':
        questions.answer(questionId, answer);
        return;
      case 'account': {
        const { userName, keep } = answer;
        const password = new Secret(answer.password);
        const { targetId, savedConnectionId } = this.live.get(id).snapshot();
        if (keep !== 'no') await this.#keep(targetId, userName, password, keep === 'even-in-plain-text');
        const place = { targetId, savedConnectionId };
        await this.changeSpec(place, { ...this.#specOf(place), userName });
        questions.answer(questionId, { kind: 'account', userName, password });
      }
    }
  }

  async choices(place: DesktopPlace, signal: AbortSignal): Promise<DesktopChoices> {
    const found = await findClients(this.#options.world, signal);
    return {
      spec: this.#specOf(place),
      clients: found.map(({ client: { id, name, passesPassword } }) => ({ id, name, passesPassword })),
      savedUsers: await this.#savedUsers(place.targetId),
    };
  }

  async changeSpec({ targetId, savedConnectionId }: DesktopPlace, spec: DesktopSpec): Promise<void> {
    const { library, saved } = this.#options;
    if (savedConnectionId !== null && library.desktopOf(savedConnectionId) !== null)
      await library.changeDesktop(savedConnectionId, spec);
    else await saved.rememberSpec(targetId, spec);
  }

  /** What a saved connection begins with. */
  rememberedSpec(targetId: TargetId): DesktopSpec {
    return this.#specOf({ targetId, savedConnectionId: null });
  }

  async forgetPassword(targetId: TargetId, userName: string): Promise<void> {
    await (await this.#options.vault()).remove(vaultName(targetId, userName));
  }

  /** Null when the person chose no place. Rejects with `tunnel/not-found` while there is nothing to connect to. */
  async saveFile(id: DesktopId): Promise<string | null> {
    const desktop = this.live.get(id);
    const { address } = desktop;
    if (address === null)
      throw new AppError('tunnel/not-found', 'There is no tunnel that a file could lead to.', {
        detail: 'Open the desktop first.',
      });
    const { title, spec } = desktop.snapshot();
    const file = await this.#options.chooseRdpFile(rdpFileName(title));
    if (file === null) return null;
    const userName = desktop.credentials?.userName ?? spec.userName;
    const forMac = this.#options.world.platform === 'darwin';
    const content = formatRdpFile({ ...address, userName, options: spec.options, forMac });
    try {
      await this.#options.writeRdpFile(file, content);
    } catch (error) {
      const detail = error instanceof Error ? error.message : null;
      throw new AppError('library/write-failed', 'The .rdp file could not be written.', {
        detail,
        cause: error,
      });
    }
    return file;
  }

  /** Onto the clipboard, for other programs; taken off again when it is still there after the time that is answered. */
  async copyPassword(id: DesktopId): Promise<number> {
    const password = this.live.get(id).credentials?.password ?? null;
    if (password === null)
      throw new AppError('rdp/password-unavailable', 'The password of this desktop is not known yet.');
    await this.#options.clipboard.writeSecret(password, CLIPBOARD_MS);
    return CLIPBOARD_MS;
  }

  #specOf({ targetId, savedConnectionId }: DesktopPlace): DesktopSpec {
    const { library, saved } = this.#options;
    const ofSaved = savedConnectionId === null ? null : library.desktopOf(savedConnectionId);
    return ofSaved ?? saved.specOf(targetId) ?? desktopSpecSchema.parse({});
  }

  #memoryOf(request: Omit<DesktopRequest, 'id'>): DesktopMemory {
    const { saved, localAddress, sandboxKeyFile, world, log } = this.#options;
    const { access, targetId, savedConnectionId } = request;
    const isSandbox = access.profileId === SANDBOX_PROFILE_ID;
    return {
      spec: () => this.#specOf({ targetId, savedConnectionId }),
      localAddress: () => localAddress(targetId, this.live.addresses()),
      savedPassword: async (userName) =>
        await (await this.#options.vault()).load(vaultName(targetId, userName)),
      keyFile(keyName) {
        if (isSandbox) return sandboxKeyFile();
        const named = world.env['SALLYPORT_KEY_FILE'] ?? '';
        return (keyName === null ? null : saved.keyFileOf(keyName)) ?? (named === '' ? null : named);
      },
      rememberKeyFile(keyName, file) {
        if (isSandbox || keyName === null || file === world.env['SALLYPORT_KEY_FILE']) return;
        saved.rememberKeyFile(keyName, file).catch((error: unknown) => {
          log.warn('the place of a key file could not be stored', { error });
        });
      },
    };
  }

  async #keep(
    targetId: TargetId,
    userName: string,
    password: Secret<string>,
    evenInPlainText: boolean,
  ): Promise<void> {
    await (await this.#options.vault()).save(vaultName(targetId, userName), password, evenInPlainText);
  }

  async #savedUsers(targetId: TargetId): Promise<string[]> {
    const prefix = vaultName(targetId, '');
    const { vault, log } = this.#options;
    const names = await vault().then(
      (opened) => opened.names(),
      (error: unknown) => {
        // The options are worth having without them.
        log.warn('the saved passwords could not be listed', { error });
        return [];
      },
    );
    const ofTarget = names.filter((name) => name.startsWith(prefix));
    return ofTarget.flatMap((name) => {
      const user = rdpUserNameSchema.safeParse(name.slice(prefix.length));
      return user.success ? [user.data] : [];
    });
  }
}

/** Target ids have no bar in them. */
function vaultName(targetId: TargetId, userName: string): string {
  return `${VAULT_PREFIX}|${targetId}|${userName}`;
}
