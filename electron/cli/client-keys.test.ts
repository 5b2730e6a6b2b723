import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { silentLog } from '../base/log.ts';
import { clientKeys, readSshG } from './client-keys.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sallyport-keys-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const never = new AbortController().signal;

function makeKey(name: string, type: string): string {
  const file = path.join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'a comment', '-f', file]);
  return file;
}

it('reads what ssh -G says, and knows OpenSSH’s defaults without it', () => {
  const text =
    'user anna\r\nidentityfile ~/.ssh/a b\nidentityfile /k\nidentityagent none\nidentitiesonly yes\n';
  expect(readSshG(text)).toEqual({ identityFiles: ['~/.ssh/a b', '/k'], agent: 'none', onlyFiles: true });
  expect(readSshG('')).toEqual({
    identityFiles: ['~/.ssh/id_ed25519', '~/.ssh/id_rsa'],
    agent: 'SSH_AUTH_SOCK',
    onlyFiles: false,
  });
});

it('hands over public halves that AWS takes, once each, without comment', async () => {
  const key = makeKey('ed', 'ed25519');
  const other = makeKey('ec', 'ecdsa');
  const stray = path.join(folder, 'stray.pub');
  writeFileSync(stray, 'command="rm" ssh-ed25519 AAAA\n');
  const files = [key, `${key}.pub`, other, stray, path.join(folder, 'missing')];
  const keys = await clientKeys({ kind: 'files', files }, {}, silentLog, never);
  expect(keys).toEqual([expect.stringMatching(/^ssh-ed25519 [A-Za-z0-9+/=]{68}$/)]);
});

it('asks the ssh of PATH, and none that lies where the command happens to run', async () => {
  const programs = ['here', 'installed'].map((name) => {
    const dir = path.join(folder, name);
    mkdirSync(dir);
    const key = makeKey(`of-${name}`, 'ed25519');
    writeFileSync(
      path.join(dir, 'ssh'),
      `#!/bin/sh\necho 'identityfile ${key}'\necho 'identityagent none'\n`,
      {
        mode: 0o755,
      },
    );
    return { dir, key };
  });
  const [here, installed] = programs;
  if (here === undefined || installed === undefined) throw new Error('two were made');
  const env = { PATH: `:.:${path.relative(process.cwd(), here.dir)}:${installed.dir}` };
  const keys = await clientKeys({ kind: 'as-ssh', host: 'web-1' }, env, silentLog, never);
  const [type, key] = readFileSync(`${installed.key}.pub`, 'utf8').split(' ');
  expect(keys).toEqual([`${type ?? ''} ${key ?? ''}`]);
});
