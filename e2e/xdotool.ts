// Pointer and keys of the display: what they do has gone through the system and through Electron, as a person's hand does.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const LIMIT_MS = 10_000;

export async function xdotool(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('xdotool', args, { timeout: LIMIT_MS });
}
