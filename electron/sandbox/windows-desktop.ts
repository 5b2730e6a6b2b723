// The desktop of the sandbox's Windows instance: a real xrdp with a real X session, set up when somebody first connects
// to its port. It runs in Linux namespaces of its own (files, users, network, processes), so nothing of this computer
// is changed: no account is made, no port but ours is opened, and all of it is gone when the sandbox is.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  ADMINISTRATOR_UID,
  BOOT_SCRIPT,
  GROUP,
  PAM,
  PASSWD,
  SESMAN_INI,
  sessionScript,
  shadowOf,
  XRDP_INI,
} from './windows-desktop-files.ts';

export interface WindowsDesktopOptions {
  /** Made by us; only this user may look in. */
  readonly dir: string;
  readonly instanceName: string;
  readonly computerName: string;
  readonly password: () => string;
}

export type DesktopState =
  | { readonly kind: 'off' }
  | { readonly kind: 'running' }
  /** Why there is no desktop on this computer, in words. */
  | { readonly kind: 'unavailable'; readonly reason: string };

const START_LIMIT_MS = 15_000;
const CERTIFICATE_DAYS = 180;
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Program, and the Debian package that has it. */
const NEEDS: Readonly<Record<string, string>> = {
  xrdp: 'xrdp',
  'xrdp-sesman': 'xrdp',
  Xvnc: 'tigervnc-standalone-server',
  openssl: 'openssl',
  unshare: 'util-linux',
  mount: 'mount',
  ip: 'iproute2',
};
const run = promisify(execFile);

export class WindowsDesktop {
  readonly #options: WindowsDesktopOptions;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  #state: DesktopState = { kind: 'off' };
  #starting: Promise<void> | null = null;
  #child: ChildProcess | null = null;
  #isClosed = false;

  constructor(options: WindowsDesktopOptions) {
    this.#options = options;
    this.#server = net.createServer({ allowHalfOpen: true }, (socket) => void this.#serve(socket));
  }

  get state(): DesktopState {
    return this.#state;
  }

  /** Opens the port on 127.0.0.1 that leads to the desktop; the desktop itself waits for the first connection. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** As if somebody had changed it on the machine: AWS goes on giving out the first one. */
  async changePassword(password: string): Promise<void> {
    // In place: the file is mounted, so a new one of the same name would not be seen.
    writeFileSync(path.join(this.#options.dir, 'shadow'), shadowOf(await hashOf(password)));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await this.#starting?.catch(() => undefined);
    await endAtOnce(this.#child);
  }

  async #serve(socket: net.Socket): Promise<void> {
    this.#keep(socket);
    try {
      await (this.#starting ??= this.#start());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#state = { kind: 'unavailable', reason };
      // RDP clients see that this is not RDP; whoever shows what came sees why.
      socket.end(`The sandbox has no Windows desktop here: ${reason}\r\n`);
      return;
    }
    const desktop = net.connect({ path: path.join(this.#options.dir, 'rdp.socket'), allowHalfOpen: true });
    this.#keep(desktop);
    socket.pipe(desktop);
    desktop.pipe(socket);
    socket.once('close', () => desktop.destroy());
    desktop.once('close', () => socket.destroy());
  }

  #keep(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  async #start(): Promise<void> {
    const missing = missingHere();
    if (missing !== null) throw new Error(missing);
    const { dir, computerName } = this.#options;
    await writeFiles(this.#options);
    if (this.#isClosed) throw new Error('the sandbox is closing');
    const child = spawn(
      'unshare',
      [
        ...['--mount', '--pid', '--net', '--ipc', '--uts', '--fork', '--kill-child', '--mount-proc'],
        ...['--propagation', 'private', 'sh', path.join(dir, 'boot.sh'), dir, computerName],
      ],
      // Nothing of ours is for the desktop; it has a computer of its own.
      { env: { PATH: SYSTEM_PATH, LANG: 'C.UTF-8' }, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    this.#child = child;
    child.stdin.on('error', () => undefined);
    await ready(child);
    this.#state = { kind: 'running' };
    child.once('exit', () => {
      this.#state = { kind: 'off' };
      this.#starting = null;
    });
  }
}

function missingHere(): string | null {
  if (process.platform !== 'linux') return 'it needs xrdp, which runs on Linux only';
  if (process.getuid?.() !== 0) return 'only root may set up the place it runs in';
  const dirs = SYSTEM_PATH.split(':');
  const packages = Object.keys(NEEDS)
    .filter((name) => !dirs.some((dir) => existsSync(path.join(dir, name))))
    .map((name) => NEEDS[name]);
  if (packages.length === 0) return null;
  return `install ${[...new Set(packages)].join(', ')} first`;
}

async function writeFiles({
  dir,
  instanceName,
  computerName,
  password,
}: WindowsDesktopOptions): Promise<void> {
  const home = path.join(dir, 'home');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chownSync(home, ADMINISTRATOR_UID, ADMINISTRATOR_UID);
  const write = (name: string, text: string, mode = 0o644): void => {
    writeFileSync(path.join(dir, name), text, { mode });
  };
  write('xrdp.ini', XRDP_INI);
  write('sesman.ini', SESMAN_INI);
  write('pam', PAM);
  write('passwd', PASSWD);
  write('group', GROUP);
  write('boot.sh', BOOT_SCRIPT);
  write('session.sh', sessionScript(instanceName), 0o755);
  write('shadow', shadowOf(await hashOf(password())), 0o600);
  // As Windows makes its own: no digital signature among the usages, which not every TLS library takes.
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', `${CERTIFICATE_DAYS}`],
    ...['-subj', `/CN=${computerName}`, '-addext', 'keyUsage=critical,keyEncipherment,dataEncipherment'],
    ...['-keyout', path.join(dir, 'key.pem'), '-out', path.join(dir, 'cert.pem')],
  ]);
}

/** SHA-512 crypt; the password goes through a pipe. */
async function hashOf(password: string): Promise<string> {
  const hashing = run('openssl', ['passwd', '-6', '-stdin']);
  hashing.child.stdin?.end(`${password}\n`);
  return (await hashing).stdout.trim();
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let problem = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`it did not start in ${START_LIMIT_MS / 1000} seconds: ${problem}`));
    }, START_LIMIT_MS);
    child.stdout?.once('data', () => {
      clearTimeout(timer);
      resolve();
    });
    child.stderr?.on('data', (text: Buffer) => {
      problem = `${problem}${text.toString('utf8')}`.slice(-500);
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`it could not be set up: ${problem.trim()}`));
    });
  });
}

/** `unshare` ignores SIGTERM while it waits; killing it kills the first process inside, and so all of them. */
function endAtOnce(child: ChildProcess | null): Promise<void> {
  return new Promise((resolve) => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once('exit', () => {
      resolve();
    });
    child.kill('SIGKILL');
  });
}
