// Runs the credential_process of a profile in the SDK's place, so that one that hangs does not outlive the wait for it:
// the SDK's own way (child_process.exec) gives no handle to stop it. Below credentials.ts.
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import process from 'node:process';
import { externalDataInterceptor } from '@smithy/core/config';
import { cancelledError, onAbort } from '../base/abort.ts';
import { redactText } from '../base/redact.ts';
import { stopGroup } from './stop-group.ts';

/** A key, a secret and a session token are some 3 KiB of JSON. */
const MAX_OUTPUT_BYTES = 256 * 1024;
/** What a program says about its failure, for a dialog. */
const MAX_SAID_BYTES = 4 * 1024;

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}
type Callback = (error: Error | null, output?: Output) => void;

const waiting = new AsyncLocalStorage<AbortSignal>();

/** Credential processes that `load` starts are stopped, with all that they started, when `signal` fires. */
export function withCredentialProcess<T>(signal: AbortSignal, load: () => Promise<T>): Promise<T> {
  // credential-provider-process 3.1169 looks here for another `exec`, wherever in a chain of profiles it is.
  externalDataInterceptor.interceptToken('exec', (command: string, done: Callback) => {
    runShellCommand(command, waiting.getStore() ?? new AbortController().signal).then(
      (output) => {
        done(null, output);
      },
      (error: unknown) => {
        done(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
  return waiting.run(signal, load);
}

/**
 * By the system's shell, as the SDK does it. Rejects with an Error whose first line is "Command failed" and whose other
 * lines are what the program said, without secrets; the command itself is not repeated, as it may hold some.
 */
function runShellCommand(command: string, signal: AbortSignal): Promise<Output> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelledError());
      return;
    }
    const child = spawn(command, {
      shell: true,
      // A group of its own, so that what the shell starts can be stopped with it.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const printed: Buffer[] = [];
    let printedBytes = 0;
    let said = Buffer.alloc(0);
    const fail = (error: Error): void => {
      stopListening();
      child.stdout.destroy();
      child.stderr.destroy();
      stopGroup(child);
      reject(error);
    };
    const stopListening = onAbort(signal, () => {
      fail(cancelledError());
    });
    child.stdout.on('data', (bytes: Buffer) => {
      printedBytes += bytes.length;
      if (printedBytes <= MAX_OUTPUT_BYTES) printed.push(bytes);
      else fail(commandFailed(`It printed more than ${MAX_OUTPUT_BYTES / 1024} KiB.`));
    });
    child.stderr.on('data', (bytes: Buffer) => {
      if (said.length < MAX_SAID_BYTES) said = Buffer.concat([said, bytes]).subarray(0, MAX_SAID_BYTES);
    });
    child.once('error', (error) => {
      fail(commandFailed(error.message));
    });
    child.once('close', (code) => {
      stopListening();
      const stderr = said.toString('utf8');
      if (code === 0) resolve({ stdout: Buffer.concat(printed).toString('utf8'), stderr });
      else reject(commandFailed(stderr));
    });
  });
}

/** Programs trace what they send and get ("set -x", "--debug"), and this is shown in the window. */
function commandFailed(said: string): Error {
  return new Error(`Command failed\n${redactText(said)}`);
}
