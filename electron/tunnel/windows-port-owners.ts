// Who holds a local port on Windows: netstat knows the process, tasklist its name. Both come with the system and answer
// at once; PowerShell's Get-NetTCPConnection says the same and takes seconds to start. Not run on Windows by our tests:
// they read what both have printed.
import type { AskProgram, PortOwners } from './port-holder.ts';

/** `system32`: the folder of both. */
export function windowsPortOwners(ask: AskProgram, system32: string): PortOwners {
  const run = (name: string, ...args: string[]): Promise<string | null> => ask(`${system32}\\${name}`, args);
  return {
    async findHolder(address, port) {
      // Without -p: IPv6 sockets block IPv4 ports as well, where they listen on all addresses.
      const sockets = await run('netstat.exe', '-ano');
      const processId = sockets === null ? null : parseNetstat(sockets, address, port);
      if (processId === null) return null;
      const tasks = await run('tasklist.exe', '/FI', `PID eq ${processId}`, '/FO', 'CSV', '/NH');
      const program = (tasks === null ? null : parseTasklist(tasks, processId)) ?? 'a program';
      return { kind: 'program', processId, program };
    },
  };
}

/**
 *   TCP    127.0.0.1:5432    0.0.0.0:0    LISTENING    812
 *
 * The word for the state is translated; what listens has no other end, which is not.
 */
function parseNetstat(text: string, address: string, port: number): number | null {
  const blocking = [`${address}:${port}`, `0.0.0.0:${port}`, `[::]:${port}`];
  for (const line of text.split(/\r?\n/)) {
    const [protocol, local = '', remote = '', ...rest] = line.trim().split(/\s+/);
    if (protocol !== 'TCP' || !blocking.includes(local)) continue;
    if (remote !== '0.0.0.0:0' && remote !== '[::]:0') continue;
    const id = rest.at(-1) ?? '';
    if (/^\d+$/.test(id)) return Number(id);
  }
  return null;
}

/** `"postgres.exe","812","Services","0","12,345 K"`, or a translated sentence when there is none. */
function parseTasklist(text: string, processId: number): string | null {
  for (const line of text.split(/\r?\n/)) {
    const [, name, id] = /^"([^"]+)","(\d+)"/.exec(line) ?? [];
    if (name !== undefined && Number(id) === processId) return name.replace(/\.exe$/i, '');
  }
  return null;
}
