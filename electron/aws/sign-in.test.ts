// Signing in at IAM Identity Center end to end: our sign-in, the SDK's credential provider that uses it, and the
// sandbox's token service, portal and page.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { rememberEnvironment } from '../base/fixtures/process-environment.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { IdentityCenter } from '../sandbox/sign-in/identity-center.ts';
import { type Aws, makeAws } from './aws.ts';
import { profileIdOf } from './profiles.ts';
import type { SignInPage } from './sso-sign-in.ts';

const never = new AbortController().signal;
const restoreEnvironment = rememberEnvironment();
const CONFIG = `[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = SallyportSandbox
[profile prod]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = SallyportSandbox
[profile old]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = SallyportSandbox
[profile keys]
aws_access_key_id = AKIA
aws_secret_access_key = s
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
`;

let home: string;
let sandbox: Sandbox;
let aws: Aws;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'sallyport-sign-in-'));
  await mkdir(path.join(home, '.aws'));
  await writeFile(path.join(home, '.aws', 'config'), CONFIG);
  sandbox = await startSandbox();
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  // The SDK's providers look at the process's environment; both see the same.
  Object.assign(process.env, { HOME: home, AWS_ENDPOINT_URL: sandbox.endpointUrl });
  aws = makeAws({ env: process.env, askMfaCode: () => Promise.reject(new Error('no MFA')), sandbox: () => null });
}); // prettier-ignore
afterEach(async () => {
  aws.close();
  restoreEnvironment();
  await sandbox.close();
  await rm(home, { recursive: true, force: true });
});

const tokenFile = (key: string): string =>
  path.join(home, '.aws', 'sso', 'cache', `${createHash('sha1').update(key).digest('hex')}.json`);
const readToken = async (key: string): Promise<Record<string, string>> =>
  JSON.parse(await readFile(tokenFile(key), 'utf8')) as Record<string, string>;

/** What a person does in the browser: reads the page and follows its link. Answers with the last page. */
async function answer(page: SignInPage, link: 'Allow' | 'Deny'): Promise<string> {
  const html = await (await fetch(page.url)).text();
  if (page.userCode !== null) expect(html).toContain(page.userCode);
  const href = new RegExp(`href="([^"]+)">${link}<`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? 'none';
  return await (await fetch(new URL(href, page.url))).text();
}

async function accessKeyOf(name: string): Promise<string> {
  const { credentials } = await aws.clients({ profileId: profileIdOf(name), region: 'eu-west-1' });
  return (await credentials.fresh(never)).accessKeyId;
}

function signIn(name: string, way: 'browser' | 'code', showPage: (page: SignInPage) => void): Promise<void> {
  return aws.signIns.signIn({ profileId: profileIdOf(name), way, showPage }, never);
}

describe('signing in', () => {
  it('goes by the browser, and gives the keys of the role from then on', async () => {
    await expect(accessKeyOf('dev')).rejects.toMatchObject({ code: 'aws/sign-in-required' });
    const shown: Promise<string>[] = [];
    await signIn('dev', 'browser', (page) => shown.push(answer(page, 'Allow')));
    expect(await shown[0]).toContain('You can close this page');
    expect(await accessKeyOf('dev')).toBe(sandbox.env['AWS_ACCESS_KEY_ID']);
    expect(await accessKeyOf('prod')).toBe(sandbox.env['AWS_ACCESS_KEY_ID']);
    expect(await readToken('corp')).toMatchObject({ startUrl: 'https://corp.awsapps.com/start', region: 'eu-west-1' });
    if (process.platform !== 'win32') expect((await stat(tokenFile('corp'))).mode & 0o777).toBe(0o600);
  }); // prettier-ignore

  it('goes by a code that is compared, for profiles of the older form too', async () => {
    const codes: (string | null)[] = [];
    await signIn('old', 'browser', (page) => {
      codes.push(page.userCode);
      // Not at once: the first questions are answered with “not yet”.
      setTimeout(() => void answer(page, 'Allow'), 1500);
    });
    expect(codes).toEqual([expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/)]);
    expect(await accessKeyOf('old')).toBe(sandbox.env['AWS_ACCESS_KEY_ID']);
    expect(await readToken('https://corp.awsapps.com/start')).toHaveProperty('accessToken');
  });

  it.each(['browser', 'code'] as const)('says that it was refused (%s)', async (way) => {
    await expect(signIn('dev', way, (page) => void answer(page, 'Deny'))).rejects.toMatchObject({
      code: 'aws/sign-in-refused',
    });
    await expect(accessKeyOf('dev')).rejects.toMatchObject({ code: 'aws/sign-in-required' });
    expect(aws.signIns.list()).toEqual([]);
  });

  it('takes no answer that belongs to another sign-in', async () => {
    const done = signIn('dev', 'browser', (page) => {
      const back = new URL(new URL(page.url).searchParams.get('redirect_uri') ?? '');
      back.search = '?code=stolen&state=guessed';
      void fetch(back).then(async (response) => {
        expect(response.status).toBe(400);
        await answer(page, 'Allow');
      });
    });
    await done;
    expect(await accessKeyOf('dev')).toBe(sandbox.env['AWS_ACCESS_KEY_ID']);
  });

  it('opens one page for all who wait, and cancels for all of them', async () => {
    const pages: SignInPage[] = [];
    const both = ['dev', 'prod'].map((name) => signIn(name, 'browser', (page) => pages.push(page)));
    await expect.poll(() => aws.signIns.list()).toMatchObject([{ session: 'corp', phase: { kind: 'page-open', userCode: null } }]);
    const first = aws.signIns.list()[0]?.profileId ?? profileIdOf('none');
    expect(pages.map(({ url }) => url)).toEqual([aws.signIns.pageOf(first)]);
    aws.signIns.cancel(first);
    const results = await Promise.allSettled(both);
    expect(results).toMatchObject([{ reason: { code: 'cancelled' } }, { reason: { code: 'cancelled' } }]);
    expect(aws.signIns.list()).toEqual([]);
    expect(() => aws.signIns.pageOf(first)).toThrow('no longer under way');
  }); // prettier-ignore

  it('says so of a profile that has no such sign-in', async () => {
    await expect(signIn('keys', 'browser', () => undefined)).rejects.toMatchObject({
      code: 'aws/profile-invalid',
    });
  });
});

describe('a sign-in near its end', () => {
  const nearEnd = async (): Promise<Record<string, string>> => {
    await signIn('dev', 'browser', (page) => void answer(page, 'Allow'));
    const token = await readToken('corp');
    await writeFile(tokenFile('corp'), JSON.stringify({ ...token, expiresAt: new Date(Date.now() + 60_000).toISOString() }));
    return token;
  }; // prettier-ignore

  it('is renewed without a word, and the new one kept', async () => {
    const old = await nearEnd();
    expect(await accessKeyOf('dev')).toBe(sandbox.env['AWS_ACCESS_KEY_ID']);
    const renewed = await readToken('corp');
    expect(renewed['accessToken']).not.toBe(old['accessToken']);
    expect(renewed['refreshToken']).not.toBe(old['refreshToken']);
    expect(renewed['clientId']).toBe(old['clientId']);
    expect(Date.parse(renewed['expiresAt'] ?? '')).toBeGreaterThan(Date.now() + 50 * 60_000);
  });

  it('is renewed once for all profiles that rest on it', async () => {
    await nearEnd();
    const renewed = vi.spyOn(IdentityCenter.prototype, 'renewedToken');
    onTestFinished(() => {
      renewed.mockRestore();
    });
    await Promise.all(['dev', 'prod', 'dev'].map((name) => accessKeyOf(name)));
    expect(renewed).toHaveBeenCalledOnce();
  });

  it('is asked for anew when AWS does not renew it', async () => {
    await nearEnd();
    sandbox.faults.endSignIns();
    await expect(accessKeyOf('dev')).rejects.toMatchObject({ code: 'aws/sign-in-required' });
  });

  it('is asked for anew when the file was damaged, which the next sign-in replaces', async () => {
    await nearEnd();
    await writeFile(tokenFile('corp'), '{"accessToken":');
    await expect(accessKeyOf('dev')).rejects.toMatchObject({ code: 'aws/sign-in-required' });
    await signIn('dev', 'browser', (page) => void answer(page, 'Allow'));
    expect(await accessKeyOf('dev')).toBe(sandbox.env['AWS_ACCESS_KEY_ID']);
  });
});
