// The serial console through the real engine: key, host key, break, and the one-session rule.
import { expect, it } from 'vitest';
import { COMPANY } from '../sandbox/company/company.ts';
import { readUntil } from './fixtures/sandbox-cloud.ts';
import { sandboxShells } from './fixtures/sandbox-shells.ts';

const around = sandboxShells();
const open = (target: string) => around.open(target, { how: { shell: 'serial-console' } });

it('opens with a pushed key and AWS’s published host key, takes a break, and says who it is', async () => {
  const { shell, way, phases } = await open(COMPANY.buildRunner);
  expect(way()).toMatchObject({
    shell: 'serial-console',
    user: `${COMPANY.buildRunner}.port0`,
    hostKey: { trust: 'published' },
    routeNote: 'the serial console',
  });
  expect(phases).toEqual([
    'choosing-route',
    'dialling',
    'exchanging-keys',
    'checking-host-key',
    'sending-key',
    'signing-in',
    'opening-shell',
  ]);
  shell.stream.write('\r');
  expect(await readUntil(shell, /login:/)).toContain('login:');
  await shell.sendBreak?.();
  expect(await readUntil(shell, /sysrq/i)).toMatch(/sysrq/i);
});

it('one session at a time', async () => {
  await open(COMPANY.web);
  await expect(open(COMPANY.web)).rejects.toMatchObject({ code: 'serial/in-use' });
});

it.each([
  ['disabled', 'serial/disabled'],
  ['not-nitro', 'serial/not-supported'],
  ['session-unavailable', 'serial/unavailable'],
  ['session-unsupported', 'serial/not-supported'],
] as const)('%s is put into words', async (refusal, code) => {
  around.sandbox.instanceConnect.faults.refuseSerialConsole(COMPANY.bastionLegacy, refusal);
  await expect(open(COMPANY.bastionLegacy)).rejects.toMatchObject({ code });
});

it('is for EC2 instances only', async () => {
  await expect(open(COMPANY.warehouseGateway)).rejects.toMatchObject({
    code: 'target/no-route',
    detail: 'the serial console: only EC2 instances have one',
  });
});
