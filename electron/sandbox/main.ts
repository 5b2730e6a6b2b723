// The sandbox as a program: `npm run sandbox` in plain Node, or inside an Electron utilityProcess of the app.
import { parseArgs } from 'node:util';
import { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';

/** What Electron gives a utilityProcess; declared here because nothing in this folder may import electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

const USAGE = `Usage: sandbox [--json] [--instances N] [--port N] [--region NAME] [--kms]

A stand-in for AWS on this computer, reachable on loopback only.

  --json         print one JSON line {endpointUrl, region, env, adminUrl, openTunnelUrl, caFile,
                 serialConsole, serialHostKey, sshServer} and stay up until SIGTERM
  --instances N  machines in all, up to 20,000 (default 8)
  --port N       listen on this port (default: any free one)
  --region NAME  where the machines are (default eu-west-1)
  --kms          encrypt sessions with KMS
`;

/** A parent that went away without a word is noticed within this time. */
const PARENT_CHECK_MS = 2000;

function readOptions(): { options: SandboxOptions; isJson: boolean; wantsHelp: boolean } {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      instances: { type: 'string' },
      port: { type: 'string' },
      region: { type: 'string' },
      kms: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    isJson: values.json,
    wantsHelp: values.help,
    options: {
      kms: values.kms,
      ...(values.instances === undefined
        ? {}
        : { instances: readCount('--instances', values.instances, 20_000) }),
      ...(values.port === undefined ? {} : { port: readCount('--port', values.port, 65_535) }),
      ...(values.region === undefined ? {} : { region: values.region }),
    },
  };
}

function readCount(flag: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) throw new TypeError(`${flag} wants a number up to ${max}`);
  return value;
}

async function main(): Promise<void> {
  const { options, isJson, wantsHelp } = readOptions();
  if (wantsHelp) {
    process.stdout.write(USAGE);
    return;
  }
  const sandbox = await startSandbox(options);
  stayUntilStopped(sandbox);
  const announced = announcementOf(sandbox);
  const parent = parentPort();
  if (parent !== null) parent.postMessage(announced);
  else if (isJson) process.stdout.write(`${JSON.stringify(announced)}\n`);
  else process.stdout.write(forPeople(announced));
}

function stayUntilStopped(sandbox: Sandbox): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        fail(error);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', stop);
  const parent = parentPort();
  if (parent === null) return;
  parent.on('message', ({ data }) => {
    if (typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'stop') stop();
  });
  const parentPid = process.ppid;
  setInterval(() => {
    if (process.ppid !== parentPid) stop();
  }, PARENT_CHECK_MS).unref();
}

function parentPort(): ParentPort | null {
  const { parentPort: port } = process as { parentPort?: ParentPort | null };
  return port ?? null;
}

function announcementOf(sandbox: Sandbox) {
  const { endpointUrl, region, env, adminUrl } = sandbox;
  const { openTunnelUrl, caFile, serialConsole, serialHostKey, sshServer } = sandbox;
  return {
    ...{ endpointUrl, region, env, adminUrl },
    ...{ openTunnelUrl, caFile, serialConsole, serialHostKey, sshServer },
  };
}

function forPeople(announced: Pick<Sandbox, 'endpointUrl' | 'region' | 'env' | 'adminUrl'>): string {
  const exports = Object.entries(announced.env).map(([name, value]) => `export ${name}='${value}'`);
  return `Sandbox in ${announced.region} at ${announced.endpointUrl}\nFaults: ${announced.adminUrl}\n\n${exports.join('\n')}\n\nCtrl-C ends it.\n`;
}

function fail(error: unknown): void {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
