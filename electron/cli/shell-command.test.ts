// `sallyport shell` with pipes, as scripts run it: a child process against the sandbox.
import { createServer, request as httpRequest, type Server } from 'node:http';
import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually, useCliFixture, WEB } from './fixtures/cli-fixture.ts';

const fixture = useCliFixture();

/** Both sides have come together, and the program of no session before is left. */
function shellRuns(): boolean {
  const { sessions, runningProgramCount } = fixture.sandbox.stats();
  return sessions[0]?.status === 'Connected' && runningProgramCount === 1;
}

describe('sallyport shell, piped', () => {
  it('types the lines, prints the output, ends with the input', async () => {
    const { code, stdout, stderr } = await fixture.run(
      ['shell', 'web-1'],
      'echo sum-$((40+2))\necho last-$((1+1))',
    );
    expect(stdout).toContain('sum-42');
    expect(stdout).toContain('last-2');
    expect(code).toBe(0);
    expect(stderr.split('\n').slice(0, 3)).toEqual([
      `web-1 is ${WEB}.`,
      'Getting credentials…',
      `Starting a session on ${WEB} in eu-west-1…`,
    ]);
    expect(fixture.sandbox.stats().sessions).toEqual([]);
  });

  it('ends although a program swallowed the end of the input', async () => {
    const { code, stdout } = await fixture.run(['shell', WEB, '--quiet'], 'sleep 2; echo slept-$((1+1))\n');
    expect(stdout).toContain('slept-2');
    expect(code).toBe(0);
  });

  it('types a large input completely', async () => {
    const lines = Array.from({ length: 4000 }, (_, index) => `line ${index} `.padEnd(60, 'x'));
    const input = `stty -echo; cat > "$HOME/typed" <<'END'\n${lines.join('\n')}\nEND\nsha256sum < "$HOME/typed"; exit\n`;
    const { stdout } = await fixture.run(['shell', WEB, '-q'], input);
    expect(stdout).toContain(
      createHash('sha256')
        .update(`${lines.join('\n')}\n`)
        .digest('hex'),
    );
  });

  it('needs no permission but StartSession when given an id', async () => {
    for (const action of [
      'ec2:DescribeInstances',
      'ssm:DescribeInstanceInformation',
      'ssm:GetConnectionStatus',
      'sts:GetCallerIdentity',
    ])
      fixture.sandbox.faults.denyAction(action);
    expect(await fixture.run(['shell', WEB, '-q'], 'exit\n')).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['by name', 'WEB-1'],
    ['by address', '10.20.1.17'],
  ])('finds the target %s', async (_how, text) => {
    expect((await fixture.run(['shell', text], 'exit\n')).stderr).toContain(`web-1 is ${WEB}.`);
  });

  it.each<[string, string, number, RegExp]>([
    [
      'offline agent',
      'build-runner',
      5,
      /The SSM agent of i-\w+ is offline since \d+ \w+ 20\d\d, \d\d:\d\d\./,
    ],
    ['stopped', 'old-worker', 5, /is not running: it is stopped/],
    ['never managed', 'bastion-legacy', 5, /is not managed by Systems Manager/],
    ['no such name', 'nobody', 3, /There is no target "nobody" in eu-west-1/],
    ['no such id', 'i-0123456789abcdef0', 3, /i-0123456789abcdef0 does not exist in eu-west-1/],
  ])('says why it cannot connect: %s', async (_name, target, code, words) => {
    const result = await fixture.run(['shell', target, '-q']);
    expect(result.stderr).toMatch(words);
    expect(result.stderr).toMatch(/\n {2}next: \S/);
    expect(result).toMatchObject({ code, stdout: '' });
  });

  it('names the action and the resource that are denied', async () => {
    fixture.sandbox.faults.denyAction('ssm:StartSession');
    const result = await fixture.run(['shell', WEB, '-q']);
    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(
      /not allowed to use ssm:StartSession on instance i-[^]*on resource: arn:aws:\S+/,
    );
  });

  it('ends the session on SIGINT and SIGTERM', async () => {
    for (const [name, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
      const result = await fixture.cli.run(['shell', WEB], {
        env: fixture.sandbox.env,
        input: null,
        onStarted: (child) => {
          void eventually(shellRuns).then(() => child.kill(name));
        },
      });
      expect(result.code).toBe(code);
      expect(result.stderr).not.toContain('sallyport:');
      // It has been asked for; nobody waits for it longer than 2 s.
      await expect.poll(() => fixture.sandbox.stats().sessions).toEqual([]);
    }
  }); // prettier-ignore

  it('loses and doubles nothing when the gateway is cut again and again', async () => {
    const counting =
      'stty -echo; i=0; while [ $i -lt 6000 ]; do echo "n$i"; i=$((i+1)); [ $((i % 20)) != 0 ] || sleep 0.01; done; read -r; exit\n';
    let [shown, said] = ['', ''];
    const cutAgainAndAgain = async (stdin: Writable | null): Promise<void> => {
      stdin?.write(counting);
      for (const [cuts, line] of ['n500', 'n2000', 'n4000'].entries()) {
        await eventually(() => shown.includes(`${line}\r\n`));
        fixture.sandbox.faults.dropSockets({ side: 'client' });
        await eventually(() => said.split('Reconnected.').length > cuts + 1);
      }
      // Only then the end: an agent waits no more than 2 s for the acknowledgements of its last words.
      await eventually(() => shown.includes('n5999'));
      stdin?.end('\n');
    };
    let cutting = Promise.resolve();
    const result = await fixture.cli.run(['shell', WEB], {
      env: fixture.sandbox.env,
      input: null,
      onStarted: (child) => {
        child.stdout?.on('data', (text: string) => (shown += text));
        child.stderr?.on('data', (text: string) => (said += text));
        cutting = cutAgainAndAgain(child.stdin);
      },
    });
    await cutting;
    const counted = [...result.stdout.matchAll(/^n(\d+)\r?$/gm)].map((match) => Number(match[1]));
    expect(counted, result.stderr).toEqual(Array.from({ length: 6000 }, (_, index) => index));
    expect(result.stderr).toMatch(/Reconnecting \(try 1\): [^]*Reconnected\./);
    expect(result.code).toBe(0);
  });

  it('says that the session is lost when it cannot be resumed', async () => {
    const ended = fixture.run(['shell', WEB, '-q'], null);
    await eventually(shellRuns);
    fixture.sandbox.faults.refuseResume();
    fixture.sandbox.faults.dropSockets({ side: 'client' });
    const result = await ended;
    expect(result.code).toBe(6);
    expect(result.stderr).toMatch(/^sallyport: /);
  });

  it('encrypts when the account wants it', async () => {
    fixture.sandbox.faults.setEncryption(true);
    const result = await fixture.run(['shell', WEB], 'echo kms-$((1+1)); exit\n');
    expect(result.stdout).toContain('kms-2');
    expect(result.stderr).toContain('Setting up KMS encryption…');
  });
});

describe('sallyport shell --command', () => {
  it('ends, and its session with it, when nobody reads any more', async () => {
    const { code, stderr } = await fixture.cli.run(['shell', WEB, '-q', '-c', 'yes'], {
      env: fixture.sandbox.env,
      onStarted: (child) => child.stdout?.once('data', () => child.stdout?.destroy()),
    });
    expect({ code, stderr }).toEqual({ code: 141, stderr: '' });
    await eventually(() => fixture.sandbox.stats().sessions.length === 0);
  });

  it('keeps output, errors and exit code apart', async () => {
    const command = 'sh -c "echo out; echo wrong >&2; exit 7"';
    expect(await fixture.run(['shell', WEB, '-q', '--command', command])).toEqual({
      code: 7,
      stdout: 'out\n',
      stderr: 'wrong\n',
    });
  });

  it('carries a large output exactly', async () => {
    const result = await fixture.run(['shell', WEB, '-q', '-c', 'seq 1 400000']);
    expect(result.stdout).toBe(Array.from({ length: 400_000 }, (_, index) => `${index + 1}\n`).join(''));
  });
});

describe('another stand-in for AWS', () => {
  let server: Server;
  afterAll(() => server.close());

  it('may know three calls only, elsewhere than its gateway', async () => {
    const known = ['AmazonSSM.StartSession', 'AmazonSSM.ResumeSession', 'AmazonSSM.TerminateSession'];
    server = createServer((incoming, outgoing) => {
      if (!known.includes(String(incoming.headers['x-amz-target']))) {
        outgoing.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
        return;
      }
      const { method, url, headers } = incoming;
      const forward = httpRequest(
        `${fixture.sandbox.endpointUrl}${url ?? '/'}`,
        { method, headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
        },
      );
      incoming.pipe(forward);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const {
      AWS_ACCESS_KEY_ID = '',
      AWS_SECRET_ACCESS_KEY = '',
      AWS_SESSION_TOKEN = '',
    } = fixture.sandbox.env;
    // No region: it only scopes signatures here. The sandbox insists on its own, so this one names it.
    const env = {
      AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY,
      AWS_SESSION_TOKEN,
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    };
    const result = await fixture.cli.run(['shell', WEB], { env, input: 'echo other-$((1+1))\n' });
    expect(result.stdout).toContain('other-2');
    expect(result.code).toBe(0);
    const lost = await fixture.cli.run(['shell', 'i-0123456789abcdef0'], { env });
    expect(lost.code).toBe(5);
    expect(lost.stderr).toContain('Session Manager has no connection to i-0123456789abcdef0.');
  });
});
