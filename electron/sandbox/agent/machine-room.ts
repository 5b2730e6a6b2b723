// Where the programs of the sandbox's machines run: a home per machine under one temporary directory, a shell of this
// computer, and an environment without the user's own AWS credentials or anything else of theirs.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PREFIX = 'sallyport-sandbox-';
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** What Windows programs do not start without. */
const WINDOWS_NEEDS = [
  'SystemRoot',
  'SystemDrive',
  'windir',
  'ComSpec',
  'PATHEXT',
  'Path',
  'PATH',
  'TEMP',
  'TMP',
];

export interface Place {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

export class MachineRoom {
  /** Only the user may look in. */
  readonly dir: string;

  constructor() {
    sweepLeftovers();
    this.dir = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  }

  /** Home and environment of a machine; made on first use. `target` is an id the sandbox knows. */
  placeOf(target: string, name: string): Place {
    const home = path.join(this.dir, 'homes', target.replace(/[^A-Za-z0-9-]/g, '_'));
    if (!existsSync(home)) {
      mkdirSync(home, { recursive: true, mode: 0o700 });
      writeFileSync(
        path.join(home, 'README'),
        `This is ${name} of the Sallyport sandbox.\nIts shell runs on your own computer, in a temporary home.\n`,
      );
    }
    return { home, env: environmentOf(home, name) };
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The shell of a machine, with the arguments for an interactive one, or for one command line. */
export function shellCommand(commandLine: string | null): { file: string; args: string[] } {
  if (process.platform === 'win32')
    return { file: 'powershell.exe', args: commandLine === null ? ['-NoLogo'] : ['-Command', commandLine] };
  if (commandLine !== null) return { file: '/bin/sh', args: ['-c', commandLine] };
  const bash = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash'].find((file) => existsSync(file));
  return bash === undefined
    ? { file: '/bin/sh', args: ['-i'] }
    : { file: bash, args: ['--noprofile', '--norc', '-i'] };
}

function environmentOf(home: string, name: string): Record<string, string> {
  const own: Record<string, string> = {
    HOME: home,
    USER: 'ssm-user',
    LOGNAME: 'ssm-user',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    HOSTNAME: name,
    HISTFILE: path.join(home, '.shell_history'),
    PS1: shellCommand(null).file.endsWith('bash') ? `[ssm-user@${name} \\W]$ ` : `[ssm-user@${name}]$ `,
  };
  if (process.platform === 'win32') {
    for (const key of WINDOWS_NEEDS) {
      const value = process.env[key];
      if (value !== undefined) own[key] = value;
    }
    return { ...own, USERPROFILE: home };
  }
  return { ...own, PATH: process.env['PATH'] ?? DEFAULT_PATH, SHELL: shellCommand(null).file };
}

// A sandbox that was killed could not clean up; its directory carries its pid.
function sweepLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else. ESRCH: it is gone.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
