// What each RDP client program is given, recorded by stand-ins; the password may be in standard input only.
// Never run here: mstsc, Windows App. Real FreeRDP 2: connection/desktop.test.ts. Remmina: remmina.test.ts.
import { describe, expect, it } from 'vitest';
import { rdpOptionsSchema } from '../../shared/rdp.ts';
import {
  called,
  expectSecretOnlyInInput,
  launch,
  NEVER,
  PASSWORD,
  signal,
  standIns,
  start,
} from './fixtures/client-launches.ts';
import type { StandInCall } from './fixtures/stand-in.ts';
import { chooseClient, findClients } from './rdp-clients.ts';

describe('FreeRDP', () => {
  it('3 gets everything by standard input, nothing by its command line', async () => {
    start('linux', { xfreerdp3: NEVER });
    await launch(null);
    const calls = await called(1);
    expect(calls[0]?.args).toEqual(['/args-from:stdin']);
    const lines = calls[0]?.input.split('\n') ?? [];
    expect(lines).toContain(`/p:${PASSWORD}`);
    expect(lines).toContain('/v:127.80.1.2:40123');
    expect(lines).toContain('/u:Administrator');
    expect(lines).toContain('/t:sql-report-01');
    expect(lines).toContain(`/cert:fingerprint:sha256:${'ab:'.repeat(31)}ab`);
    expect(lines).not.toContain('+drives');
    expectSecretOnlyInInput(calls);
  });

  it('2 gets only the password by standard input', async () => {
    start('linux', {
      xfreerdp: `if (call.args[0] === '--version') { console.log('This is FreeRDP version 2.11.7 (2.11.7)'); process.exit(0); } ${NEVER}`,
    });
    await launch(null, {
      options: rdpOptionsSchema.parse({
        display: { kind: 'full-screen' },
        clipboard: false,
        drives: true,
        sound: 'off',
        adminSession: true,
        networkLevelAuthentication: 'required',
        scale: 150,
      }),
    });
    // Asked for its version twice: as 3, as 2.
    const call = (await called(3)).at(-1);
    expect(call?.input).toBe(`${PASSWORD}\n`);
    expect(call?.args).toEqual(
      expect.arrayContaining([
        '/f',
        '-clipboard',
        '+drives',
        '/audio-mode:2',
        '/admin',
        '/sec:nla',
        '/scale-desktop:150',
        '/scale:140',
        '/from-stdin:force',
      ]),
    );
    expectSecretOnlyInInput(standIns.calls());
  });

  it('is told apart by its version where the name does not say it', async () => {
    start('linux', { xfreerdp: "console.log('This is FreeRDP version 3.5.1 (3.5.1)')" });
    const found = await findClients(standIns.world, signal);
    expect(found.map(({ client }) => client.id)).toEqual(['freerdp3']);
  });

  it('says in words what its exit code means, without the password', async () => {
    start('linux', {
      xfreerdp3: 'console.error("[1:2][ERROR][x] - no such thing: " + call.input); process.exit(133);',
    });
    const ending = await (await launch('freerdp3')).ended;
    expect(ending).toMatchObject({ kind: 'failed', error: { code: 'rdp/client-failed' } });
    expect(JSON.stringify(ending)).not.toContain('/p:-ü');
    standIns.add('xfreerdp3', 'process.exit(132)');
    expect(await (await launch('freerdp3')).ended).toMatchObject({
      error: { code: 'rdp/sign-in-refused', detail: expect.stringContaining('first one') as string },
    });
    standIns.add('xfreerdp3', 'process.exit(12)');
    expect(await (await launch('freerdp3')).ended).toEqual({ kind: 'closed' });
  });
});

describe('mstsc', () => {
  const order = (call: StandInCall | undefined): Record<string, unknown> =>
    JSON.parse(Buffer.from(call?.input ?? '', 'base64').toString('utf8')) as Record<string, unknown>;

  it('is opened without a file; its credential goes through standard input of a script that is always the same', async () => {
    start('win32', { 'mstsc.exe': '', 'powershell.exe': "process.stdin.on('end', () => process.exit(0));" });
    const running = await launch(null);
    const [call] = await called(1);
    expect(call?.args.slice(0, 3)).toEqual(['-NoProfile', '-NonInteractive', '-EncodedCommand']);
    const script = Buffer.from(call?.args[3] ?? '', 'base64').toString('utf16le');
    expect(script).toContain('CredWriteW');
    expect(script).not.toContain('127.80.1.2');
    expect(order(call)).toMatchObject({
      credentialName: 'TERMSRV/127.80.1.2',
      userName: '.\\Administrator',
      password: PASSWORD,
      certificateHash: 'cd'.repeat(20),
      args: ['/v:127.80.1.2:40123'],
      title: 'sql-report-01',
    });
    expectSecretOnlyInInput(standIns.calls());
    await running.close();
    expect(await running.ended).toEqual({ kind: 'closed' });
  });

  it.each([
    [{ display: { kind: 'fit' } }, []],
    [{ display: { kind: 'window', width: 1024, height: 700 } }, ['/w:1024', '/h:700']],
    [{ display: { kind: 'full-screen' } }, ['/f']],
    [{ display: { kind: 'all-monitors' }, adminSession: true }, ['/multimon', '/admin']],
  ] as const)('is told %j without a file', async (options, args) => {
    start('win32', { 'mstsc.exe': '', 'powershell.exe': "process.stdin.on('end', () => process.exit(0));" });
    await launch('mstsc', { options: rdpOptionsSchema.parse(options) });
    const [call] = await called(1);
    expect(order(call)['args']).toEqual(['/v:127.80.1.2:40123', ...args]);
    expect(standIns.leftFiles()).toEqual([]);
  });

  it('gets a file, without a password and called like the instance, where /v: cannot say what is wanted', async () => {
    start('win32', { 'mstsc.exe': '', 'powershell.exe': "process.stdin.on('end', () => process.exit(0));" });
    await launch('mstsc', { options: rdpOptionsSchema.parse({ sound: 'off' }), instanceName: 'a/b: "prod"' });
    const [call] = await called(1);
    const [file] = order(call)['args'] as string[];
    expect(file).toMatch(/a-b- -prod-\.rdp"$/);
    expect(standIns.leftFiles().some((name) => name.endsWith('.rdp'))).toBe(true);
    expectSecretOnlyInInput(standIns.calls());
  });

  it('says when Windows refuses to keep the credential', async () => {
    start('win32', { 'mstsc.exe': '', 'powershell.exe': 'process.exit(90)' });
    expect(await (await launch('mstsc')).ended).toMatchObject({
      kind: 'failed',
      error: { code: 'rdp/client-failed', detail: expect.stringContaining('policy') as string },
    });
  });
});

describe('Windows App', () => {
  it('is opened with a file, is given no password, and says so', async () => {
    start('darwin', { open: '', mdfind: "console.log('/Applications/Elsewhere/Windows App.app')" });
    const running = await launch(null);
    const [find, open] = await called(2);
    expect(find?.args[0]).toContain('com.microsoft.rdc.macos');
    expect(open?.args.slice(0, 2)).toEqual(['-a', '/Applications/Elsewhere/Windows App.app']);
    expect(open?.args[2]).toMatch(/sql-report-01\.rdp$/);
    expect(running.notes.join()).toContain('no password');
    expect(running.notes.join()).toContain('fingerprint is ab:ab:');
    expect(await running.ended).toEqual({ kind: 'handed-over' });
    expect(JSON.stringify(standIns.calls())).not.toContain('/p:-ü');
  });
});

describe('a command of the user', () => {
  it('gets host, port, user and name as whole arguments', async () => {
    start('linux', { 'my-client': '' });
    const running = await launch(
      'custom',
      { instanceName: 'a b' },
      `my-client --to {host}:{port} "--as={user}" --title {name} '{password}'`,
    );
    const [call] = await called(1);
    expect(call?.args).toEqual([
      '--to',
      '127.80.1.2:40123',
      '--as=.\\Administrator',
      '--title',
      'a b',
      '{password}',
    ]);
    expect(call?.input).toBe('');
    expect(running.notes.join()).toContain('fingerprint is ab:ab:');
    expect(await running.ended).toEqual({ kind: 'handed-over' });
  });
});

it('says what to install where nothing is found', async () => {
  start('linux', {});
  await expect(chooseClient({ id: null, command: null }, standIns.world, signal)).rejects.toMatchObject({
    code: 'rdp/client-missing',
    detail: expect.stringContaining('FreeRDP') as string,
  });
});
