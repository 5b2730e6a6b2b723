// A session channel of the stand-in SSH server: a shell or a command in a pseudo terminal, a command without one, or
// files. Programs read and write at the pace of the channel, and end with it.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { PseudoTtyInfo, ServerChannel, Session } from 'ssh2';
import { shellCommand } from '../agent/machine-room.ts';
import { endProcessGroup } from '../agent/process-end.ts';
import { PtyProcess } from '../agent/pty-process.ts';
import { loginEnvironment } from './login-room.ts';
import { sftpProgramHere } from './sftp-program.ts';
import { serveFiles } from './sftp-server.ts';
import type { SshMachine } from './ssh-machine.ts';

/** One read of a terminal; a channel packet is 32 KiB. */
const READ_BYTES = 32 * 1024;

type Endings = Set<() => Promise<void>>;

export function serveSession(session: Session, machine: SshMachine, endings: Endings): void {
  let terminal: PseudoTtyInfo | null = null;
  let pty: PtyProcess | null = null;
  const start = (channel: ServerChannel, commandLine: string | null): void => {
    if (terminal === null) {
      const { file, args } = shellCommand(commandLine);
      // A shell without a terminal reads commands and shows no prompt.
      const isSilent = commandLine === null && process.platform !== 'win32';
      runProgram(channel, { file, args: isSilent ? [] : args }, machine, endings);
      return;
    }
    const env = environmentOf(machine);
    pty = new PtyProcess({
      ...shellCommand(commandLine),
      cwd: machine.home,
      env: { ...env, TERM: terminal.term },
      owner: machine.room.owner,
    });
    pty.resize(terminal.cols, terminal.rows);
    void runTerminal(channel, pty, endings);
  };
  session.on('pty', (accept, _reject, info) => {
    terminal = info;
    // Absent when the client does not want to know.
    (accept as (() => void) | undefined)?.();
  });
  session.on('window-change', (accept, _reject, info) => {
    pty?.resize(info.cols, info.rows);
    (accept as (() => void) | undefined)?.();
  });
  session.on('shell', (accept) => {
    start(accept(), null);
  });
  session.on('exec', (accept, _reject, info) => {
    start(accept(), info.command);
  });
  const program = sftpProgram(machine);
  if (program !== null)
    session.on('subsystem', (accept, reject, { name }) => {
      if (name === 'sftp') runProgram(accept(), { file: program, args: [] }, machine, endings);
      else reject();
    });
  // In this process files are touched with the sandbox's own rights, and root's are not for guests.
  else if (machine.room.owner === null)
    session.on('sftp', (accept) => {
      serveFiles(accept(), machine.home);
    });
}

function sftpProgram({ room, accounts }: SshMachine): string | null {
  // It does not run for somebody whose name the system does not know.
  if (room.owner !== null && Object.keys(accounts).length === 0) return null;
  return sftpProgramHere();
}

async function runTerminal(channel: ServerChannel, pty: PtyProcess, endings: Endings): Promise<void> {
  const end = (): Promise<void> => pty.end();
  endings.add(end);
  channel.on('error', () => undefined);
  channel.once('close', () => void end());
  channel.on('data', (bytes: Buffer) => {
    channel.pause();
    void pty.write(bytes).then(() => channel.resume());
  });
  for (let bytes = await pty.read(READ_BYTES); bytes !== null; bytes = await pty.read(READ_BYTES))
    await written(channel, bytes);
  endings.delete(end);
  const { exitCode, signal } = pty.exit ?? { exitCode: 0, signal: 0 };
  finish(channel, exitCode, signal === 0 ? null : signalName(signal));
}

function environmentOf({ home, instance, loginUser, accounts }: SshMachine): Record<string, string> {
  return { ...loginEnvironment(home, instance.name, loginUser), ...accounts };
}

function runProgram(
  channel: ServerChannel,
  { file, args }: { readonly file: string; readonly args: readonly string[] },
  machine: SshMachine,
  endings: Endings,
): void {
  const child = spawn(file, args, {
    ...(machine.room.owner ?? {}),
    cwd: machine.home,
    env: environmentOf(machine),
    // Its own process group, so that all of it can be ended.
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const end = async (): Promise<void> => {
    if (child.pid !== undefined) await endProcessGroup(child.pid);
  };
  endings.add(end);
  channel.on('error', () => undefined);
  channel.once('close', () => void end());
  // It may have stopped reading, or never begun to.
  child.stdin.on('error', () => undefined);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.once('error', (error) => {
    endings.delete(end);
    channel.stderr.write(`${error.message}\r\n`);
    finish(channel, 127, null);
  });
  // After both streams have ended, not when the program has.
  child.once('close', (code, signal) => {
    endings.delete(end);
    finish(channel, code ?? 0, signal);
  });
}

function finish(channel: ServerChannel, exitCode: number, signal: string | null): void {
  if (channel.destroyed) return;
  if (signal === null) channel.exit(exitCode);
  // The protocol's names have no SIG in front.
  else channel.exit(signal.replace(/^SIG/, ''));
  channel.end();
  channel.close();
}

function written(channel: ServerChannel, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (channel.destroyed || channel.write(bytes)) {
      resolve();
      return;
    }
    const go = (): void => {
      channel.removeListener('drain', go);
      channel.removeListener('close', go);
      resolve();
    };
    channel.once('drain', go);
    channel.once('close', go);
  });
}

function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? 'SIGTERM';
}
