// What Remmina is given, recorded by a stand-in: the password by standard input only, and nothing of it stays.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rdpOptionsSchema } from '../../shared/rdp.ts';
import {
  called,
  expectSecretOnlyInInput,
  launch,
  NEVER,
  PASSWORD,
  standIns,
  start,
} from './fixtures/client-launches.ts';

describe('Remmina', () => {
  it('puts the password into its file itself; the file is ours alone and goes with the launch', async () => {
    start('linux', { remmina: `if (call.args[0] === '-c') { ${NEVER} }` });
    const running = await launch('remmina');
    const calls = await called(2);
    const [update, connect] = calls;
    const file = update?.args[1] ?? '';
    expect(update?.args).toEqual(['--update-profile', file, '--set-option', 'password']);
    expect(update?.input).toBe(`${PASSWORD}\n`);
    expect(connect?.args).toEqual(['-c', file]);
    expect(update?.files[file]).toMatchObject({
      mode: '600',
      text: expect.stringContaining('server=127.80.1.2:40123\n') as string,
    });
    expect(update?.files[file]?.text).toContain('name=sql-report-01\n');
    expectSecretOnlyInInput(calls);
    // With a session bus the password would go into the keyring and stay, and the window to another Remmina.
    for (const { env } of calls) expect(env['DBUS_SESSION_BUS_ADDRESS']).toBe('unix:path=/nonexistent');
    await running.connected(); // what is left then is looked for after each test
    await running.close();
    expect(await running.ended, 'its process ends with the desktop').toEqual({ kind: 'closed' });
  });

  it('says every option, and what its profiles cannot say', async () => {
    start('linux', { remmina: '' });
    const options = rdpOptionsSchema.parse({
      display: { kind: 'all-monitors' },
      scale: 150,
      clipboard: false,
      drives: true,
      sound: 'off',
      adminSession: true,
      networkLevelAuthentication: 'required',
    });
    const running = await launch('remmina', { options, certificate: null });
    expect(running.notes).toEqual([expect.stringContaining('scale') as string]);
    expect(await running.ended, 'its window was closed').toEqual({ kind: 'closed' });
    const call = standIns.calls()[0];
    const lines = call?.files[call.args[1] ?? '']?.text.split('\n');
    for (const line of ['multimon=1', 'viewmode=2', 'disableclipboard=1', 'drive=/', 'sharefolder=/'])
      expect(lines).toContain(line);
    for (const line of ['sound=off', 'console=1', 'security=nla', 'cert_ignore=0'])
      expect(lines).toContain(line);
  });

  it('as a Flatpak sees its file, and no keyring', async () => {
    start('linux', { flatpak: `if (call.args.includes('-c')) { ${NEVER} }` });
    await launch('remmina');
    const [info, update, connect] = await called(3);
    expect(info?.args).toEqual(['info', 'org.remmina.Remmina']);
    const [run, bus, folder, app, ...rest] = update?.args ?? [];
    expect([run, bus, app]).toEqual([
      'run',
      '--env=DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent',
      'org.remmina.Remmina',
    ]);
    const [, file = ''] = rest;
    expect(folder).toBe(`--filesystem=${path.dirname(file)}`);
    expect(connect?.args.slice(3)).toEqual(['org.remmina.Remmina', '-c', file]);
    expectSecretOnlyInInput(standIns.calls());
  });

  it('leaves nothing when it does not take the password', async () => {
    start('linux', { remmina: 'process.exit(1)' });
    await expect(launch('remmina')).rejects.toMatchObject({ code: 'rdp/client-failed' });
  });
});
