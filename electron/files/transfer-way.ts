// What differs between up and down, so that a transfer need not know which one it is.
import type { FileConflict } from '../../shared/files.ts';
import type { PlannedFile, TransferPlan } from './transfer-plan.ts';

export interface CopyOrder {
  readonly file: PlannedFile;
  readonly then: 'create' | 'replace';
  readonly signal: AbortSignal;
  readonly onPosition: (bytes: number) => void;
}

/** Every call rejects with AppError. */
export interface TransferWay {
  plan(plan: TransferPlan, signal: AbortSignal): Promise<void>;
  /** `there`: it was there already; nothing else may take its place. Fails when something else has the name. */
  makeFolder(to: readonly string[], signal: AbortSignal): Promise<'made' | 'there'>;
  /** What has the name of this file at the destination; null: nothing. */
  there(file: PlannedFile, signal: AbortSignal): Promise<FileConflict['there'] | 'folder' | null>;
  copy(order: CopyOrder): Promise<void>;
}
