// The public keys that OpenSSH would offer for a host: the files of its IdentityFile (by `ssh -G`) and the key agent's.
// Only public halves are read.
import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError } from '../base/abort.ts';
import { findProgram } from '../base/find-program.ts';
import type { Log } from '../base/log.ts';
import { findKeyAgent, keyAgentAt } from '../ssh/key-agent.ts';
import type { KeysToPush } from './proxy-arguments.ts';

/** OpenSSH tries keys in this order; sshd ends the sign-in at the sixth. Each is one call of AWS. */
const MAX_KEYS = 5;
const SSH_G_MS = 5_000;
const MAX_SSH_G_BYTES = 1024 * 1024;
/** RSA with 16,384 bits and a comment. */
const MAX_KEY_FILE_BYTES = 16 * 1024;
/** AWS takes no others (EC2 Instance Connect). */
const PUSHABLE = /^(ssh-ed25519|ssh-rsa) [A-Za-z0-9+/]+={0,2}$/;

interface ClientChoice {
  readonly identityFiles: readonly string[];
  /** A socket, `SSH_AUTH_SOCK`, or `none`. */
  readonly agent: string;
  /** Only keys of the agent that are also named as files. */
  readonly onlyFiles: boolean;
}

/** Without repetition, those first that are offered first. Rejects with `cancelled` only. */
export async function clientKeys(
  keys: KeysToPush,
  env: NodeJS.ProcessEnv,
  log: Log,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (keys.kind === 'none') return [];
  const choice = keys.kind === 'files' ? filesOnly(keys.files) : await askSsh(keys.host, env, log, signal);
  const fromFiles = (await Promise.all(choice.identityFiles.map((file) => readPublicKey(file, log)))).flat();
  const fromAgent = await agentKeys(choice, env, log, signal);
  const isOffered = (line: string): boolean => !choice.onlyFiles || fromFiles.includes(line);
  // OpenSSH begins with the agent's keys.
  return [...new Set([...fromAgent.filter(isOffered), ...fromFiles])].slice(0, MAX_KEYS);
}

function filesOnly(files: readonly string[]): ClientChoice {
  return { identityFiles: files, agent: 'none', onlyFiles: false };
}

async function askSsh(
  host: string,
  env: NodeJS.ProcessEnv,
  log: Log,
  signal: AbortSignal,
): Promise<ClientChoice> {
  // By its whole path: for a bare name Windows would look into the current folder first.
  const ssh = await findProgram('ssh', { platform: process.platform, env });
  if (ssh === null) {
    log.info('ssh was not found in PATH');
    return readSshG('');
  }
  const text = await new Promise<string>((resolve, reject) => {
    const limits = { timeout: SSH_G_MS, maxBuffer: MAX_SSH_G_BYTES, signal, windowsHide: true };
    execFile(ssh, ['-G', '--', host], limits, (error, stdout) => {
      if (signal.aborted) reject(cancelledError());
      else {
        if (error !== null) log.info('ssh -G did not answer', { error });
        resolve(stdout);
      }
    });
  });
  return readSshG(text);
}

/** `ssh -G` prints one option a line, in lower case. Without it, what OpenSSH does by default. */
export function readSshG(text: string): ClientChoice {
  const lines = text.split('\n').map((line) => /^(\S+) (.*?)\r?$/.exec(line));
  const all = (name: string): string[] =>
    lines.flatMap((line) => (line?.[1] === name ? (line[2] ?? []) : []));
  const files = all('identityfile');
  return {
    identityFiles: files.length > 0 ? files : ['~/.ssh/id_ed25519', '~/.ssh/id_rsa'],
    agent: all('identityagent')[0] ?? 'SSH_AUTH_SOCK',
    onlyFiles: all('identitiesonly')[0] === 'yes',
  };
}

/** The `.pub` beside a private key, or the file itself. Not there: the usual case, OpenSSH lists its defaults. */
async function readPublicKey(file: string, log: Log): Promise<readonly string[]> {
  const full = expandHome(file);
  for (const each of full.endsWith('.pub') ? [full] : [`${full}.pub`]) {
    const text = await readStart(each);
    if (text === null) continue;
    const line = publicPart(text);
    if (line !== null) return [line];
    log.info('not a key that AWS takes', { file: each });
  }
  return [];
}

async function agentKeys(
  { agent }: ClientChoice,
  env: NodeJS.ProcessEnv,
  log: Log,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (agent === 'none') return [];
  const socket =
    agent === 'SSH_AUTH_SOCK' || agent === '' ? await findKeyAgent(env, process.platform) : expandHome(agent);
  if (socket === null) return [];
  try {
    const keys = await keyAgentAt(socket).keys(signal);
    return keys.map(({ publicKeyLine }) => publicPart(publicKeyLine)).filter((line) => line !== null);
  } catch (error) {
    if (error instanceof AppError && error.code === 'cancelled') throw error;
    log.info('the key agent did not answer', { error });
    return [];
  }
}

/** Type and key without comment and options; null for what AWS does not take. */
function publicPart(text: string): string | null {
  const line = text.trim().split(/\s+/).slice(0, 2).join(' ');
  return PUSHABLE.test(line) ? line : null;
}

async function readStart(file: string): Promise<string | null> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(MAX_KEY_FILE_BYTES),
        0,
        MAX_KEY_FILE_BYTES,
        0,
      );
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

function expandHome(file: string): string {
  return /^~(?=[/\\]|$)/.test(file) ? path.join(homedir(), file.slice(1)) : file;
}
