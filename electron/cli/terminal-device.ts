// The terminal itself, for questions: also where stdin and stdout are pipes.
import { open } from 'node:fs/promises';
import { ReadStream, WriteStream } from 'node:tty';
import type { AppError } from '../../shared/app-error.ts';

export interface TerminalDevice {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  close(): void;
}

/** Rejects with what `noTerminal` makes of the reason. */
export async function openTerminal(noTerminal: (detail: string) => AppError): Promise<TerminalDevice> {
  if (process.stdin.isTTY && process.stderr.isTTY) {
    return { input: process.stdin, output: process.stderr, close: () => process.stdin.pause() };
  }
  try {
    const device =
      process.platform === 'win32' ? ['\\\\.\\CONIN$', '\\\\.\\CONOUT$'] : ['/dev/tty', '/dev/tty'];
    const [inputFile, outputFile] = await Promise.all([
      open(device[0] ?? '', 'r+'),
      open(device[1] ?? '', 'r+'),
    ]);
    const input = new ReadStream(inputFile.fd);
    const output = new WriteStream(outputFile.fd);
    return {
      input,
      output,
      close() {
        input.destroy();
        output.destroy();
      },
    };
  } catch (error) {
    throw noTerminal(error instanceof Error ? error.message : String(error));
  }
}
