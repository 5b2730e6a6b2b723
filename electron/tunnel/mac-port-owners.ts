// Who holds a local port on macOS: lsof, which comes with the system and names the programs of this user. Not run on
// macOS by our tests: they read what lsof has printed.
//
//   p812                 process
//   cpostgres            its program; what is not plain ASCII as \xNN
//   f7                   one of its open files
//   n127.0.0.1:5432      the address, * for all of them
import type { AskProgram, PortHolder, PortOwners } from './port-holder.ts';

export function macPortOwners(ask: AskProgram): PortOwners {
  return {
    async findHolder(address, port) {
      // +c 0: the whole name instead of its first nine letters. -w: no warnings between the lines.
      const args = ['-nPw', '+c', '0', `-iTCP:${port}`, '-sTCP:LISTEN', '-F', 'pcn'];
      const text = await ask('/usr/sbin/lsof', args);
      return text === null ? null : parseLsof(text, address, port);
    },
  };
}

function parseLsof(text: string, address: string, port: number): PortHolder | null {
  const blocking = [`${address}:${port}`, `*:${port}`];
  let processId: number | null = null;
  let program = '';
  for (const line of text.split(/\r?\n/)) {
    const value = line.slice(1);
    if (line.startsWith('p')) {
      processId = /^\d+$/.test(value) ? Number(value) : null;
      program = '';
    } else if (line.startsWith('c')) program = readable(value);
    else if (line.startsWith('n') && processId !== null && blocking.includes(value))
      return { kind: 'program', processId, program };
  }
  return null;
}

function readable(name: string): string {
  const bytes = name.replace(/\\x([0-9a-f]{2})/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  // Escaped bytes are UTF-8; a name that was not escaped is ASCII and stays as it is.
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
