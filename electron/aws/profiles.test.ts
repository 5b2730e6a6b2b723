import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configFilePaths, readConfigFiles } from './config-files.ts';
import { listProfiles, regionOfProfile } from './profiles.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-aws-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function read(config: string | Buffer | null, credentials: string | null = null) {
  const env = {
    AWS_CONFIG_FILE: path.join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
  };
  if (config !== null) await writeFile(env.AWS_CONFIG_FILE, config);
  if (credentials !== null) await writeFile(env.AWS_SHARED_CREDENTIALS_FILE, credentials);
  return await readConfigFiles(configFilePaths(env));
}

async function list(config: string, credentials: string | null = null) {
  const files = await read(config, credentials);
  return Object.fromEntries(listProfiles(files, {}).map((profile) => [profile.name, profile]));
}

describe('listProfiles', () => {
  it('tells how each profile gets credentials', async () => {
    const profiles = await list(
      `[default]
region = eu-west-1
[profile keys]
aws_access_key_id = AKIA
aws_secret_access_key = s
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = dev
region = eu-central-1
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-north-1
[profile role]
role_arn = arn:aws:iam::444455556666:role/admin
source_profile = keys
[profile process]
credential_process = get-keys --all
[profile web]
role_arn = arn:aws:iam::444455556666:role/ci
web_identity_token_file = /tmp/token
[profile login]
login_session = arn:aws:iam::111122223333:user/anna
[profile container]
role_arn = arn:aws:iam::444455556666:role/x
credential_source = EcsContainer
[services local]
ssm =
  endpoint_url = http://127.0.0.1:1
`,
      '[only-here]\naws_access_key_id=A\naws_secret_access_key=B\n',
    );
    const kinds = Object.fromEntries(Object.entries(profiles).map(([name, { kind }]) => [name, kind]));
    expect(kinds).toEqual({
      default: 'unusable',
      keys: 'static-keys',
      sso: 'sso',
      role: 'assume-role',
      process: 'credential-process',
      web: 'web-identity',
      login: 'login',
      container: 'assume-role',
      'only-here': 'static-keys',
    });
    expect(profiles['sso']).toMatchObject({
      region: 'eu-central-1',
      accountId: '111122223333',
      problem: null,
    });
    expect(profiles['role']).toMatchObject({ id: 'profile:role', accountId: '444455556666', problem: null });
    expect(profiles['default']?.problem).toBe('Nothing in this profile gives credentials.');
  });

  it.each([
    ['role_arn = arn:x\nsource_profile = nobody', 'source_profile "nobody" does not exist.'],
    ['role_arn = arn:x\nsource_profile = b\n[profile b]\nrole_arn = arn:y\nsource_profile = a', 'source_profile goes in a circle through "b".'],
    ['role_arn = arn:x\nsource_profile = a', 'source_profile goes in a circle through "a".'],
    ['role_arn = arn:x', 'role_arn needs a source_profile or a credential_source.'],
    ['role_arn = arn:x\nsource_profile = b\ncredential_source = Environment', 'source_profile and credential_source exclude each other.'],
    ['role_arn = arn:x\ncredential_source = Moon', 'credential_source "Moon" is not one of Environment, Ec2InstanceMetadata, EcsContainer.'],
    ['aws_access_key_id = A', 'aws_secret_access_key is missing.'],
    ['sso_session = nowhere', 'The sso-session "nowhere" does not exist.'],
    ['sso_start_url = https://x\nsso_region = eu-west-1', 'sso_account_id, sso_role_name are missing.'],
    ['services = none\naws_access_key_id = A\naws_secret_access_key = B', 'The services section "none" does not exist.'],
  ])('says what is wrong: %s', async (body, problem) => {
    expect((await list(`[profile a]\n${body}\n`))['a']?.problem).toBe(problem);
  }); // prettier-ignore

  it('accepts a role whose source is a profile of the same name with keys', async () => {
    const own = 'role_arn = arn:x\nsource_profile = a\naws_access_key_id = A\naws_secret_access_key = B';
    expect((await list(`[profile a]\n${own}\n`))['a']).toMatchObject({ kind: 'assume-role', problem: null });
  });

  it('lays the credentials file over the config file', async () => {
    const files = await read(
      '[profile a]\nregion = eu-west-1\naws_access_key_id = OLD\naws_secret_access_key = s\n',
      '[a]\naws_access_key_id = NEW\n',
    );
    expect(files.profiles.get('a')).toMatchObject({ region: 'eu-west-1', aws_access_key_id: 'NEW' });
  });

  it('takes the region of the source when a role names none', async () => {
    const files = await read(
      '[profile base]\nregion = us-east-2\n[profile r]\nrole_arn = arn:x\nsource_profile = base\n',
    );
    expect(regionOfProfile('r', files)).toBe('us-east-2');
  });

  it('lists the environment only when it holds credentials', async () => {
    const files = await read(null);
    expect(listProfiles(files, {})).toEqual([]);
    const env = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B', AWS_DEFAULT_REGION: 'eu-west-3' };
    expect(listProfiles(files, env)).toMatchObject([
      { id: 'environment', kind: 'environment', region: 'eu-west-3' },
    ]);
  });
});

describe('damaged config files', () => {
  it.each([
    ['no section', 'region = eu-west-1\n', /Line 1 stands before the first section/],
    ['open bracket', '[profile a\nregion = x\n', /Line 1 begins a section but does not close it/],
    ['no equals sign', '[profile a]\nregion\n', /Line 2 has no "="/],
    ['forbidden name', '[profile __proto__]\nregion = x\n', /name that is not allowed/],
    ['binary', Buffer.from([0x5b, 0x00, 0xff]), /not a text file/],
  ])('are a problem, never a crash: %s', async (_name, text, why) => {
    const files = await read(text);
    expect(files.problems.map((problem) => problem.code)).toEqual(['aws/profile-invalid']);
    expect(files.problems[0]?.detail).toMatch(why);
    expect(() => listProfiles(files, {})).not.toThrow();
  });

  it('says nothing about files that are not there', async () => {
    expect((await read(null)).problems).toEqual([]);
  });
});

it.skipIf(process.platform === 'win32')('does not wait for a pipe that nobody writes to', async () => {
  execFileSync('mkfifo', [path.join(folder, 'config')]);
  const files = await read(null, '[keys]\naws_access_key_id = AKIA\naws_secret_access_key = s\n');
  expect(listProfiles(files, {}).map(({ name }) => name)).toEqual(['keys']);
  expect(files.problems.map(({ detail }) => detail)).toEqual(['It is a pipe, which can be read only once.']);
});
