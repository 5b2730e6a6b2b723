// One click to a real desktop: sandbox, engine, tunnel, xrdp, xfreerdp on a display. And the password nowhere but where
// it belongs.
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { targetIdSchema } from '../../shared/ids.ts';
import { rdpOptionsSchema, type RdpPhase } from '../../shared/rdp.ts';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { Secret } from '../base/secret.ts';
import { RdpSession } from '../rdp/launch.ts';
import { rememberPins } from '../rdp/rdp-certificate.ts';
import { chooseClient } from '../rdp/rdp-clients.ts';
import { COMPANY } from '../sandbox/company/company.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { DESKTOP_COLOUR } from '../sandbox/windows-desktop-files.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { openDesktopTunnel } from './desktop-tunnel.ts';
import { loneParts } from './fixtures/lone-parts.ts';
import { placesOf } from './fixtures/places-of.ts';
import { clientsOf } from './fixtures/port-line.ts';
import { openTestDisplay, type TestDisplay } from './fixtures/test-display.ts';
import type { ReachParts } from './reach-target.ts';
import { openRouteLine } from './route-line.ts';
import { firstWindowsPassword, type KeySource } from './windows-credentials.ts';

// That desktop needs a network of its own: root on Linux. What else it needs is installed, or the test fails.
const canRun = process.platform === 'linux' && process.getuid?.() === 0;
const target = targetIdSchema.parse(COMPANY.sqlReport);
const LONG_MS = 180_000;

describe.runIf(canRun)('a desktop', () => {
  let sandbox: Sandbox;
  let clients: AwsClients;
  let display: TestDisplay;
  let reach: ReachParts;
  const sessions: RdpSession[] = [];

  beforeAll(async () => {
    display = await openTestDisplay();
    sandbox = await startSandbox();
    clients = await clientsOf(sandbox, () => sandbox.env);
    reach = loneParts(clients);
  }, LONG_MS);
  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.cancel();
    sandbox.faults.reset();
    reach.facts.forget(clients.access, target);
  });
  afterAll(async () => {
    clients.close();
    await sandbox.close();
    await display.close();
  });

  const keys: KeySource = {
    privateKey: async () => new Secret(readFileSync(sandbox.windows.keyFile, 'utf8')),
    passphrase: () => Promise.reject(new Error('not protected')),
  };

  const signal = new AbortController().signal;
  const world = () => ({
    platform: 'linux' as const,
    env: display.env,
    tempDir: tmpdir(),
    clock: systemClock,
  });
  const openTunnel = (localAddress: string, inner: AbortSignal) =>
    openDesktopTunnel(
      {
        clients,
        targetId: target,
        name: 'sql-report-01',
        localAddress,
        openLine: (spec, line) => openRouteLine(spec, clients, reach, line),
        guard: peerGuardFor(process.platform, process.getuid?.()),
        owners: portOwnersFor(process.platform),
        clock: systemClock,
        random: Math.random,
        log: silentLog,
      },
      inner,
    );

  function open(localAddress = '127.80.1.2') {
    const phases: string[] = [];
    const [clock, random] = [systemClock, Math.random];
    const session = new RdpSession({
      instanceId: target,
      instanceName: 'sql-report-01',
      options: rdpOptionsSchema.parse({ display: { kind: 'window', width: 1024, height: 700 } }),
      openTunnel: (inner) => openTunnel(localAddress, inner),
      credentials: (inner) => firstWindowsPassword({ clients, instanceId: target, keys, clock }, inner),
      chooseClient: (inner) => chooseClient({ id: 'freerdp2', command: null }, world(), inner),
      mayLaunch: () => Promise.resolve(),
      pins: async () => rememberPins(),
      clock,
      random,
    });
    session.onPhase((phase) => {
      if (phases.at(-1) !== phase.kind) phases.push(phase.kind);
    });
    sessions.push(session);
    return { session, phases };
  }

  const reaches = (session: RdpSession, kind: RdpPhase['kind']) =>
    expect.poll(() => session.phase, { timeout: 40_000, interval: 100 }).toMatchObject({ kind });
  const isSignedIn = () =>
    expect
      .poll(() => display.shareOf(DESKTOP_COLOUR), { timeout: 30_000, interval: 300 })
      .toBeGreaterThan(0.4);

  it(
    'is reached with nothing typed, and the password is in no argv, environment, file or log',
    async () => {
      const password = sandbox.windows.accounts.passwordOf(target);
      const { session, phases } = open();
      const seen: string[] = [];
      const watching = setInterval(() => seen.push(...placesOf(password)), 40);
      await reaches(session, 'open');
      await isSignedIn();
      clearInterval(watching);
      expect(seen).toEqual([]);
      // The search finds what is there: our own command line.
      expect(placesOf(process.argv[1] ?? '')).not.toEqual([]);
      expect(phases).toEqual([
        'waiting-for-desktop',
        'checking-certificate',
        'getting-password',
        'starting-client',
        'waiting-for-client',
        'open',
      ]);
      expect(display.windowTitles()).toContain('sql-report-01');
      if (process.env['SALLYPORT_SCREENSHOTS'] !== undefined)
        display.screenshot(path.join(process.env['SALLYPORT_SCREENSHOTS'], 'desktop.png'));
      expect(placesOf(password, path.dirname(path.dirname(sandbox.windows.keyFile)), display.home)).toEqual(
        [],
      );
      await session.cancel();
      expect(session.phase).toMatchObject({ kind: 'ended', ending: { kind: 'cancelled' } });
      await expect.poll(() => display.windowTitles()).not.toContain('sql-report-01');
      await expect.poll(() => sandbox.stats().sessions).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'comes back with everything again after it was closed',
    async () => {
      const { session } = open();
      await reaches(session, 'open');
      await isSignedIn();
      await session.reconnect();
      await reaches(session, 'open');
      await isSignedIn();
    },
    LONG_MS,
  );

  it(
    'survives the loss of every socket while it is open',
    async () => {
      const { session } = open();
      await reaches(session, 'open');
      await isSignedIn();
      sandbox.faults.dropSockets();
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(session.phase.kind).toBe('open');
      expect(display.windowTitles()).toContain('sql-report-01');
    },
    LONG_MS,
  );

  it('does not show the desktop to a client that was told another certificate', async () => {
    const { client, found } = await chooseClient({ id: 'freerdp2', command: null }, world(), signal);
    const certificate = { sha256: 'ab'.repeat(32), sha1: 'ab'.repeat(20) };
    const wrong = await openTunnel('127.80.1.3', signal);
    const running = await client.launch(
      found,
      {
        ...{ host: wrong.host, port: wrong.port, instanceName: 'wrong', security: 'tls', certificate },
        credentials: { userName: 'Administrator', password: new Secret('x') },
        options: rdpOptionsSchema.parse({}),
      },
      signal,
    );
    const ending = await running.ended;
    await wrong.close();
    expect(ending).toMatchObject({ kind: 'failed', error: { code: 'rdp/client-failed' } });
    if (ending.kind === 'failed') expect(ending.error.message).toContain('certificate');
  });

  it('stops where the target is not connected, and leaves no session', async () => {
    sandbox.faults.setAgentStatus(target, 'offline');
    const { session } = open();
    await session.ended;
    expect(session.phase).toMatchObject({
      kind: 'ended',
      ending: { kind: 'failed', error: { code: 'target/not-connected' } },
    });
    await expect.poll(() => sandbox.stats().sessions).toEqual([]);
  });

  it('says when the password is not there, and when the key is another one', async () => {
    sandbox.windows.setPasswordState(target, 'pending');
    const ask = (source: KeySource = keys) =>
      firstWindowsPassword(
        { clients, instanceId: target, keys: source, clock: systemClock },
        new AbortController().signal,
      );
    await expect(ask()).rejects.toMatchObject({ code: 'rdp/password-unavailable' });
    sandbox.windows.setPasswordState(target, 'ready');
    await sandbox.windows.accounts.keyPair('another');
    const other = readFileSync(sandbox.windows.accounts.keyFile('another'), 'utf8');
    await expect(ask({ ...keys, privateKey: async () => new Secret(other) })).rejects.toMatchObject({
      code: 'rdp/wrong-key',
      detail: expect.stringContaining('finance-rdp') as string,
    });
    sandbox.faults.denyAction('ec2:GetPasswordData');
    await expect(ask()).rejects.toMatchObject({ code: 'aws/access-denied' });
  });

  it('can be cancelled at any step', async () => {
    for (const step of ['opening-tunnel', 'waiting-for-desktop', 'getting-password'] as const) {
      const { session } = open();
      if (step !== 'opening-tunnel')
        await new Promise<void>((resolve) => {
          session.onPhase(({ kind }) => {
            if (kind === step) resolve();
          });
        });
      await session.cancel();
      expect(session.phase).toMatchObject({ kind: 'ended', ending: { kind: 'cancelled' } });
    }
    await expect.poll(() => sandbox.stats().sessions).toEqual([]);
  });
});
