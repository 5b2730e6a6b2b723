// Pretended routes and the questions of SSH, one scenario each: mfa, passphrase, password, question, host-key.
import { promptSchema } from '../../shared/prompt.ts';
import type { Prompt } from '../../shared/prompt.ts';
import { routeOutlookSchema } from '../../shared/route.ts';
import type { RouteOutlook } from '../../shared/route.ts';

const PROMPTS: Readonly<Record<string, Pick<Prompt, 'kind' | 'question' | 'detail' | 'echo'>>> = {
  mfa: {
    kind: 'mfa-code',
    question: 'MFA code for arn:aws:iam::111122223333:mfa/anna',
    detail: null,
    echo: false,
  },
  passphrase: {
    kind: 'passphrase',
    question: 'Passphrase of the private key ~/.ssh/id_ed25519',
    detail: 'That was not it.',
    echo: false,
  },
  password: { kind: 'password', question: 'Password of admin on api-blue-1', detail: null, echo: false },
  question: {
    kind: 'ssh-question',
    question: 'Token: ',
    detail: 'From api-blue-1:\nTwo-step sign-in\nEnter the number on your device.',
    echo: true,
  },
  'host-key': {
    kind: 'host-key',
    question: 'api-blue-1 is met for the first time. Is this its host key?',
    detail:
      'ssh-ed25519\nSHA256:4hsqiy6j4lLAxjED15yZRiGtXJBhX6dflQQPxtyw99k\n\nIts console output does not say.',
    echo: false,
  },
};

export function fakePrompts(scenario: string): Prompt[] {
  const question = PROMPTS[scenario];
  if (question === undefined) return [];
  return [promptSchema.parse({ id: 'p1', ...question, deadlineAt: Date.now() + 110_000 })];
}

/** Odd targets have an endpoint, so that lists show both. */
export function fakeOutlook(targetId: string): RouteOutlook {
  const hasEndpoint = targetId.charCodeAt(targetId.length - 1) % 2 === 1;
  return routeOutlookSchema.parse({
    reasons: [
      { route: 'ssm', shell: 'ssh', verdict: 'not-possible', why: 'agent offline since 14:02' },
      {
        route: 'eice',
        shell: 'ssh',
        verdict: hasEndpoint ? 'possible' : 'not-possible',
        why: hasEndpoint ? 'endpoint eice-04c1 is in its VPC' : 'no endpoint in its VPC',
      },
      { route: 'direct', shell: 'ssh', verdict: 'not-possible', why: 'no public address' },
    ],
    user: 'ec2-user',
  });
}
