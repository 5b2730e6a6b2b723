// Credentials and clients end to end, against a small STS of the test's own: roles, MFA, caching, overrides, proxies.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AwsAccess } from '../../shared/aws.ts';
import { SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import { rememberEnvironment } from '../base/fixtures/process-environment.ts';
import { type Aws, makeAws } from './aws.ts';
import { profileIdOf } from './profiles.ts';
import { getCallerIdentity } from './sts-api.ts';

const never = new AbortController().signal;
const access = (name: string): AwsAccess => ({ profileId: profileIdOf(name), region: 'eu-west-1' });
const restoreEnvironment = rememberEnvironment();

let folder: string;
let server: Server;
let url: string;
let seen: { action: string; body: URLSearchParams; key: string }[];
let lifetimeMs: number;
let aws: Aws | null;
const askMfaCode = vi.fn(() => Promise.resolve('123456'));

beforeEach(async () => {
  seen = [];
  lifetimeMs = 3600_000;
  aws = null;
  askMfaCode.mockClear();
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-aws-'));
  server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const body = new URLSearchParams(text);
      const action = body.get('Action') ?? '';
      const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      seen.push({ action, body, key });
      response
        .setHeader('content-type', 'text/xml')
        .end(action === 'AssumeRole' ? roleXml(body) : identityXml);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterEach(async () => {
  aws?.close();
  restoreEnvironment();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const identityXml =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/a</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
const roleXml = (body: URLSearchParams): string =>
  `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA-${body.get('RoleArn')?.split('/')[1] ?? ''}-${seen.length}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${new Date(Date.now() + lifetimeMs).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

async function open(config: string, env: Record<string, string> = {}): Promise<Aws> {
  const file = path.join(folder, 'config');
  await writeFile(file, config);
  // The SDK's providers look at the process's environment; both see the same.
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'none'), ...env });
  aws = makeAws({ env: process.env, askMfaCode, sandbox: () => ({ endpointUrl: url, credentials: { accessKeyId: 'SANDBOX', secretAccessKey: 's' } }) });
  return aws;
} // prettier-ignore

const BASE = '[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n';

describe('credentials', () => {
  it('walks a chain of roles, asks for MFA once, and keeps the result', async () => {
    const made = await open(
      `${BASE}[profile middle]\nrole_arn = arn:aws:iam::1:role/middle\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/anna\n` +
        '[profile top]\nrole_arn = arn:aws:iam::2:role/top\nsource_profile = middle\nexternal_id = x1\n',
      { AWS_ENDPOINT_URL_STS: url },
    );
    const { credentials } = await made.clients(access('top'));
    const [one, two] = await Promise.all([credentials.current(never), credentials.current(never)]);
    expect(one).toBe(two);
    expect(one.accessKeyId).toBe('ASIA-top-2');
    expect(await credentials.current(never)).toBe(one);
    expect(askMfaCode).toHaveBeenCalledExactlyOnceWith(
      'MFA code for arn:aws:iam::1:mfa/anna',
      expect.any(AbortSignal),
    );
    expect(seen.map(({ key, body }) => [key, body.get('TokenCode'), body.get('ExternalId')])).toEqual([
      ['AKIABASE', '123456', null],
      ['ASIA-middle-1', null, 'x1'],
    ]);
    expect((await credentials.fresh(never)).accessKeyId).toBe('ASIA-top-4');
  });

  it('renews what expires within five minutes', async () => {
    lifetimeMs = 60_000;
    const made = await open(`${BASE}[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n`, { AWS_ENDPOINT_URL_STS: url });
    const { credentials } = await made.clients(access('r'));
    expect((await credentials.current(never)).accessKeyId).toBe('ASIA-r-1');
    expect((await credentials.current(never)).accessKeyId).toBe('ASIA-r-2');
  }); // prettier-ignore

  it('stops asking when everyone has turned away', async () => {
    let asked: AbortSignal | null = null;
    const made = await open(
      `${BASE}[profile r]\nrole_arn = arn:x/r\nsource_profile = base\nmfa_serial = m\n`,
    );
    askMfaCode.mockImplementationOnce(((_question: string, signal: AbortSignal) => {
      asked = signal;
      return new Promise(() => undefined);
    }) as never);
    const { credentials } = await made.clients(access('r'));
    const cancel = new AbortController();
    const waiting = credentials.current(cancel.signal);
    await expect.poll(() => asked).not.toBeNull();
    cancel.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect((asked as AbortSignal | null)?.aborted).toBe(true);
  });

  it('runs a credential_process and says what it printed when it fails', async () => {
    const keys = JSON.stringify({ Version: 1, AccessKeyId: 'AKIAPROC', SecretAccessKey: 's' });
    await writeFile(path.join(folder, 'keys.json'), keys);
    const made = await open(
      `[profile good]\ncredential_process = cat ${path.join(folder, 'keys.json')}\n[profile bad]\ncredential_process = sh -c "echo vault is sealed >&2; exit 3"\n[profile traced]\ncredential_process = sh -c "echo SessionToken=aaXXsecretXXaa AKIAIOSFODNN7EXAMPLE expired >&2; exit 3"\n`,
    );
    expect((await (await made.clients(access('good'))).credentials.current(never)).accessKeyId).toBe('AKIAPROC');
    const { credentials } = await made.clients(access('bad'));
    await expect(credentials.current(never)).rejects.toMatchObject({ code: 'aws/credentials-missing', detail: 'vault is sealed' });
    const { credentials: traced } = await made.clients(access('traced'));
    await expect(traced.current(never)).rejects.toMatchObject({ detail: 'SessionToken=[secret] AKIA…MPLE expired' });
  }); // prettier-ignore

  it('stops a credential_process that hangs when nobody waits any more, with what it started', async () => {
    const file = path.join(folder, 'pids');
    const hang = path.join(folder, 'hang.sh');
    await writeFile(hang, `sleep 600 & echo $$ $! > ${file}; trap '' TERM; wait; sleep 600`);
    const made = await open(
      `[profile slow]\ncredential_process = sh ${hang}\n[profile r]\nrole_arn = arn:x/r\nsource_profile = slow\n[profile chatty]\ncredential_process = yes\n`,
    );
    const isAlive = (pid: number): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    for (const name of ['slow', 'r']) {
      await rm(file, { force: true });
      const cancel = new AbortController();
      const loading = (await made.clients(access(name))).credentials.current(cancel.signal);
      const started = async () => (await readFile(file, 'utf8').catch(() => '')).trim().split(' ');
      await expect.poll(started).toHaveLength(2);
      const pids = (await started()).map(Number);
      expect(pids.filter(isAlive)).toEqual(pids);
      cancel.abort();
      await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
      await expect.poll(() => pids.filter(isAlive)).toEqual([]);
    }
    const { credentials } = await made.clients(access('chatty'));
    await expect(credentials.current(never)).rejects.toMatchObject({
      detail: 'It printed more than 256 KiB.',
    });
  });

  it('asks for a sign-in when the SSO token is not there', async () => {
    const made = await open(
      '[profile s]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = dev\n[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n',
      { HOME: folder },
    );
    const { credentials } = await made.clients(access('s'));
    await expect(credentials.current(never)).rejects.toMatchObject({ code: 'aws/sign-in-required' });
  });
});

describe('clients', () => {
  it('use the endpoint_url of the chosen profile, whatever AWS_PROFILE says', async () => {
    const made = await open(`${BASE}endpoint_url = ${url}\n[profile other]\nendpoint_url = http://127.0.0.1:9\n`, { AWS_PROFILE: 'other' });
    expect(await getCallerIdentity(await made.clients(access('base')), never)).toEqual({ accountId: '111122223333', arn: 'arn:aws:iam::1:user/a' });
  }); // prettier-ignore

  it('notice an edited profile', async () => {
    const made = await open(`${BASE}endpoint_url = ${url}\n`);
    const first = await made.clients(access('base'));
    expect(await made.clients(access('base'))).toBe(first);
    await writeFile(
      path.join(folder, 'config'),
      `${BASE.replace('AKIABASE', 'AKIANEW')}endpoint_url = ${url}\n`,
    );
    await getCallerIdentity(await made.clients(access('base')), never);
    expect(seen.at(-1)?.key).toBe('AKIANEW');
  });

  it('speak to the sandbox with its own keys', async () => {
    const made = await open(BASE);
    await getCallerIdentity(
      await made.clients({ profileId: SANDBOX_PROFILE_ID, region: 'eu-west-1' }),
      never,
    );
    expect(seen).toMatchObject([{ action: 'GetCallerIdentity', key: 'SANDBOX' }]);
  });

  it('go through HTTP_PROXY, except to this machine and NO_PROXY', async () => {
    const proxied: string[] = [];
    const proxy = createServer((request, response) => {
      proxied.push(request.url ?? '');
      response.setHeader('content-type', 'text/xml').end(identityXml);
    });
    proxy.on('connect', (request, socket) => {
      proxied.push(`CONNECT ${request.url ?? ''}`);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = proxy.address();
    const proxyUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const ask = async (endpoint: string): Promise<unknown> => {
      const made = await open(`${BASE}endpoint_url = ${endpoint}\n`, { http_proxy: proxyUrl, https_proxy: proxyUrl, no_proxy: 'direct.test' });
      return await getCallerIdentity(await made.clients(access('base')), never);
    }; // prettier-ignore
    await ask('http://aws.test');
    expect(proxied).toEqual(['http://aws.test/']);
    await ask(url);
    expect(seen).toHaveLength(1);
    await expect(ask('https://aws.test')).rejects.toMatchObject({ code: 'aws/unreachable', message: 'The proxy wants a user name and password (407).' }); // prettier-ignore
    expect(proxied.at(-1)).toBe('CONNECT aws.test:443');
    const count = proxied.length;
    await expect(ask('http://direct.test')).rejects.toMatchObject({ code: 'aws/unreachable' });
    expect(proxied).toHaveLength(count);
    proxy.closeAllConnections();
    proxy.close();
  });

  it('refuse a certificate file that cannot be used', async () => {
    const made = await open(BASE, { AWS_CA_BUNDLE: path.join(folder, 'missing.pem') });
    await expect(made.clients(access('base'))).rejects.toMatchObject({ code: 'aws/profile-invalid' });
  });
});
