// Ansible itself reaches the sandbox's machines by the names that Sallyport writes, with the app open and closed.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AwsAccess } from '../../shared/aws.ts';
import { savedConnectionIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { ENVIRONMENT_PROFILE_ID } from '../../shared/profile-ids.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { settingsSchema } from '../../shared/settings.ts';
import { serveCommandLine } from '../app/serve-command-line.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { accessTo, sandboxCloud } from '../connection/fixtures/sandbox-cloud.ts';
import { type Library, openLibrary } from '../library/library.ts';
import { type Ansible, openAnsible, writePlaybook } from './fixtures/ansible.ts';
import { useCliFixture, WEB } from './fixtures/cli-fixture.ts';

const fixture = useCliFixture();
const HOSTS = ['web', 'runner'];
const INVENTORY = ['-i', `${HOSTS.join(',')},`];
let folder: string;
let ansible: Ansible | null = null;

/** Saved connections in the data folder of an app; `access` is what they were saved with. */
async function savedIn(dataFolder: string, access: AwsAccess): Promise<Library> {
  const library = await openLibrary({
    file: path.join(dataFolder, 'library.json'),
    clock: systemClock,
    newId: () => savedConnectionIdSchema.parse(randomUUID()),
    otherNotices: [],
  });
  // The second one has no agent: by an endpoint.
  for (const [name, id, user] of [
    ['Web', WEB, 'ec2-user'],
    ['Runner', 'i-0b6d1e8f3a2c94705', 'ubuntu'],
  ] as const)
    // prettier-ignore
    await library.save({
      name,
      access,
      targetId: targetIdSchema.parse(id),
      targetName: null,
      platform: 'linux',
      kind: 'shell',
      desktop: null,
      how: { ...DEFAULT_CONNECT, user },
      isFavourite: false,
    });
  return library;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sal-ansible-'));
});
afterEach(async () => {
  await ansible?.close();
  ansible = null;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function pingsAndCopies(
  used: Ansible,
  home: string,
  settings: Record<string, string> = {},
): Promise<void> {
  const ping = await used.run('ansible', [...INVENTORY, 'all', '-m', 'ping', '-o'], settings);
  expect(ping.code, `${ping.stdout}${ping.stderr}`).toBe(0);
  for (const host of HOSTS)
    expect(ping.stdout).toMatch(new RegExp(`^${host} \\| SUCCESS.*"ping": "pong"`, 'm'));
  const marker = randomUUID();
  const playbook = await writePlaybook(home, marker);
  const play = await used.run('ansible-playbook', [...INVENTORY, playbook], settings);
  expect(play.code, `${play.stdout}${play.stderr}`).toBe(0);
  for (const user of ['ec2-user', 'ubuntu'])
    expect(play.stdout).toMatch(new RegExp(`"${user}",\\s+"${marker}",\\s+"300000",\\s+"600"`));
}

describe('with the app closed', () => {
  it.each([
    ['sftp', {}],
    ['scp', { ANSIBLE_SSH_TRANSFER_METHOD: 'scp' }],
    ['pipelining', { ANSIBLE_PIPELINING: '1', ANSIBLE_SSH_TRANSFER_METHOD: 'piped' }],
  ])('pings and copies by %s', async (name, settings) => {
    const { env, region } = fixture.sandbox;
    const home = path.join(folder, name);
    const library = await savedIn(home, { profileId: ENVIRONMENT_PROFILE_ID, region });
    const saved = library.snapshot().connections;
    ansible = await openAnsible({ folder: home, cli: fixture.cli.file, saved, dataFolder: home, env });
    await pingsAndCopies(ansible, home, settings);
  });
});

describe('with the app open', () => {
  it('pings and copies with nothing of AWS of its own', async () => {
    const home = path.join(folder, 'open');
    const access = accessTo(fixture.sandbox);
    const library = await savedIn(home, access);
    const cloud = sandboxCloud(fixture.sandbox);
    const app = serveCommandLine({
      dataFolder: home,
      cloud: () => Promise.resolve(cloud),
      library,
      settings: { value: settingsSchema.parse({ lastAccess: access }) },
      clock: systemClock,
      log: silentLog,
    });
    try {
      const saved = library.snapshot().connections;
      ansible = await openAnsible({ folder: home, cli: fixture.cli.file, saved, dataFolder: home, env: {} });
      await pingsAndCopies(ansible, home);
    } finally {
      await ansible?.close();
      ansible = null;
      await app.close();
      cloud.close();
    }
  });
});
