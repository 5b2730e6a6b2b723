// The user's key agent: ssh-agent, 1Password and others by a socket, Windows' own and Pageant by a named pipe. It is
// asked for its keys and for signatures; private keys stay in it.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { BaseAgent, ParsedKey } from 'ssh2';
import { AppError } from '../../shared/app-error.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { offerAgentKey, type OfferedKey } from './offered-key.ts';
import { loadSsh2 } from './ssh2-module.ts';

export interface KeyAgent {
  /** Those it holds that can be used here (no certificates, no security keys); rejects with `ssh/no-identity`. */
  keys(signal: AbortSignal): Promise<readonly OfferedKey[]>;
}

/** A local program; one that waits for a touch or a click does so when signing, not when listing. */
const LIST_DEADLINE_MS = 10_000;
const PIPES = '\\\\.\\pipe\\';
/** What Windows' OpenSSH agent listens on. */
const WINDOWS_AGENT_PIPE = `${PIPES}openssh-ssh-agent`;

/** The agent at a socket or named pipe; nothing is opened before its keys are asked for. */
export function keyAgentAt(socketPath: string, clock: Clock = systemClock): KeyAgent {
  return {
    async keys(signal) {
      const ssh2 = await loadSsh2();
      const agent: BaseAgent = new ssh2.OpenSSHAgent(socketPath);
      const keys = await withDeadline(
        () => listKeys(agent),
        LIST_DEADLINE_MS,
        signal,
        () => unavailable('It did not answer.'),
        clock,
      );
      return keys.map((key) => offerAgentKey(ssh2, agent, key));
    },
  };
}

/**
 * Where the user's key agent listens; null when there is none to be seen. `listPipes` names the pipes of Windows:
 * Pageant since 0.75 has one of its own, `pageant.<user>.<hash>`.
 */
export async function findKeyAgent(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  listPipes: () => Promise<readonly string[]> = () => readdir(PIPES),
): Promise<string | null> {
  const socket = environment['SSH_AUTH_SOCK'];
  if (platform !== 'win32') return socket !== undefined && path.isAbsolute(socket) ? socket : null;
  if (socket?.startsWith(PIPES) === true) return socket;
  let pipes: readonly string[];
  try {
    pipes = await listPipes();
  } catch {
    // Without a list there is still the pipe of the system's own agent to try.
    return WINDOWS_AGENT_PIPE;
  }
  const pageant = pipes.find((name) => name.startsWith('pageant.'));
  if (pipes.includes('openssh-ssh-agent')) return WINDOWS_AGENT_PIPE;
  return pageant === undefined ? null : `${PIPES}${pageant}`;
}

function listKeys(agent: BaseAgent): Promise<ParsedKey[]> {
  return new Promise((resolve, reject) => {
    agent.getIdentities((error, keys) => {
      if (error !== undefined && error !== null) reject(unavailable(error.message));
      else resolve((keys ?? []).filter((key): key is ParsedKey => typeof key === 'object' && 'type' in key));
    });
  });
}

function unavailable(detail: string): AppError {
  return new AppError('ssh/no-identity', 'The key agent cannot be reached.', { detail, retryable: true });
}
