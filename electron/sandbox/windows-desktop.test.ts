// The sandbox's Windows instance: its password as AWS gives it, and a real desktop that leaves nothing behind.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { Secret } from '../base/secret.ts';
import { waitForRdp } from '../rdp/rdp-probe.ts';
import { decryptWindowsPassword } from '../rdp/windows-password.ts';
import { COMPANY } from './company/company.ts';
import { processesWith } from './fixtures/processes-with.ts';
import { sandboxHarness } from './fixtures/sandbox-harness.ts';
import type { Sandbox } from './sandbox.ts';

const harness = sandboxHarness();
const canRun = process.platform === 'linux' && process.getuid?.() === 0;

function dialDesktop(sandbox: Sandbox): () => Promise<net.Socket> {
  const address = sandbox.ports.find(COMPANY.sqlReport, null, 3389);
  if (address === null) throw new Error('the port is not mapped');
  return () =>
    new Promise((resolve, reject) => {
      const socket = net.connect(address);
      socket.once('connect', () => {
        resolve(socket);
      });
      socket.once('error', reject);
    });
}

const probe = (sandbox: Sandbox) =>
  waitForRdp({
    dial: dialDesktop(sandbox),
    signal: new AbortController().signal,
    clock: systemClock,
    random: Math.random,
    deadlineMs: 50_000,
  });

describe('the password', () => {
  it('comes encrypted for the key pair, which is made once and is readable by us only', async () => {
    const { windows } = await harness.start();
    expect(existsSync(windows.keyFile)).toBe(false);
    const instance = {
      id: COMPANY.sqlReport,
      ec2: { keyName: 'finance-rdp' },
      agent: { platformType: 'Windows' },
    };
    const data = await windows.accounts.passwordData(instance as never);
    const ciphertext = Buffer.from(data, 'base64');
    const key = new Secret(readFileSync(windows.keyFile, 'utf8'));
    const password = await decryptWindowsPassword({ ciphertext, keyName: 'finance-rdp' }, key, null);
    expect(password.reveal()).toBe(windows.accounts.passwordOf(COMPANY.sqlReport));
    expect(execFileSync('stat', ['-c', '%a', windows.keyFile]).toString().trim()).toBe('600');
    expect((await windows.keyPair()).keyFile).toBe(windows.keyFile);
    windows.setPasswordState(COMPANY.sqlReport, 'pending');
    expect(await windows.accounts.passwordData(instance as never)).toBe('');
  });
});

describe.runIf(canRun)('the desktop', () => {
  it('answers RDP when somebody comes, and is gone with the sandbox', async () => {
    const accounts = readFileSync('/etc/passwd', 'utf8');
    const sandbox = await harness.start();
    expect(sandbox.windows.desktopState).toEqual({ kind: 'off' });
    const answer = await probe(sandbox);
    expect(answer).toMatchObject({ security: 'tls', certificate: { sha256: expect.any(String) as string } });
    expect(sandbox.windows.desktopState).toEqual({ kind: 'running' });
    expect(readFileSync('/etc/passwd', 'utf8')).toBe(accounts);
    // Other sandboxes of this computer may have desktops at this moment.
    const pids = processesWith('/run/desktop', 'cmdline').filter(isBelowUs);
    expect(pids.length).toBeGreaterThanOrEqual(2);
    await sandbox.close();
    await expect
      .poll(() => processesWith('/run/desktop', 'cmdline').filter((pid) => pids.includes(pid)))
      .toEqual([]);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain('/run/desktop');
  });

  it('stands beside another one, with another certificate', async () => {
    const [one, two] = [await harness.start(), await harness.start()];
    const [first, second] = await Promise.all([probe(one), probe(two)]);
    expect(first.certificate?.sha256).not.toBe(second.certificate?.sha256);
  });
});

function isBelowUs(pid: string): boolean {
  for (let at = pid; at !== '0';) {
    if (at === String(process.pid)) return true;
    const words = statOf(at);
    // After the name in brackets: state, parent.
    at = words.slice(words.lastIndexOf(')') + 2).split(' ')[1] ?? '0';
  }
  return false;
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    // Gone meanwhile.
    return '';
  }
}
