// Desktops with their questions and memory, on a real disk: what is asked, what is remembered, and what never is.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { awsAccessSchema } from '../../shared/aws.ts';
import { type DesktopAnswer, desktopSpecSchema, type DesktopSnapshot } from '../../shared/desktop.ts';
import { type DesktopId, savedConnectionIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import type { Library } from '../library/library.ts';
import type { SavedDesktops } from '../library/saved-desktops.ts';
import type { DesktopDesk } from './desktop-desk.ts';
import { openTestDesk } from './fixtures/test-desk.ts';

const SQL = targetIdSchema.parse('i-0c9f4a7b2d6e15380');
const ACCESS = awsAccessSchema.parse({ profileId: 'profile:acme', region: 'eu-west-1' });
const SANDBOX = awsAccessSchema.parse({ profileId: 'sandbox', region: 'eu-west-1' });
const PASSWORD = 'hunter2 "ü"';

let test: Awaited<ReturnType<typeof openTestDesk>>;
let desk: DesktopDesk;
let library: Library;
let saved: SavedDesktops;

/** As quitting does it: what is being written is written. */
async function restart(): Promise<void> {
  await desk.live.closeAll();
  await saved.settled();
  ({ desk, library, saved } = await test.start());
}

beforeEach(async () => {
  test = await openTestDesk();
  ({ desk, library, saved } = await test.start());
});
afterEach(async () => {
  await desk.live.closeAll();
  expect(test.fake.state).toMatchObject({ openTunnels: 0, openClients: 0 });
  // A folder in which something is still being written cannot be removed.
  await Promise.all([saved.settled(), library.settled()]);
  await test.close();
});

const open = (access = ACCESS, savedConnectionId: string | null = null): DesktopId =>
  desk.open({
    access,
    targetId: SQL,
    title: 'sql-report-01',
    savedConnectionId: savedConnectionId === null ? null : savedConnectionIdSchema.parse(savedConnectionId),
  });
const now = (id: DesktopId): DesktopSnapshot => desk.live.get(id).snapshot();
async function asks(id: DesktopId, kind: string, code: string | null = null) {
  await expect.poll(() => now(id).question).toMatchObject({ kind, problem: code === null ? null : { code } });
}
async function answer(id: DesktopId, given: DesktopAnswer): Promise<void> {
  const question = now(id).question;
  if (question === null) throw new Error('nothing was asked');
  await desk.answer(id, question.id, given);
}
async function signedIn(id: DesktopId): Promise<string> {
  await expect.poll(() => now(id).phase.kind).toBe('waiting-for-client');
  const { userName, password } = test.fake.launched.at(-1)?.credentials ?? {};
  return `${userName ?? ''} ${password?.reveal() ?? ''}`;
}
const account = (keep: 'no' | 'in-keychain' | 'even-in-plain-text'): DesktopAnswer => ({
  ...{ kind: 'account', userName: 'CORP\\anna', password: PASSWORD, keep },
});

it('in the sandbox asks nothing', async () => {
  expect(await signedIn(open(SANDBOX))).toBe('.\\Administrator from AWS');
});

it('asks for the key until one fits, and knows it the next time; its content is stored nowhere', async () => {
  const id = open();
  await asks(id, 'key-file');
  await answer(id, { kind: 'choose-file' });
  await asks(id, 'key-file');
  test.person.keyFile = test.inDir('nowhere.pem');
  await answer(id, { kind: 'choose-file' });
  await asks(id, 'key-file', 'rdp/key-unreadable');
  test.person.keyFile = test.inDir('wrong.pem');
  await answer(id, { kind: 'choose-file' });
  await asks(id, 'key-file', 'rdp/wrong-key');
  test.person.keyFile = test.inDir('locked.pem');
  await answer(id, { kind: 'choose-file' });
  await asks(id, 'passphrase');
  await answer(id, { kind: 'passphrase', passphrase: 'sesame' });
  await asks(id, 'passphrase', 'rdp/passphrase-wrong');
  await answer(id, { kind: 'passphrase', passphrase: 'open' });
  expect(await signedIn(id)).toBe('.\\Administrator from AWS');
  await restart();
  const again = open();
  await asks(again, 'passphrase');
  for (const file of (await readdir(test.dir)).filter((name) => name.endsWith('.json')))
    expect(await readFile(test.inDir(file), 'utf8')).not.toMatch(/right key|from AWS|sesame/);
  await desk.live.get(again).close();
  expect(now(again)).toMatchObject({ question: null, phase: { ending: { kind: 'cancelled' } } });
});

it('asks for user and password where AWS has none, keeps it when told to, and uses it from then on', async () => {
  test.fake.state.firstPassword = new AppError(
    'rdp/no-key-pair',
    'The instance was launched without a key pair.',
  );
  const id = open();
  await asks(id, 'account', 'rdp/no-key-pair');
  await answer(id, account('in-keychain'));
  expect(await signedIn(id)).toBe(`CORP\\anna ${PASSWORD}`);
  expect(JSON.stringify(now(id))).not.toContain('hunter2');
  await restart();
  expect(await signedIn(open())).toBe(`CORP\\anna ${PASSWORD}`);
  const place = { targetId: SQL, savedConnectionId: null };
  const { signal } = new AbortController();
  expect(await desk.choices(place, signal)).toMatchObject({ savedUsers: ['CORP\\anna'] });
  await desk.forgetPassword(SQL, 'CORP\\anna');
  expect(await desk.choices(place, signal)).toMatchObject({
    savedUsers: [],
    spec: { userName: 'CORP\\anna' },
  });
  await asks(open(), 'account');
});

it.each([
  ['v10', 'library/keychain-plain-text'],
  ['none', 'library/keychain-unavailable'],
] as const)(
  'does not keep a password where the keychain is %s, and the question stays',
  async (kind, code) => {
    test.person.keychain = kind;
    test.fake.state.firstPassword = new AppError('rdp/password-unavailable', 'AWS has none.');
    const id = open();
    await asks(id, 'account', 'rdp/password-unavailable');
    await expect(answer(id, account('in-keychain'))).rejects.toMatchObject({ code });
    await asks(id, 'account', 'rdp/password-unavailable');
    await answer(id, account(kind === 'v10' ? 'even-in-plain-text' : 'no'));
    expect(await signedIn(id)).toBe(`CORP\\anna ${PASSWORD}`);
  },
);

it('asks again when Windows refused, and a typed password lasts as long as the desktop is listed', async () => {
  const id = open(SANDBOX);
  await signedIn(id);
  test.fake.refuse();
  await expect
    .poll(() => now(id).phase)
    .toMatchObject({ ending: { error: { code: 'rdp/sign-in-refused' } } });
  await desk.live.get(id).reconnect({ certificate: 'as-known', signIn: 'ask' });
  await asks(id, 'account', 'rdp/sign-in-refused');
  await answer(id, account('no'));
  await signedIn(id);
  test.fake.connect();
  desk.live.wake();
  expect(test.fake.state.retries).toBe(1);
  await expect.poll(() => now(id).phase.kind).toBe('open');
  await desk.live.get(id).reconnect({ certificate: 'as-known', signIn: 'as-before' });
  expect(await signedIn(id)).toBe(`CORP\\anna ${PASSWORD}`);
  await expect(readFile(test.inDir('secrets.json'), 'utf8')).rejects.toThrow('ENOENT');
});

it('stops at another certificate, and takes it only when told to', async () => {
  await test.pins.pin(SQL, 'ab'.repeat(32));
  const id = open(SANDBOX);
  await expect
    .poll(() => now(id).phase)
    .toMatchObject({ ending: { error: { code: 'rdp/certificate-changed' } } });
  expect(test.fake.launched).toEqual([]);
  await desk.live.get(id).reconnect({ certificate: 'take-new', signIn: 'as-before' });
  expect(await signedIn(id)).toBe('.\\Administrator from AWS');
});

it('opens a saved desktop as it was saved, and changes of it stay with it', async () => {
  const desktop = desktopSpecSchema.parse({ options: { display: { kind: 'full-screen' } } });
  const saved = {
    name: 'reports',
    access: SANDBOX,
    targetId: SQL,
    targetName: null,
    platform: 'windows',
    how: DEFAULT_CONNECT,
    isFavourite: false,
  } as const;
  const savedId = await library.save({ ...saved, kind: 'desktop', desktop });
  const id = open(SANDBOX, savedId);
  await signedIn(id);
  expect(test.fake.launched.at(-1)?.options.display).toEqual({ kind: 'full-screen' });
  await desk.changeSpec({ targetId: SQL, savedConnectionId: savedId }, { ...desktop, userName: 'anna' });
  expect(library.desktopOf(savedId)?.userName).toBe('anna');
  expect(desk.rememberedSpec(SQL).userName).toBeNull();
  expect(library.snapshot().connections[0]?.lastOpenedAt).not.toBeNull();
});

it('shares the disks of this computer only with an instance that a person agreed to', async () => {
  const place = { targetId: SQL, savedConnectionId: null };
  await desk.changeSpec(place, desktopSpecSchema.parse({ options: { drives: true } }));
  test.person.agrees = false;
  const id = open(SANDBOX);
  await expect.poll(() => now(id).phase).toMatchObject({ ending: { error: { code: 'consent/refused' } } });
  expect(test.fake.launched).toEqual([]);
  test.person.agrees = true;
  await desk.live.get(id).reconnect({ certificate: 'as-known', signIn: 'as-before' });
  await signedIn(id);
  expect(test.fake.launched.at(-1)?.options.drives).toBe(true);
  expect(test.person.asked).toEqual(Array(2).fill('Share the disks of this computer with “sql-report-01”?'));
  await restart();
  await signedIn(open(SANDBOX));
  expect(test.person.asked).toHaveLength(2);
});

it('writes an .rdp file without a password, and clears the clipboard of one', async () => {
  const id = open(SANDBOX);
  await signedIn(id);
  const file = (await desk.saveFile(id)) ?? '';
  expect(path.basename(file)).toBe('sql-report-01.rdp');
  const text = (await readFile(file)).toString('utf16le');
  expect(text).toMatch(/full address:s:127\.0\.0\.1:\d+\r\nusername:s:\.\\Administrator/);
  expect(text).not.toContain('from AWS');
  await desk.copyPassword(id);
  expect(test.person.clipboard).toBe('from AWS');
  test.passClipboardTime();
  await expect.poll(() => test.person.clipboard).toBe('');
  await desk.copyPassword(id);
  test.person.clipboard = 'something else by now';
  test.passClipboardTime();
  await new Promise((resolve) => setImmediate(resolve));
  expect(test.person.clipboard).toBe('something else by now');
  await desk.live.get(id).close();
  await expect(desk.saveFile(id)).rejects.toMatchObject({ code: 'tunnel/not-found' });
});

it('offers the options even where the saved passwords are those of a newer Sallyport', async () => {
  await writeFile(test.inDir('secrets.json'), '{"version":99,"data":{}}');
  const choices = await desk.choices(
    { targetId: SQL, savedConnectionId: null },
    new AbortController().signal,
  );
  expect(choices.savedUsers).toEqual([]);
});
