// Where people who come by SSH live: a directory of its own beside the machine room, because a sandbox of root lets them
// in as somebody who may do nothing else on this computer. One home a machine.
import { randomUUID } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fchownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { shellCommand } from '../agent/machine-room.ts';

/** In the range that systemd keeps for short-lived users, beside the Windows desktop's: no real account has it. */
const GUEST_ID = 61_235;

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export class LoginRoom {
  readonly dir: string;
  /** Who the people are on this computer; null: the user who runs the sandbox. */
  readonly owner: Owner | null;

  constructor() {
    this.owner = process.getuid?.() === 0 ? { uid: GUEST_ID, gid: GUEST_ID } : null;
    // The name of a machine room: what a killed sandbox leaves is swept by the next one.
    this.dir = mkdtempSync(path.join(tmpdir(), `sallyport-sandbox-${process.pid}-ssh-`));
    this.#give(this.dir);
  }

  /** Made on first use. `target` is an id the sandbox knows. */
  homeOf(target: string, name: string, user: string): string {
    const home = path.join(this.dir, target.replace(/[^A-Za-z0-9-]/g, '_'), user);
    if (!existsSync(home)) {
      this.makeDir(path.dirname(home));
      this.makeDir(home);
      const profile = `PS1='[${user}@${name} \\W]\\$ '\nHISTFILE=~/.shell_history\n`;
      this.write(path.join(home, '.bashrc'), profile);
      this.write(path.join(home, '.bash_profile'), '. ~/.bashrc\n');
      this.write(
        path.join(home, 'README'),
        `This is ${name} of the Sallyport sandbox.\nIts shell runs on your own computer, in a temporary home.\n`,
      );
    }
    return home;
  }

  makeDir(dir: string): void {
    if (existsSync(dir)) return;
    mkdirSync(dir, { mode: 0o700 });
    this.#give(dir);
  }

  /**
   * At once: an sshd that looks for a key at this moment finds all that were there, or all that are. A new file under a
   * name that nobody can have laid in the way, for the folder is the people's own.
   */
  write(file: string, text: string): void {
    const whole = `${file}.${randomUUID()}`;
    const descriptor = openSync(whole, 'wx', 0o600);
    try {
      writeFileSync(descriptor, text);
      if (this.owner !== null) fchownSync(descriptor, this.owner.uid, this.owner.gid);
    } finally {
      closeSync(descriptor);
    }
    renameSync(whole, file);
  }

  /** Ends every program whose home is here, or (`home`) in that one: what a server has left when its people went. */
  endPrograms(home = this.dir): void {
    if (process.platform !== 'linux') return;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
      if (homeOfProcess(pid).startsWith(home)) kill(Number(pid));
  }

  remove(): void {
    this.endPrograms();
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 3 });
  }

  #give(file: string): void {
    if (this.owner !== null) chownSync(file, this.owner.uid, this.owner.gid);
  }
}

/** What a person's programs find around them; nothing of the user's own who runs the sandbox. */
export function loginEnvironment(home: string, name: string, user: string): Record<string, string> {
  const own = {
    HOME: home,
    USER: user,
    LOGNAME: user,
    LANG: 'C.UTF-8',
    HOSTNAME: name,
    HISTFILE: path.join(home, '.shell_history'),
    PS1: shellCommand(null).file.endsWith('bash') ? `[${user}@${name} \\W]$ ` : `[${user}@${name}]$ `,
  };
  if (process.platform !== 'win32')
    return {
      ...own,
      PATH: '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin',
      SHELL: shellCommand(null).file,
    };
  const needed = ['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'PATH', 'TEMP', 'TMP'];
  const found = needed.flatMap((key): [string, string][] => {
    const value = process.env[key];
    return value === undefined ? [] : [[key, value]];
  });
  return { ...own, ...Object.fromEntries(found), USERPROFILE: home };
}

function homeOfProcess(pid: string): string {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    return environment.find((entry) => entry.startsWith('HOME='))?.slice('HOME='.length) ?? '';
  } catch {
    // Gone meanwhile, or of somebody else: then it is not ours.
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ESRCH: it has just gone by itself.
  }
}
