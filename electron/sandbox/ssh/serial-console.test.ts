// The serial console service: who gets in, one at a time, what is at the other end, and breaks.
import {
  EC2InstanceConnectClient,
  SendSerialConsoleSSHPublicKeyCommand,
} from '@aws-sdk/client-ec2-instance-connect';
import {
  DisableSerialConsoleAccessCommand,
  EC2Client,
  EnableSerialConsoleAccessCommand,
  GetSerialConsoleAccessStatusCommand,
} from '@aws-sdk/client-ec2';
import ssh2 from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../../base/manual-clock.ts';
import { COMPANY } from '../company/company.ts';
import { clientConfig } from '../fixtures/client-config.ts';
import { newKey, signIn, type SshKey } from '../fixtures/plain-ssh.ts';
import { sandboxHarness, until } from '../fixtures/sandbox-harness.ts';
import type { Sandbox } from '../sandbox.ts';
import { fingerprintOf } from './public-key.ts';
import { SERIAL_PASSWORD } from './serial-program.ts';

const harness = sandboxHarness();
const clients: ssh2.Client[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.end();
});
const NO_WAY_IN = 'All configured authentication methods failed';
const USER = `${COMPANY.web}.port0`;

function push(sandbox: Sandbox, key: SshKey): void {
  expect(sandbox.instanceConnect.world.pushSerialKey(COMPANY.web, key.publicLine)).toBeNull();
}

async function connect(sandbox: Sandbox, key: SshKey, user = USER): Promise<ssh2.Client> {
  const [host = '', port = ''] = sandbox.serialConsole.split(':');
  const client = await signIn(user, { host, port: Number(port) }, key);
  clients.push(client);
  return client;
}

function shell(client: ssh2.Client): Promise<{ channel: ssh2.ClientChannel; text: () => string }> {
  return new Promise((resolve, reject) => {
    client.shell({}, (error, channel) => {
      if (error) {
        reject(error);
        return;
      }
      let text = '';
      channel.on('data', (bytes: Buffer) => (text += bytes.toString()));
      resolve({ channel, text: () => text });
    });
  });
}

test('a login prompt that wants a password, and a shell behind it', async () => {
  const sandbox = await harness.start();
  const key = newKey();
  const eic = new EC2InstanceConnectClient(clientConfig(sandbox));
  const pushed = await eic.send(
    new SendSerialConsoleSSHPublicKeyCommand({ InstanceId: COMPANY.web, SSHPublicKey: key.publicLine }),
  );
  expect(pushed.Success).toBe(true);
  const { channel, text } = await shell(await connect(sandbox, key));
  await until(() => text().includes('web-1 login: '));
  channel.write('ec2-user\r');
  await until(() => text().includes('Password: '));
  channel.write('wrong\r');
  await until(() => text().includes('Login incorrect'));
  channel.write('ec2-user\r');
  await until(() => text().split('Password: ').length === 3);
  channel.write(`${SERIAL_PASSWORD}\r`);
  await until(() => text().includes('[ec2-user@web-1 '));
  // What was typed at the password prompt was not echoed.
  expect(text().split(SERIAL_PASSWORD)).toHaveLength(2);
  channel.write('exit\r');
  await until(() => text().split('web-1 login: ').length === 4);
});

test('the key counts for a minute; one person a machine; then half a minute nobody', async () => {
  const clock = new ManualClock();
  const sandbox = await harness.start({ clock });
  const [key, other] = [newKey(), newKey()];
  await expect(connect(sandbox, key)).rejects.toThrow(NO_WAY_IN);
  push(sandbox, key);
  await expect(connect(sandbox, other)).rejects.toThrow(NO_WAY_IN);
  await expect(connect(sandbox, key, `${COMPANY.web}.port1`)).rejects.toThrow(NO_WAY_IN);
  await expect(connect(sandbox, key, `${COMPANY.buildRunner}.port0`)).rejects.toThrow(NO_WAY_IN);
  clock.advance(60_001);
  await expect(connect(sandbox, key)).rejects.toThrow(NO_WAY_IN);
  push(sandbox, key);
  const first = await connect(sandbox, key);
  await until(() => sandbox.stats().ssh.serialSessionCount === 1);
  expect(sandbox.instanceConnect.world.pushSerialKey(COMPANY.web, other.publicLine)).toBe('session-limit');
  await expect(connect(sandbox, key)).rejects.toThrow(NO_WAY_IN);
  first.end();
  await until(() => sandbox.stats().ssh.serialSessionCount === 0);
  clock.advance(29_000);
  expect(sandbox.instanceConnect.world.pushSerialKey(COMPANY.web, other.publicLine)).toBe('session-limit');
  clock.advance(2000);
  push(sandbox, other);
  await connect(sandbox, other);
});

test('the account has a switch', async () => {
  const sandbox = await harness.start();
  const ec2 = new EC2Client(clientConfig(sandbox));
  const status = async () =>
    (await ec2.send(new GetSerialConsoleAccessStatusCommand({}))).SerialConsoleAccessEnabled;
  expect(await status()).toBe(true);
  await ec2.send(new DisableSerialConsoleAccessCommand({}));
  expect(await status()).toBe(false);
  const eic = new EC2InstanceConnectClient(clientConfig(sandbox));
  const command = new SendSerialConsoleSSHPublicKeyCommand({
    InstanceId: COMPANY.web,
    SSHPublicKey: newKey().publicLine,
  });
  await expect(eic.send(command)).rejects.toMatchObject({ name: 'SerialConsoleAccessDisabledException' });
  await ec2.send(new EnableSerialConsoleAccessCommand({}));
  for (const [refusal, name] of [
    ['not-nitro', 'EC2InstanceTypeInvalidException'],
    ['session-limit', 'SerialConsoleSessionLimitExceededException'],
    ['session-unavailable', 'SerialConsoleSessionUnavailableException'],
    ['session-unsupported', 'SerialConsoleSessionUnsupportedException'],
  ] as const) {
    sandbox.instanceConnect.faults.refuseSerialConsole('web-1', refusal);
    await expect(eic.send(command)).rejects.toMatchObject({ name });
  }
});

test('its host key is the one it tells, and a break is answered', async () => {
  const sandbox = await harness.start();
  const key = newKey();
  push(sandbox, key);
  const [host = '', port = ''] = sandbox.serialConsole.split(':');
  const client = new ssh2.Client();
  clients.push(client);
  let seen = '';
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve);
    client.once('error', reject);
    client.connect({
      host,
      port: Number(port),
      username: USER,
      privateKey: key.privateText,
      hostVerifier: (blob: Buffer) => {
        seen = fingerprintOf(blob);
        return true;
      },
    });
  });
  expect(seen).toBe(sandbox.serialHostKey);
  expect(sandbox.env['SALLYPORT_SERIAL_HOST_KEY']).toBe(seen);
  const { channel, text } = await shell(client);
  await until(() => text().includes('login: '));
  // RFC 4335, as a client writes it: ssh2 has no function for it.
  sendBreak(client, channel);
  await until(() => text().includes('sysrq: HELP'));
});

function sendBreak(client: ssh2.Client, channel: ssh2.ClientChannel): void {
  const { _protocol: protocol } = client as unknown as {
    _protocol: {
      _packetRW: {
        write: { alloc(length: number): Buffer; allocStart: number; finalize(p: Buffer): Buffer };
      };
      _cipher: { encrypt(packet: Buffer): void };
    };
  };
  const { outgoing } = channel as unknown as { outgoing: { id: number } };
  const writer = protocol._packetRW.write;
  const packet = writer.alloc(1 + 4 + 4 + 5 + 1 + 4);
  let at = writer.allocStart;
  packet[at] = 98;
  packet.writeUInt32BE(outgoing.id, (at += 1));
  packet.writeUInt32BE(5, (at += 4));
  packet.write('break', (at += 4), 'latin1');
  packet[(at += 5)] = 1;
  packet.writeUInt32BE(500, (at += 1));
  protocol._cipher.encrypt(writer.finalize(packet));
}
