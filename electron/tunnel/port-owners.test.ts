// Who holds a port, from what the systems' own programs have printed: macOS and Windows cannot be asked here.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { linuxPortOwners } from './linux-port-owners.ts';
import { type AskProgram, askProgram, holderWords, type PortOwners } from './port-holder.ts';
import { portOwnersFor } from './port-owners.ts';

/** As lsof 4.91 of macOS 14 prints them, and one whose name it writes with escapes. */
const LSOF = `p812
cpostgres
f7
n127.0.0.1:5432
f8
n[::1]:5432
p1033
cGoogle\\x20Chrome\\x20H\\xc3\\xa9lper
f21
n*:5433
`;
/** netstat of a German Windows 11: the words are translated, the columns are not. */
const NETSTAT = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN         1188
  TCP    127.0.0.1:5432         127.0.0.1:61022        HERGESTELLT     5100
  TCP    127.0.0.1:5432         0.0.0.0:0              ABHÖREN         6044
  TCP    127.84.1.2:5432        0.0.0.0:0              ABHÖREN         7120
  TCP    [::]:5433              [::]:0                 ABHÖREN         8001
  TCP    [::1]:5434             [::]:0                 ABHÖREN         8002
  UDP    0.0.0.0:5353           *:*                                    2212
`.replaceAll('\n', '\r\n');
const TASKS: Readonly<Record<string, string>> = {
  6044: '"postgres.exe","6044","Services","0","21.084 K"\r\n',
  7120: '"Sallyport.exe","7120","Console","1","141.220 K"\r\n',
  8001: 'INFORMATION: Es werden keine Aufgaben mit den angegebenen Kriterien ausgeführt.\r\n',
};

interface Asked {
  readonly program: string;
  readonly args: readonly string[];
}

function ownersOn(platform: NodeJS.Platform, answer: (asked: Asked) => string | null) {
  const asked: Asked[] = [];
  const ask: AskProgram = (program, args) => {
    asked.push({ program, args });
    return Promise.resolve(answer({ program, args }));
  };
  return { asked, owners: portOwnersFor(platform, { SystemRoot: 'D:\\Windows' }, ask) };
}

const words = async (owners: PortOwners, address: string, port: number): Promise<string> =>
  holderWords(await owners.findHolder(address, port));
const LSOF_HERE = '/usr/bin/lsof';
const UNKNOWN = 'another program (this computer did not say which)';

describe('macOS', () => {
  it('asks its own lsof for the port, and names the program whole', async () => {
    const { asked, owners } = ownersOn('darwin', () => LSOF);
    expect(await words(owners, '127.0.0.1', 5432)).toBe('postgres (process 812)');
    expect(asked[0]).toEqual({
      program: '/usr/sbin/lsof',
      args: ['-nPw', '+c', '0', '-iTCP:5432', '-sTCP:LISTEN', '-F', 'pcn'],
    });
    // Listening on all addresses blocks ours as well; on another one alone it does not.
    expect(await words(owners, '127.0.0.1', 5433)).toBe('Google Chrome Hélper (process 1033)');
    expect(await words(owners, '127.0.0.2', 5432)).toBe(UNKNOWN);
  });

  it('says that it does not know where lsof shows nothing: it is another user’s', async () => {
    expect(await words(ownersOn('darwin', () => null).owners, '127.0.0.1', 5432)).toBe(UNKNOWN);
    expect(await words(ownersOn('darwin', () => '').owners, '127.0.0.1', 5432)).toBe(UNKNOWN);
  });
});

describe('Windows', () => {
  const answer = ({ program, args }: Asked): string | null => {
    if (program.endsWith('netstat.exe')) return NETSTAT;
    const id = /^PID eq (\d+)$/.exec(args[1] ?? '')?.[1];
    return (id === undefined ? undefined : TASKS[id]) ?? null;
  };

  it('reads who listens from netstat in any language, and the name from tasklist', async () => {
    const { asked, owners } = ownersOn('win32', answer);
    expect(await words(owners, '127.0.0.1', 5432)).toBe('postgres (process 6044)');
    expect(asked).toEqual([
      { program: 'D:\\Windows\\System32\\netstat.exe', args: ['-ano'] },
      {
        program: 'D:\\Windows\\System32\\tasklist.exe',
        args: ['/FI', 'PID eq 6044', '/FO', 'CSV', '/NH'],
      },
    ]);
    expect(await words(owners, '127.84.1.2', 5432)).toBe('Sallyport (process 7120)');
    // All IPv6 addresses are all IPv4 ones too; ended meanwhile: the number is all there is.
    expect(await words(owners, '127.0.0.1', 5433)).toBe('a program (process 8001)');
    expect(await words(owners, '127.0.0.1', 5434)).toBe(UNKNOWN);
    expect(await words(owners, '127.0.0.1', 5353)).toBe(UNKNOWN);
  });

  it('does not guess when netstat does not answer', async () => {
    expect(await words(ownersOn('win32', () => null).owners, '127.0.0.1', 5432)).toBe(UNKNOWN);
  });
});

describe('Linux', () => {
  const socket = {
    localAddress: '0.0.0.0',
    localPort: 5432,
    remoteAddress: '0.0.0.0',
    remotePort: 0,
    state: 'listening',
    uid: 114,
    inode: 77,
  } as const;

  it('names the user where the program is another user’s: a database of the system', async () => {
    const files = {
      listeningSockets: () => Promise.resolve([{ ...socket, localAddress: '127.0.0.9' }, socket]),
      findProcess: (inodes: ReadonlySet<number>) => {
        expect([...inodes]).toEqual([77]);
        return Promise.resolve(null);
      },
      users: () => Promise.resolve('root:x:0:0::/root:/bin/sh\npostgres:x:114:120::/:/bin/sh\n'),
    };
    expect(await words(linuxPortOwners(files), '127.84.1.2', 5432)).toBe('a program of the user postgres');
    const nobody = { ...files, users: () => Promise.reject(new Error('unreadable')) };
    expect(await words(linuxPortOwners(nobody), '127.84.1.2', 5432)).toBe(
      'a program of the user with the number 114',
    );
    expect(await words(linuxPortOwners(files), '127.84.1.2', 5433)).toBe(UNKNOWN);
  });

  // The program of macOS, as far as its fields go.
  it.runIf(process.platform === 'linux')('reads what a real lsof prints', async () => {
    const script =
      "const s = require('net').createServer().listen(0, '127.0.0.1', () => console.log(s.address().port))";
    const child = spawn(process.execPath, ['-e', script], { timeout: 30_000, killSignal: 'SIGKILL' });
    children.push(() => child.kill('SIGKILL'));
    const port = Number(String((await once(child.stdout, 'data'))[0]));
    // With more patience than for a person who waits: a busy computer is no reason for other words.
    const ask = async (args: readonly string[]) => (await promisify(execFile)(LSOF_HERE, [...args])).stdout;
    const owners = portOwnersFor('darwin', {}, (_lsof, args) => ask(args));
    expect(await owners.findHolder('127.0.0.1', port)).toEqual({
      kind: 'program',
      processId: child.pid,
      program: path.basename(process.execPath),
    });
  });
});

const children: (() => unknown)[] = [];
afterEach(() => {
  for (const end of children.splice(0)) end();
});

it('gives up on a program that does not answer', async () => {
  const started = Date.now();
  expect(await askProgram(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])).toBeNull();
  expect(Date.now() - started).toBeLessThan(6_000);
  expect(await askProgram('/no/such/program', [])).toBeNull();
});
