// A machine's port 22 served by real OpenSSH: one `sshd -i` a connection, which is handed the accepted socket itself. No
// daemon, no port of its own; who signs in is the user of this sandbox (or, for root, a user who may do nothing).
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import type net from 'node:net';
import path from 'node:path';
import { endProcessGroup } from '../agent/process-end.ts';
import { sftpProgramHere } from './sftp-program.ts';
import type { SshMachine, SshServer } from './ssh-machine.ts';
import type { SshServerChoice } from './open-ssh-here.ts';

export type OpenSsh = Extract<SshServerChoice, { readonly kind: 'openssh' }>;

const CHECK_LIMIT_MS = 10_000;
/** sshd needs no more of our environment than this. */
const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

export class OpenSshServer implements SshServer {
  readonly #machine: SshMachine;
  readonly #programs: OpenSsh;
  readonly #dir: string;
  readonly #children = new Set<ChildProcess>();

  /** Writes the files of the server. */
  constructor(machine: SshMachine, programs: OpenSsh) {
    this.#machine = machine;
    this.#programs = programs;
    this.#dir = machine.dir;
    this.#writeFiles();
    this.keysChanged();
  }

  /** Has sshd look at its files; throws what it says. */
  check(): void {
    this.#run(
      (file, args, options) => execFileSync(file, args, { ...options, timeout: CHECK_LIMIT_MS }),
      '-t',
    );
  }

  get connectionCount(): number {
    return this.#children.size;
  }

  serve(socket: net.Socket): void {
    socket.on('error', () => undefined);
    const child = this.#run(
      (file, args, options) =>
        // Its own process group, so that all of it can be ended.
        spawn(file, args, { ...options, detached: true, stdio: [socket, socket, 'ignore'] }),
      '-i',
    );
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    child.once('error', () => this.#children.delete(child));
    // sshd has its own hold on the connection now.
    socket.destroy();
  }

  keysChanged(): void {
    const { room, keysOf, loginUser } = this.#machine;
    room.write(path.join(this.#dir, 'pushed-keys'), `${keysOf(loginUser).join('\n')}\n`);
  }

  cut(): void {
    // The one who has signed in has a process of their own, in the same group.
    for (const { pid } of this.#children) if (pid !== undefined) killGroup(pid);
  }

  async close(): Promise<void> {
    const { room, home } = this.#machine;
    const pids = [...this.#children].flatMap(({ pid }) => pid ?? []);
    await Promise.all(pids.map(endProcessGroup));
    room.endPrograms(home);
  }

  #run<T>(start: (file: string, args: string[], options: object) => T, mode: '-i' | '-t'): T {
    const { room } = this.#machine;
    const args = [mode, '-e', '-f', path.join(this.#dir, 'sshd_config')];
    return start(this.#programs.sshd, args, {
      ...(room.owner ?? {}),
      cwd: this.#dir,
      env: { PATH: SYSTEM_PATH, ...this.#machine.accounts },
    });
  }

  #writeFiles(): void {
    const { room, loginUser, hostKeys } = this.#machine;
    const write = (name: string, text: string): string => {
      const file = path.join(this.#dir, name);
      room.write(file, text);
      return file;
    };
    const keyFiles = hostKeys.map((key) => write(`host-key-${key.type.toLowerCase()}`, key.privateKey));
    const script = write('authorized-keys.sh', `exec cat '${path.join(this.#dir, 'pushed-keys')}'\n`);
    const environment = Object.entries({ ...this.#machine.accounts, LANG: 'C.UTF-8' });
    write(
      'sshd_config',
      [
        ...keyFiles.map((file) => `HostKey "${file}"`),
        'UsePAM no',
        'PidFile none',
        // They look for owners and modes that a temporary directory does not have.
        'StrictModes no',
        'AuthorizedKeysFile .ssh/authorized_keys',
        // The program itself must be root's all the way up: the shell is.
        `AuthorizedKeysCommand /bin/sh "${script}" %u %f`,
        `AuthorizedKeysCommandUser ${loginUser}`,
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'PrintMotd no',
        'PrintLastLog no',
        'UseDNS no',
        'AcceptEnv LANG LC_*',
        // A program of its own, as Debian has it. In sshd's own (internal-sftp), nss_wrapper goes on using a file that sshd
        // has closed: it winds back whatever has its number by then, and a folder begins anew in the middle of a listing.
        `Subsystem sftp ${sftpProgramHere() ?? 'internal-sftp'}`,
        `SetEnv ${environment.map(([name, value]) => `"${name}=${value}"`).join(' ')}`,
        '',
      ].join('\n'),
    );
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // ESRCH: it has just ended by itself.
  }
}
