// What VS Code's Remote-SSH makes of `sallyport proxy`: one ssh with -T and -D whose remote bash is fed a script that starts
// the editor's server there and names its port, and then every connection of the editor through that SOCKS port.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../base/fixtures/free-port.ts';
import { useCliFixture, WEB } from './fixtures/cli-fixture.ts';
import { type OpenSshClients, openSshClients } from './fixtures/openssh.ts';

/** For one that hangs: before the test's own end, so that its words are shown. */
const LIMIT_MS = 120_000;
const LARGE = 1_000_000;
/** Echoes what it gets, and ends itself should the test be killed. */
const SERVER = `
setTimeout(() => process.exit(), ${LIMIT_MS});
const server = require('net').createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1', () =>
  console.log('listening ' + server.address().port));
`;
const SCRIPT = `
log=$(mktemp)
nohup '${process.execPath}' -e "${SERVER.replaceAll('\n', ' ')}" > "$log" 2>&1 < /dev/null &
while ! grep -q listening "$log"; do sleep 0.05; done
echo "7d0c: start"
echo "listeningOn==127.0.0.1:$(sed -n 's/listening //p' "$log")=="
echo "user==$(id -un)=="
echo "pid==$!=="
rm "$log"
echo "7d0c: end"
`;

const fixture = useCliFixture();
let clients: OpenSshClients;
beforeAll(async () => {
  clients = await openSshClients({ cli: fixture.cli.file, env: fixture.sandbox.env });
});
afterAll(() => clients.remove());

it.each([['Session Manager', WEB, 'ec2-user'], ['an endpoint', 'build-runner', 'ubuntu']])('serves a remote editor by %s', async (_route, host, user) => {
  const socksPort = await freePort();
  const args = ['-F', clients.configFile, '-v', '-T', '-D', String(socksPort), '-o', 'ConnectTimeout=15', host, 'bash'];
  const ssh = spawn('ssh', args, {
    env: { PATH: process.env['PATH'], HOME: clients.folder, ...fixture.sandbox.env },
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  try {
    ssh.stdin.write(SCRIPT);
    const said = await outputUntil(ssh, '7d0c: end');
    expect(said).toContain(`user==${user}==`);
    const port = Number(/listeningOn==127\.0\.0\.1:(\d+)==/.exec(said)?.[1]);
    // The management channel, the extension host's, and a port that the user forwards.
    const sizes = [LARGE, 5, 50_000];
    await Promise.all(sizes.map((size) => echoExactly(socksPort, port, randomBytes(size))));
    // The script's shell is still there, as the editor's way to see that the line lives.
    ssh.stdin.end(`kill ${/pid==(\d+)==/.exec(said)?.[1] ?? ''}; exit 4\n`);
    expect(await once(ssh, 'exit')).toEqual([4, null]);
  } finally {
    ssh.kill('SIGKILL');
  }
}); // prettier-ignore

async function outputUntil(child: ChildProcessWithoutNullStreams, mark: string): Promise<string> {
  let said = '';
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  while (!said.includes(mark)) {
    const ended = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => true)]);
    if (ended === true) throw new Error(`ssh ended: ${errors}`);
  }
  return said;
}

/** The bytes there and back, through the SOCKS port (RFC 1928). */
async function echoExactly(socksPort: number, port: number, bytes: Buffer): Promise<void> {
  const socket = net.connect(socksPort, '127.0.0.1');
  socket.write(Buffer.from([5, 1, 0]));
  await once(socket, 'data');
  socket.write(Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, port >> 8, port & 255]));
  await once(socket, 'data');
  const hash = createHash('sha256');
  let count = 0;
  socket.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    count += chunk.length;
    if (count >= bytes.length) socket.end();
  });
  socket.write(bytes);
  await once(socket, 'close');
  expect(count).toBe(bytes.length);
  expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
}
