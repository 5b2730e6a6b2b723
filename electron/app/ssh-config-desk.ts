// Names for other SSH programs: switched on and off by the user, and kept as the saved connections are.
import { AppError, type AppErrorData } from '../../shared/app-error.ts';
import type { SshConfigState } from '../../shared/ssh-config.ts';
import type { Log } from '../base/log.ts';
import type { KnownTargets } from '../connection/known-targets.ts';
import type { Library } from '../library/library.ts';
import {
  isIncluded,
  ownConfigFile,
  readOwnConfig,
  removeSshConfig,
  type SshConfigPlace,
  writeSshConfig,
} from './ssh-config-files.ts';
import { hostsOfUser } from './ssh-config-names.ts';
import { isWrittenFor, type ProxyProgram, sshConfigText, sshHostNames } from './ssh-config-text.ts';

export interface SshConfigParts {
  readonly place: SshConfigPlace;
  /** Null: the usual one. */
  readonly dataFolder: string | null;
  /** Null where this build has no command line that other programs could start. */
  readonly program: () => Promise<ProxyProgram | null>;
  readonly library: Library;
  readonly knownTargets: Pick<KnownTargets, 'find'>;
  readonly log: Log;
}

export class SshConfigDesk {
  readonly #parts: SshConfigParts;
  #turn: Promise<unknown> = Promise.resolve();
  #problem: AppErrorData | null = null;

  constructor(parts: SshConfigParts) {
    this.#parts = parts;
    parts.library.onChange(() => {
      void this.#refresh();
    });
  }

  /** What was changed while the app was closed, or where it lies now. Never rejects. */
  start(): Promise<void> {
    return this.#refresh();
  }

  /** Rejects with `ssh-config/unwritable`. */
  async state(): Promise<SshConfigState> {
    // The user's own configuration may have another host by now.
    await this.#refresh();
    return await this.#inTurn(() => this.#look());
  }

  /** Rejects with `ssh-config/unwritable`; then all is as before. */
  switchTo(to: 'on' | 'off'): Promise<SshConfigState> {
    return this.#inTurn(async () => {
      if (to === 'on') await this.#write();
      else await removeSshConfig(this.#parts.place);
      this.#problem = null;
      return await this.#look();
    });
  }

  /** Settles when nothing is being written. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  async #look(): Promise<SshConfigState> {
    const { place, program, library } = this.#parts;
    if (await this.#isOn()) {
      const names = sshHostNames(library.snapshot().connections);
      const taken = await hostsOfUser(place);
      return {
        kind: 'on',
        file: ownConfigFile(place),
        hosts: names.filter((name) => !taken.has(name)),
        leftOut: names.filter((name) => taken.has(name)),
        problem: this.#problem,
      };
    }
    return { kind: (await program()) === null ? 'unavailable' : 'off' };
  }

  async #isOn(): Promise<boolean> {
    const { place, dataFolder } = this.#parts;
    if (!(await isIncluded(place))) return false;
    const own = await readOwnConfig(place);
    return own === null || isWrittenFor(own, dataFolder);
  }

  async #refresh(): Promise<void> {
    const { log } = this.#parts;
    await this.#inTurn(async () => {
      try {
        if (await this.#isOn()) await this.#write();
        this.#problem = null;
      } catch (error) {
        log.warn('the names for other SSH programs could not be written', { error });
        this.#problem = error instanceof AppError ? error.toData() : null;
      }
    });
  }

  async #write(): Promise<void> {
    const { place, library, knownTargets } = this.#parts;
    const program = await this.#parts.program();
    if (program === null)
      throw new AppError('ssh-config/unwritable', 'This build of Sallyport has no command line.', {
        detail: 'The names for other SSH programs need it.',
      });
    const named = library.snapshot().connections.map((saved) => ({
      saved,
      knownUser: knownTargets.find(saved.targetId)?.way?.user ?? null,
    }));
    const text = sshConfigText(named, program, await hostsOfUser(place));
    if (text !== (await readOwnConfig(place)) || !(await isIncluded(place)))
      await writeSshConfig(place, text);
  }

  /** One after the other: two that write at once would lose one's work. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(run);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
