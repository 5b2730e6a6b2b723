// Host keys and endings of shells over SSH, through the real engine against the sandbox.
import { describe, expect, it } from 'vitest';
import { COMPANY } from '../sandbox/company/company.ts';
import { openOn, sandboxCloud, say } from './fixtures/sandbox-cloud.ts';
import { sandboxShells } from './fixtures/sandbox-shells.ts';

const WEB = 'i-0a1b2c3d4e5f60718';
const BUILD_RUNNER = 'i-0b6d1e8f3a2c94705';
const JUMP = COMPANY.jump;
/** One socket is the agents' control channel. */
const NOTHING_OPEN = { sessions: [], tunnels: [], openSocketCount: 1, ssh: { connectionCount: 0 } };

const around = sandboxShells();
const { open, visit, opened, newCloud } = around;

describe('host keys', () => {
  it('are pinned: another key stops before anything is sent', async () => {
    newCloud();
    await opened(visit(WEB));
    const again = await opened(visit(WEB));
    expect(again.way().hostKey?.trust).toBe('known');
    around.sandbox.faults.denyAction('ec2:GetConsoleOutput');
    await around.sandbox.instanceConnect.faults.replaceHostKeys(WEB);
    const opening = visit(WEB);
    await expect(opening.shell).rejects.toMatchObject({ code: 'ssh/host-key-changed' });
    expect(opening.phases).not.toContain('sending-key');
  });

  it('a new key that the machine itself printed is taken', async () => {
    newCloud();
    await opened(visit(WEB));
    await around.sandbox.instanceConnect.faults.replaceHostKeys(WEB);
    const again = await opened(visit(WEB));
    expect(again.way().hostKey?.trust).toBe('console');
    expect(around.cloud.questions).toEqual([]);
  });

  it('off AWS’s own routes the user is asked about a first key that nothing vouches for', async () => {
    newCloud();
    around.sandbox.faults.denyAction('ec2:GetConsoleOutput');
    const how = { route: { kind: 'direct', address: null } as const };
    await expect(visit(JUMP, { how }).shell).rejects.toMatchObject({
      code: 'ssh/host-key-refused',
    });
    expect(around.cloud.questions).toMatchObject([
      { kind: 'host-key', detail: expect.stringContaining('SHA256:') as string },
    ]);
    around.cloud.answer = () => 'yes';
    const { way } = await opened(visit(JUMP, { how }));
    expect(way().hostKey?.trust).toBe('accepted');
    expect((await opened(visit(JUMP, { how }))).way().hostKey?.trust).toBe('known');
  });
});

describe('the end', () => {
  it.each([
    ['exit', 0],
    ['exit 3', 3],
  ])('%s ends the connection with its code', async (command, code) => {
    const { shell } = await open(BUILD_RUNNER);
    shell.stream.resume();
    shell.stream.write(`${command}\r`);
    expect(await shell.ending).toMatchObject({ kind: 'exited', exitCode: code });
  });

  it('a tunnel that is cut says so', async () => {
    const { shell } = await open(BUILD_RUNNER);
    shell.stream.resume();
    expect(around.sandbox.instanceConnect.faults.cutTunnels()).toBe(1);
    expect(await shell.ending).toMatchObject({ kind: 'failed', error: { code: 'eice/lost' } });
  });

  it('a message gateway that cuts is healed under SSH', async () => {
    const { shell, phases } = await open(WEB);
    expect(around.sandbox.faults.dropSockets({ side: 'client' })).toBe(1);
    expect(await say(shell, 'echo still here')).toContain('still here');
    expect(phases.slice(-2)).toEqual(['reconnecting', 'open']);
  });

  it('closing leaves no session, no tunnel and no SSH connection', async () => {
    const { shell: one } = await open(WEB);
    const { shell: two } = await open(BUILD_RUNNER);
    await Promise.all([one.close(), two.close()]);
    await expect.poll(() => around.sandbox.stats()).toMatchObject(NOTHING_OPEN);
  });

  it('a cancel at any step leaves nothing behind', async () => {
    for (const target of [WEB, BUILD_RUNNER])
      for (const ms of [0, 5, 15, 30, 60, 100]) {
        const controller = new AbortController();
        const opening = openOn(sandboxCloud(around.sandbox), around.sandbox, target, {
          signal: controller.signal,
        });
        setTimeout(() => {
          controller.abort();
        }, ms);
        await opening.shell.then(
          (shell) => shell.close(),
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'cancelled' });
          },
        );
      }
    await expect.poll(() => around.sandbox.stats()).toMatchObject(NOTHING_OPEN);
  });
});
