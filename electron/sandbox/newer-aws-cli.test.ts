// AWS's command line of 2.12 and newer, for real: `ec2-instance-connect ssh` and `open-tunnel` speak TLS to port 443 of
// the endpoint's name. For root on Linux (scripts/newer-aws-cli.mjs); what it sends is in eice/aws-cli-bytes.test.ts too.
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../base/fixtures/free-port.ts';
import { COMPANY } from './company/company.ts';
import { ENDPOINTS } from './company/endpoints.ts';
import { FIND_LIMIT_MS, NewerAwsCli, RUN_LIMIT_MS } from './fixtures/newer-aws-cli.ts';
import { newKey, OpenSshHome } from './fixtures/plain-ssh.ts';
import { until } from './fixtures/sandbox-harness.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

const canRun = process.platform === 'linux' && process.getuid?.() === 0;
const TEST_LIMIT_MS = 2 * RUN_LIMIT_MS;
const OPEN_TUNNEL = ['ec2-instance-connect', 'open-tunnel', '--instance-id', COMPANY.buildRunner];
const SSH = ['ec2-instance-connect', 'ssh', '--instance-id'];
/** The OpenSSH server's first words, after a tunnel is through. */
const BANNER = /^SSH-2\.0-/;

describe.runIf(canRun)('AWS CLI 2.12 and newer', () => {
  let sandbox: Sandbox;
  let cli: NewerAwsCli;
  let home: OpenSshHome;
  const key = newKey();

  beforeAll(async () => {
    sandbox = await startSandbox();
    home = new OpenSshHome(key);
    writeFileSync(`${home.keyFile}.pub`, key.publicLine);
    cli = await NewerAwsCli.start(sandbox);
  }, FIND_LIMIT_MS);
  afterAll(async () => {
    cli?.close();
    home.remove();
    await sandbox.close();
  });

  async function push(): Promise<void> {
    const sent = await cli.aws([
      ...['ec2-instance-connect', 'send-ssh-public-key', '--instance-id', COMPANY.buildRunner],
      ...['--instance-os-user', 'ubuntu', '--ssh-public-key', `file://${home.keyFile}.pub`],
      ...['--query', 'Success'],
    ]);
    expect(sent).toEqual({ code: 0, stdout: 'true\n', stderr: '' });
  }

  test(
    'ssh makes a key, sends it and signs in through the endpoint',
    async () => {
      const options = ['--os-user', 'ubuntu', '--connection-type', 'eice'];
      const ran = await cli.aws([...SSH, COMPANY.buildRunner, ...options], 'echo hello from $USER; exit 7\n');
      expect([ran.code, ran.stdout]).toEqual([7, 'hello from ubuntu\n']);
      expect(sandbox.stats().calls['ec2-instance-connect:OpenTunnel']).toBe(1);
      await until(() => sandbox.stats().tunnels.length === 0);
    },
    TEST_LIMIT_MS,
  );

  test(
    'ssh goes straight to a public address',
    async () => {
      const options = ['--os-user', 'ec2-user', '--connection-type', 'direct'];
      const ran = await cli.aws([...SSH, COMPANY.jump, ...options], 'echo hello from $USER\n');
      expect([ran.code, ran.stdout]).toEqual([0, 'hello from ec2-user\n']);
    },
    TEST_LIMIT_MS,
  );

  test(
    'ssh with open-tunnel as its ProxyCommand',
    async () => {
      await push();
      const proxy = `aws ec2-instance-connect open-tunnel --instance-id %h --instance-connect-endpoint-id ${ENDPOINTS.staging}`;
      const ran = await cli.run([
        ...['ssh', ...home.options, '-o', `ProxyCommand=${proxy}`],
        ...[`ubuntu@${COMPANY.buildRunner}`, 'echo hello from $USER'],
      ]);
      expect(ran).toEqual({ code: 0, stdout: 'hello from ubuntu\n', stderr: '' });
    },
    TEST_LIMIT_MS,
  );

  test(
    'open-tunnel as a local port, with megabytes both ways',
    async () => {
      await push();
      const port = await freePort();
      const listener = cli.start(['aws', ...OPEN_TUNNEL, '--local-port', String(port)]);
      try {
        const sent = randomBytes(3 * 1024 * 1024).toString('base64');
        // Tried again until the CLI has come up.
        const args = [...home.options, '-o', 'ConnectionAttempts=40', '-p', String(port), 'ubuntu@127.0.0.1'];
        const { code, stdout } = await cli.run(['ssh', ...args, 'cat'], sent);
        expect(code).toBe(0);
        expect(stdout === sent).toBe(true);
      } finally {
        cli.stop(listener);
      }
      await until(() => sandbox.stats().tunnels.length === 0);
    },
    TEST_LIMIT_MS,
  );

  test(
    'says what the endpoint has answered',
    async () => {
      const port = await cli.aws([...OPEN_TUNNEL, '--remote-port', '8080']);
      expect(port.code).toBe(255);
      expect(port.stderr).toContain(
        '{"ErrorCode":"InvalidParameter","Message":"The specified RemotePort is not valid.',
      );
      sandbox.instanceConnect.door.faults.refusals = 1;
      const nobody = await cli.aws(OPEN_TUNNEL);
      expect(nobody.code).toBe(255);
      expect(nobody.stderr).toContain('Websocket Closure Reason: Unable to connect to target');
    },
    TEST_LIMIT_MS,
  );

  test(
    'finds the FIPS name of the endpoint',
    async () => {
      const tunnel = cli.start(['aws', ...OPEN_TUNNEL], { AWS_USE_FIPS_ENDPOINT: 'true' });
      let [words, complaint] = ['', ''];
      tunnel.stdout.on('data', (bytes: Buffer) => (words += bytes.toString()));
      tunnel.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
      const over = new Promise((resolve) => tunnel.stdout.once('data', resolve).once('close', resolve));
      await over;
      cli.stop(tunnel);
      expect(complaint).toBe('');
      expect(words).toMatch(BANNER);
    },
    TEST_LIMIT_MS,
  );

  test(
    'ssm start-session hands the plugin what it needs',
    async () => {
      // Stands in for session-manager-plugin: writes down what the CLI hands it. Since 1.2.497 the grant is in a variable.
      const plugin = path.join(cli.place, 'bin', 'session-manager-plugin');
      const noted = path.join(cli.place, 'noted');
      writeFileSync(
        plugin,
        `#!/bin/sh
if [ "$1" = --version ]; then echo 1.2.764.0; exit; fi
printf '%s\\0' "$AWS_SSM_START_SESSION_RESPONSE" "$@" > "${noted}"
`,
      );
      chmodSync(plugin, 0o755);
      const ran = await cli.aws(['ssm', 'start-session', '--target', COMPANY.web]);
      expect([ran.code, ran.stderr]).toEqual([0, '']);
      const [grant = '', ...args] = readFileSync(noted, 'utf8').split('\0');
      expect(JSON.parse(grant)).toMatchObject({
        StreamUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:/) as string,
      });
      const request = `{"Target": "${COMPANY.web}"}`;
      expect(args).toEqual([
        ...['AWS_SSM_START_SESSION_RESPONSE', 'eu-west-1', 'StartSession', '', request, sandbox.endpointUrl],
        '',
      ]);
    },
    TEST_LIMIT_MS,
  );
});
