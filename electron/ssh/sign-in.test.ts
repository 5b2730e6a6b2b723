import type { AuthContext } from 'ssh2';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { systemClock } from '../base/clock.ts';
import { Secret } from '../base/secret.ts';
import { fakeSshServer } from './fixtures/fake-ssh-server.ts';
import { ephemeralIdentity, type Identity, type SignInQuestion } from './identity.ts';
import { openSshClient, type OpenSshClientOptions } from './open-ssh-client.ts';

const signIn = (answer: (attempt: AuthContext) => void, wishes: Partial<OpenSshClientOptions> = {}) =>
  openSshClient({
    transport: fakeSshServer(answer).transport,
    user: 'anna',
    identities: [],
    hostKey: async () => 'accept',
    ask: () => Promise.reject(new Error('Nothing was to be asked.')),
    signal: new AbortController().signal,
    onPhase: () => undefined,
    ...wishes,
  });
const refuseWith =
  (...methods: ('publickey' | 'password' | 'keyboard-interactive')[]) =>
  (attempt: AuthContext) => {
    attempt.reject(methods);
  };

test('refused: the error says who, what was tried and what the target takes', async () => {
  const identities = [await ephemeralIdentity(), { kind: 'password', password: new Secret('x') } as const];
  const refused = signIn(refuseWith('publickey', 'password'), { identities });
  await expect(refused).rejects.toMatchObject({
    code: 'ssh/sign-in-refused',
    message: 'The target did not let anna sign in.',
    detail: 'The target takes: publickey, password. Tried: a one-time key, a password.',
  });
});

test('a pushed key that is refused has an error of its own', async () => {
  const identities = [await ephemeralIdentity()];
  const refused = signIn(refuseWith('publickey'), { identities, beforeAuth: async () => undefined });
  await expect(refused).rejects.toMatchObject({
    code: 'ssh/pushed-key-refused',
    message: 'AWS took the one-time key, but the target did not accept it for anna.',
    detail: 'The target takes: publickey. Tried: a one-time key.',
  });
});

test('a pushed key that is refused after its minute is told as late', async () => {
  const identities = [await ephemeralIdentity()];
  // The computer slept in between: the clock went on, timers did not.
  let sleptMs = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + sleptMs };
  const answer = (attempt: AuthContext) => {
    if (attempt.method === 'publickey') sleptMs = 61_000;
    attempt.reject(['publickey']);
  };
  const refused = signIn(answer, { identities, beforeAuth: async () => undefined, clock });
  await expect(refused).rejects.toMatchObject({
    code: 'ssh/pushed-key-late',
    message: 'The one-time key for anna had lived its minute before the target looked at it.',
    retryable: true,
  });
});

test('a push that fails is the error when nothing else is left, and is passed over when something is', async () => {
  const denied = new AppError('eic/push-refused', 'AWS refused to send the key.');
  const identities: Identity[] = [await ephemeralIdentity()];
  const beforeAuth = () => Promise.reject(denied);
  const offered: string[] = [];
  const accept = (attempt: AuthContext) => {
    offered.push(attempt.method);
    attempt.accept();
  };
  await expect(signIn(accept, { identities, beforeAuth })).rejects.toBe(denied);
  expect(offered).toEqual([]);
  identities.push({ kind: 'password', password: new Secret('x') });
  const client = await signIn(accept, { identities, beforeAuth });
  expect(offered).toEqual(['password']);
  await client.close();
});

test('what the target does not take is neither offered nor asked for', async () => {
  const offered: string[] = [];
  const refused = signIn(
    (attempt) => {
      offered.push(attempt.method);
      attempt.reject(['publickey']);
    },
    {
      identities: [
        await ephemeralIdentity(),
        { kind: 'password', password: null },
        { kind: 'keyboard-interactive' },
        await ephemeralIdentity(),
      ],
    },
  );
  await expect(refused).rejects.toMatchObject({ code: 'ssh/sign-in-refused' });
  expect(offered).toEqual(['publickey', 'publickey']);
});

test('not more keys are offered than a target takes', async () => {
  let offers = 0;
  const refused = signIn(
    (attempt) => {
      offers += 1;
      attempt.reject(['publickey']);
    },
    { identities: await Promise.all(Array.from({ length: 9 }, () => ephemeralIdentity())) },
  );
  await expect(refused).rejects.toMatchObject({
    detail: expect.stringContaining('More keys were left out: a target takes about 5.') as string,
  });
  expect(offers).toBe(5);
});

test('a password is given where the target asks for it in its own words', async () => {
  let answers: string[] = [];
  const client = await signIn(
    (attempt) => {
      if (attempt.method !== 'keyboard-interactive') {
        attempt.reject(['keyboard-interactive']);
        return;
      }
      attempt.prompt([{ prompt: 'Password: ', echo: false }], (given) => {
        answers = given;
        attempt.accept();
      });
    },
    { identities: [await ephemeralIdentity(), { kind: 'password', password: new Secret('secret-1') }] },
  );
  expect(answers).toEqual(['secret-1']);
  await client.close();
});

test('also when it could not know that the target takes it in no other way', async () => {
  const client = await signIn(
    (attempt) => {
      if (attempt.method !== 'keyboard-interactive') attempt.reject(['keyboard-interactive']);
      else
        attempt.prompt([{ prompt: 'Password: ', echo: false }], ([given]) => {
          if (given === 'secret-1') attempt.accept();
          else attempt.reject();
        });
    },
    { identities: [{ kind: 'password', password: new Secret('secret-1') }] },
  );
  await client.close();
});

test('the target’s own questions go to the user, with its words', async () => {
  const questions: SignInQuestion[] = [];
  const client = await signIn(
    (attempt) => {
      if (attempt.method !== 'keyboard-interactive') throw new Error(attempt.method);
      const prompts = [
        { prompt: 'Code: ', echo: true },
        { prompt: 'PIN: ', echo: false },
      ];
      attempt.prompt(prompts, 'Two steps', 'Look at your phone.', (given) => {
        if (given.join() === '123,456') attempt.accept();
        else attempt.reject();
      });
    },
    {
      identities: [{ kind: 'keyboard-interactive' }],
      ask: async (question) => {
        questions.push(question);
        return questions.length === 1 ? '123' : '456';
      },
    },
  );
  expect(questions).toEqual([
    {
      kind: 'question',
      title: 'Two steps',
      instructions: 'Look at your phone.',
      prompt: 'Code: ',
      echo: true,
    },
    {
      kind: 'question',
      title: 'Two steps',
      instructions: 'Look at your phone.',
      prompt: 'PIN: ',
      echo: false,
    },
  ]);
  await client.close();
});

test('where a key is not enough, the second proof is asked for though nobody prepared it', async () => {
  const client = await signIn(
    (attempt) => {
      if (attempt.method === 'publickey') attempt.reject(['keyboard-interactive'], true);
      else if (attempt.method === 'keyboard-interactive')
        attempt.prompt([{ prompt: 'Code: ', echo: false }], () => {
          attempt.accept();
        });
    },
    { identities: [await ephemeralIdentity()], ask: async () => '123' },
  );
  await client.close();
});

test('refusing to answer cancels the sign-in', async () => {
  const cancelled = new AppError('cancelled', 'It was cancelled.');
  const identities: Identity[] = [{ kind: 'password', password: null }];
  const asking = signIn(refuseWith('password'), { identities, ask: () => Promise.reject(cancelled) });
  await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
  const inside = signIn(
    (attempt) => {
      if (attempt.method === 'keyboard-interactive')
        attempt.prompt([{ prompt: 'Code: ', echo: true }], () => undefined);
    },
    { identities: [{ kind: 'keyboard-interactive' }], ask: () => Promise.reject(cancelled) },
  );
  await expect(inside).rejects.toMatchObject({ code: 'cancelled' });
});

test('nothing to sign in with is said so', async () => {
  await expect(signIn(refuseWith('publickey'))).rejects.toMatchObject({ code: 'ssh/no-identity' });
});

test('words of the target cannot drive the terminal', async () => {
  const hostile = signIn(
    (attempt) => {
      attempt.reject(['\u001b[2Jevil' as 'publickey']);
    },
    { identities: [await ephemeralIdentity()] },
  );
  const error = await hostile.catch((caught: unknown) => caught as AppError);
  expect(JSON.stringify(error)).not.toContain('\\u001b');
});
