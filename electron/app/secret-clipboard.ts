// The clipboard as the window may use it: what main put there as a secret goes to other programs, never into the page;
// and nothing is read for a window that nobody is working in.
import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Secret } from '../base/secret.ts';

/** Answers at once in older Electrons, later in newer ones. */
export interface SystemClipboard {
  readText(): string | Promise<string>;
  writeText(text: string): void | Promise<void>;
}

export interface SecretClipboardParts {
  readonly system: SystemClipboard;
  /** Whether our window has the focus. */
  readonly isFocused: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

interface TakeBack {
  readonly secret: Secret<string>;
  readonly stopTimer: () => void;
}

export class SecretClipboard {
  readonly #parts: SecretClipboardParts;
  /** Of all of this run: a program that keeps what was copied may put an older one back. */
  readonly #fingerprints = new Set<string>();
  readonly #pending = new Set<TakeBack>();

  constructor(parts: SecretClipboardParts) {
    this.#parts = parts;
  }

  /** For the page: empty where there is nothing that it may see. */
  async readText(): Promise<string> {
    if (!this.#parts.isFocused()) return '';
    const text = await this.#parts.system.readText();
    return this.#fingerprints.has(fingerprintOf(text)) ? '' : text;
  }

  async writeText(text: string): Promise<void> {
    await this.#parts.system.writeText(text);
  }

  /** `takenBackAfterMs`: then it is cleared, where it is still there; null: it stays. */
  async writeSecret(secret: Secret<string>, takenBackAfterMs: number | null): Promise<void> {
    const { system, clock } = this.#parts;
    this.#fingerprints.add(fingerprintOf(secret.reveal()));
    await system.writeText(secret.reveal());
    if (takenBackAfterMs === null) return;
    const takeBack: TakeBack = {
      secret,
      stopTimer: clock.after(takenBackAfterMs, () => void this.#takeBack(takeBack)),
    };
    this.#pending.add(takeBack);
  }

  /** Takes back now what was to be taken back later. Never rejects. */
  async close(): Promise<void> {
    await Promise.all([...this.#pending].map((each) => this.#takeBack(each)));
  }

  async #takeBack(takeBack: TakeBack): Promise<void> {
    const { system, log } = this.#parts;
    takeBack.stopTimer();
    this.#pending.delete(takeBack);
    try {
      if ((await system.readText()) === takeBack.secret.reveal()) await system.writeText('');
    } catch (error) {
      log.warn('the clipboard could not be cleared', { error });
    }
  }
}

function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
