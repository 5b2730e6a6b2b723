// SSH and its way through an EC2 Instance Connect Endpoint, each figure against a named peer with the same sandbox: bytes
// of the endpoint, click to prompt, bytes of a command, files; a large file by several
// sessions of Session Manager. Clients, sandbox and plain server are processes apart.
import { clickRows } from './click-to-prompt.ts';
import { endpointRows } from './endpoint-speed.ts';
import type { BenchRow } from './figures.ts';
import { parallelDownloadRows } from './parallel-download.ts';
import { sftpRows } from './sftp-speed.ts';
import { startSshFar } from './ssh-far.ts';
import { sshRows } from './ssh-speed.ts';

export async function benchSsh(): Promise<readonly BenchRow[]> {
  const far = await startSshFar();
  try {
    const rows: BenchRow[] = [];
    for (const part of [endpointRows, clickRows, sshRows, sftpRows, parallelDownloadRows]) {
      const made = await part(far);
      for (const { what, ours, peer, ratio } of made)
        process.stderr.write(`  ${what}: ${ours}; ${peer}; ${ratio}\n`);
      rows.push(...made);
    }
    return rows;
  } finally {
    await far.close();
  }
}
