import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { Secret } from '../base/secret.ts';
import { startOpenSshServer, type OpenSshServer } from './fixtures/open-ssh-server.ts';
import { signInAs } from './fixtures/sign-in-as.ts';
import type { Identity, SignInQuestion } from './identity.ts';
import { pathProblem, readKeyFile, readPrivateKey } from './key-file.ts';
import { loadSsh2, type Ssh2 } from './ssh2-module.ts';

const run = promisify(execFile);
const PASSPHRASE = 'correct horse';
let server: OpenSshServer;
let folder: string;
let ssh2: Ssh2;

beforeAll(async () => {
  server = await startOpenSshServer();
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-keys-'));
  ssh2 = await loadSsh2();
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Answers with the file of the private key; its public half beside it. */
async function makeKey(name: string, options: string[], passphrase: string): Promise<string> {
  const file = path.join(folder, name);
  await run('ssh-keygen', ['-q', ...options, '-N', passphrase, '-f', file]);
  return file;
}

async function pkcs8(
  name: string,
  type: 'rsa' | 'ec' | 'ed25519',
  passphrase: string | null,
): Promise<string> {
  const { privateKey } = generateKeyPairSync(
    type as 'rsa',
    { modulusLength: 2048, namedCurve: 'P-256' } as { modulusLength: number },
  );
  const file = path.join(folder, name);
  const protection = passphrase === null ? {} : { cipher: 'aes-256-cbc', passphrase };
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem', ...protection });
  await writeFile(file, pem, { mode: 0o600 });
  return file;
}

const signInWith = async (file: string, ask: (question: SignInQuestion) => Promise<string>) => {
  const identity: Identity = { kind: 'key-file', path: file, push: true };
  const client = await signInAs(server, { identities: [identity], ask });
  await client.close();
};
const never = (): Promise<string> => Promise.reject(new Error('Nothing was to be asked.'));

test.each<[string, () => Promise<string>]>([
  ['OpenSSH, Ed25519', () => makeKey('a', ['-t', 'ed25519'], '')],
  ['OpenSSH, RSA', () => makeKey('b', ['-t', 'rsa', '-b', '2048'], '')],
  ['OpenSSH, ECDSA', () => makeKey('c', ['-t', 'ecdsa'], '')],
  ['PKCS#1', () => makeKey('d', ['-t', 'rsa', '-b', '2048', '-m', 'PEM'], '')],
  ['SEC 1', () => makeKey('e', ['-t', 'ecdsa', '-m', 'PEM'], '')],
  ['PKCS#8, RSA', () => pkcs8('f', 'rsa', null)],
  ['PKCS#8, EC', () => pkcs8('g', 'ec', null)],
  ['PKCS#8, Ed25519', () => pkcs8('h', 'ed25519', null)],
])('%s signs in, and its public half is told before', async (_, make) => {
  await signInWith(await make(), never);
});

test.each<[string, () => Promise<string>]>([
  ['OpenSSH', () => makeKey('p', ['-t', 'ed25519'], PASSPHRASE)],
  ['PKCS#1', () => makeKey('q', ['-t', 'rsa', '-b', '2048', '-m', 'PEM'], PASSPHRASE)],
  ['PKCS#8', () => pkcs8('r', 'rsa', PASSPHRASE)],
])('%s with a passphrase: asked for, once more after a wrong one', async (_, make) => {
  const file = await make();
  const questions: SignInQuestion[] = [];
  await signInWith(file, async (question) => {
    questions.push(question);
    return questions.length === 1 ? 'wrong' : PASSPHRASE;
  });
  expect(questions).toEqual([
    { kind: 'passphrase', path: file, isRetry: false },
    { kind: 'passphrase', path: file, isRetry: true },
  ]);
});

test('after three wrong passphrases it is enough', async () => {
  const file = await makeKey('s', ['-t', 'ed25519'], PASSPHRASE);
  let asked = 0;
  const failed = signInWith(file, async () => {
    asked += 1;
    return 'wrong';
  });
  await expect(failed).rejects.toMatchObject({ code: 'ssh/passphrase-wrong', detail: file });
  expect(asked).toBe(3);
});

test('what is no private key says so, and shows nothing of what is in the file', async () => {
  const file = path.join(folder, 'none');
  await expect(readKeyFile(file)).rejects.toMatchObject({ code: 'ssh/key-unreadable' });
  await writeFile(file, Buffer.alloc(70_000));
  await expect(readKeyFile(file)).rejects.toMatchObject({
    detail: 'The file is too large for a private key.',
  });
  const publicHalf = await readFile(`${await makeKey('t', ['-t', 'ed25519'], '')}.pub`, 'utf8');
  expect(() => readPrivateKey(ssh2, new Secret(publicHalf), null)).toThrow(
    expect.objectContaining({ detail: 'This is the public half; the private one is needed.' }) as Error,
  );
});

test('a pipe is no key, and nobody waits for what will never come', async () => {
  const pipe = path.join(folder, 'pipe');
  await run('mkfifo', [pipe]);
  await expect(readKeyFile(pipe)).rejects.toMatchObject({ detail: 'It is not a file.' });
  await expect(readKeyFile(folder)).rejects.toMatchObject({ detail: 'It is not a file.' });
});

test('a file of another computer is not asked for, nor one by a path that depends on where we run', async () => {
  // The place is there, so that only its form is against it.
  const here = await makeKey('u', ['-t', 'ed25519'], '');
  for (const file of [`/${here}`, path.relative(process.cwd(), here), '~/.ssh/id_rsa', ''])
    await expect(readKeyFile(file)).rejects.toMatchObject({ code: 'ssh/key-unreadable' });
  for (const file of [
    '\\\\evil\\share\\id',
    '//evil/share/id',
    '\\/evil/x',
    '\\\\?\\UNC\\evil\\x',
    '\\??\\UNC\\evil\\x',
  ])
    expect(pathProblem(file, 'win32')).toMatch(/^It lies on another computer/);
  expect(pathProblem('id_rsa', 'win32')).toMatch(/^Give its whole path/);
  expect(pathProblem('H:\\keys\\id', 'win32')).toBeNull();
  expect(pathProblem('/home/anna/.ssh/id', 'linux')).toBeNull();
});

test('any text is either a key or an error of ours', () => {
  const pieces = fc.constantFrom(
    '-----BEGIN OPENSSH PRIVATE KEY-----\n',
    '-----END OPENSSH PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----\n',
    '-----END RSA PRIVATE KEY-----',
    'Proc-Type: 4,ENCRYPTED\n',
    'b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABA=\n',
    'PuTTY-User-Key-File-2: ssh-rsa\n',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(pieces, fc.string()), { maxLength: 8 }),
      fc.boolean(),
      (parts, hasPassphrase) => {
        try {
          const reading = readPrivateKey(
            ssh2,
            new Secret(parts.join('')),
            hasPassphrase ? new Secret('x') : null,
          );
          expect(['passphrase-needed', 'passphrase-wrong']).toContain(reading.kind);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      },
    ),
  );
});

test('a file that would keep the app busy for minutes is refused', () => {
  const text = (value: string): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(value.length);
    return Buffer.concat([head, Buffer.from(value, 'latin1')]);
  };
  const options = Buffer.concat([
    text(randomBytes(16).toString('latin1')),
    Buffer.from([0, 0xff, 0xff, 0xff]),
  ]);
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    text('aes256-ctr'),
    text('bcrypt'),
    text(options.toString('latin1')),
    Buffer.alloc(200),
  ]);
  const pem = `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
  expect(() => readPrivateKey(ssh2, new Secret(pem), new Secret('x'))).toThrow(
    expect.objectContaining({ detail: 'Its passphrase is hashed more than 500 times.' }) as Error,
  );
});
