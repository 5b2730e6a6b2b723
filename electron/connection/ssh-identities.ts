// What is offered to sign in with, by the user's choice and by what can be had here.
import { AppError } from '../../shared/app-error.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { IdentityChoice } from '../../shared/route.ts';
import {
  type EphemeralIdentity,
  ephemeralIdentity,
  type Identity,
  type SignInQuestion,
} from '../ssh/identity.ts';
import { findKeyAgent, keyAgentAt } from '../ssh/key-agent.ts';
import type { Question } from './prompts.ts';

export interface IdentityPlace {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** In the order of offering. Rejects with `ssh/no-identity` when the chosen kind cannot be had. */
export async function identitiesFor(
  choice: IdentityChoice,
  targetId: TargetId,
  place: IdentityPlace,
): Promise<readonly Identity[]> {
  switch (choice.kind) {
    case 'automatic':
      // A key that AWS pushes is accepted or refused at once; a password is asked for only where no key can be pushed.
      return canBePushedTo(targetId)
        ? [await ephemeralIdentity(), ...(await agentIdentities(place))]
        : [
            ...(await agentIdentities(place)),
            { kind: 'keyboard-interactive' },
            { kind: 'password', password: null },
          ];
    case 'one-time':
      return [await oneTimeIdentity(targetId)];
    case 'key-file':
      return [{ kind: 'key-file', path: choice.path, push: false }];
    case 'key-agent': {
      const identities = await agentIdentities(place);
      if (identities.length > 0) return identities;
      throw new AppError('ssh/no-identity', 'No key agent runs here.', {
        detail: 'SSH_AUTH_SOCK names none.',
      });
    }
    case 'password':
      return [{ kind: 'password', password: null }, { kind: 'keyboard-interactive' }];
  }
}

async function oneTimeIdentity(targetId: TargetId): Promise<EphemeralIdentity> {
  if (canBePushedTo(targetId)) return await ephemeralIdentity();
  throw new AppError('ssh/no-identity', 'EC2 Instance Connect pushes keys to EC2 instances only.');
}

/** EC2 Instance Connect knows instances only. */
function canBePushedTo(targetId: TargetId): boolean {
  return targetId.startsWith('i-');
}

async function agentIdentities({ env, platform }: IdentityPlace): Promise<readonly Identity[]> {
  const socketPath = await findKeyAgent(env, platform);
  return socketPath === null
    ? []
    : [{ kind: 'key-agent', agent: keyAgentAt(socketPath), only: null, push: false }];
}

/** `name`: whose question it is, "web-1". The target's own words are plain text by then. */
export function questionFor(question: SignInQuestion, name: string): Question {
  switch (question.kind) {
    case 'passphrase':
      return {
        kind: 'passphrase',
        question: `Passphrase of the private key ${question.path}`,
        detail: question.isRetry ? 'That was not it.' : null,
      };
    case 'password':
      return { kind: 'password', question: `Password of ${question.user} on ${name}` };
    case 'question': {
      const said = [question.title, question.instructions].filter((part) => part !== '').join('\n');
      return {
        kind: 'ssh-question',
        question: question.prompt.trim() === '' ? `${name} asks` : question.prompt,
        detail: said === '' ? `From ${name}` : `From ${name}:\n${said}`,
        echo: question.echo,
      };
    }
  }
}
