// EC2 GetConsoleOutput, with what cloud-init prints about a machine's host keys, and the account's switch for the serial
// console (fact sheet 2.6, 5.4).
import type { Instance } from '../company/instance.ts';
import type { Inventory } from '../company/inventory.ts';
import type { HostKey } from '../ssh/host-keys.ts';
import { ApiError } from './api-error.ts';
import type { ApiCall, Authorize, QueryForm } from './call.ts';
import { checkDryRun, NAMESPACE } from './ec2-request.ts';
import { xmlElement } from './xml.ts';

export interface ConsoleWorld {
  readonly inventory: Inventory;
  /** Where the machines are; every other region is empty. */
  readonly region: string;
  readonly hostKeysOf: (target: string) => readonly HostKey[];
  readonly serialAccess: { isEnabled: boolean };
  now(): number;
}

const RULE = '#'.repeat(61);

/** The XML body of the answer; null for a call of another file. Throws ApiError. */
export function callConsole(
  call: ApiCall,
  form: QueryForm,
  authorize: Authorize,
  world: ConsoleWorld,
): string | null {
  switch (call.action) {
    case 'GetConsoleOutput':
      authorize('ec2:GetConsoleOutput', '*');
      checkDryRun(form);
      return getConsoleOutput(call, form, world);
    case 'GetSerialConsoleAccessStatus':
      authorize('ec2:GetSerialConsoleAccessStatus', '*');
      checkDryRun(form);
      return serialAccess(call, world, true);
    case 'EnableSerialConsoleAccess':
      authorize('ec2:EnableSerialConsoleAccess', '*');
      checkDryRun(form);
      world.serialAccess.isEnabled = true;
      return serialAccess(call, world, false);
    case 'DisableSerialConsoleAccess':
      authorize('ec2:DisableSerialConsoleAccess', '*');
      checkDryRun(form);
      world.serialAccess.isEnabled = false;
      return serialAccess(call, world, false);
    default:
      return null;
  }
}

function serialAccess(call: ApiCall, world: ConsoleWorld, withManager: boolean): string {
  return xmlElement(
    `${call.action}Response`,
    {
      requestId: call.requestId,
      serialConsoleAccessEnabled: world.serialAccess.isEnabled,
      managedBy: withManager ? 'account' : null,
    },
    NAMESPACE,
  );
}

function getConsoleOutput(call: ApiCall, form: QueryForm, world: ConsoleWorld): string {
  const id = form.get('InstanceId') ?? '';
  if (!/^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.test(id))
    throw new ApiError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
  const instance = call.region === world.region ? world.inventory.find(id) : null;
  if (instance === null)
    throw new ApiError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  // Kept for an hour after a machine's end, and then no more: a stopped one has none here.
  const text = instance.state === 'running' ? consoleText(instance, world) : '';
  return xmlElement(
    'GetConsoleOutputResponse',
    {
      requestId: call.requestId,
      instanceId: id,
      timestamp: new Date(world.now()).toISOString(),
      output: Buffer.from(text, 'utf8').toString('base64'),
    },
    NAMESPACE,
  );
}

// As cloud-init writes it: fingerprints through `logger -s`, which puts priority, date and name in front of each line.
function consoleText(instance: Instance, { region, hostKeysOf }: ConsoleWorld): string {
  const { ssh, ec2, privateAddress, agent } = instance;
  if (ssh === null || ec2 === null) return 'Windows is Ready to use\r\n';
  const host = `ip-${privateAddress.replaceAll('.', '-')}.${region}.compute.internal`;
  const keys = hostKeysOf(instance.id);
  const logged = [
    RULE,
    '-----BEGIN SSH HOST KEY FINGERPRINTS-----',
    ...keys.map(({ bits, fingerprint, type }) => `${bits} ${fingerprint} root@${host} (${type})`),
    '-----END SSH HOST KEY FINGERPRINTS-----',
    RULE,
  ];
  const date = syslogDate(ec2.launchedAt);
  return [
    `[    0.000000] Linux version 6.1.0 (sandbox) ${ec2.architecture}`,
    `[    0.000000] Command line: console=tty0 console=ttyS0,115200n8 root=LABEL=/`,
    `[    2.418823] cloud-init[1604]: Cloud-init v. 22.2.2 running 'init' at ${new Date(ec2.launchedAt).toUTCString()}. Up 2.39 seconds.`,
    `ci-info: ++++++++++++++++++++++++++ Net device info ++++++++++++++++++++++++++`,
    `ci-info: |  ens5  | True | ${privateAddress} | 255.255.255.0 | global |`,
    ...logged.map((line) => `<14>${date} ec2: ${line}`),
    '-----BEGIN SSH HOST KEY KEYS-----',
    ...keys.map(({ publicKey }) => `${publicKey} root@${host}`),
    '-----END SSH HOST KEY KEYS-----',
    `[   11.906214] cloud-init[1702]: Cloud-init v. 22.2.2 finished. Datasource DataSourceEc2. Up 11.89 seconds`,
    '',
    `${agent.platformName === '' ? 'Linux' : agent.platformName} ${agent.platformVersion}`,
    `${host.split('.', 1)[0] ?? host} login: `,
  ].join('\r\n');
}

/** `Mar  2 07:41:12` */
function syslogDate(iso: string): string {
  const [, day = '', month = '', , time = ''] = new Date(iso).toUTCString().split(' ');
  return `${month} ${String(Number(day)).padStart(2)} ${time}`;
}
