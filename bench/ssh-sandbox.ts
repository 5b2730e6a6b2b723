// The sandbox of the benchmark "ssh" in a process of its own: its endpoint, its SSH servers, and the doors to them that
// a peer needs beside the engine: plain TCP to the same sshd, and any server at a machine's port 22.
import { ENDPOINTS } from '../electron/sandbox/company/endpoints.ts';
import { type Sandbox, startSandbox } from '../electron/sandbox/sandbox.ts';
import { answerParent } from './child-process.ts';
import { MACHINES } from './ssh-machines.ts';

export type SshSandboxQuestion =
  | { readonly kind: 'start'; readonly bytesPort: number }
  | { readonly kind: 'push'; readonly publicKeyLine: string }
  | { readonly kind: 'stop' };

export interface SshSandboxPlace {
  readonly endpointUrl: string;
  readonly region: string;
  readonly env: Record<string, string>;
  readonly serialConsole: string;
  readonly serialHostKey: string;
  readonly endpoint: { readonly id: string; readonly dnsName: string };
  /** The sshd of MACHINES.ssh by plain TCP on loopback. */
  readonly sshPort: number;
}
/** Of `start`; the others are answered with null. */
export type SshSandboxAnswer = SshSandboxPlace | null;

let running: Sandbox | null = null;

answerParent<SshSandboxQuestion, SshSandboxAnswer>(async (question) => {
  switch (question.kind) {
    case 'start': {
      const sandbox = (running = await startSandbox());
      const address = await sandbox.instanceConnect.ssh.addressOf(MACHINES.ssh.id);
      if (address === null || sandbox.instanceConnect.ssh.choice.kind !== 'openssh')
        throw new Error('this benchmark compares with OpenSSH: its sshd, ssh and sftp must be installed');
      sandbox.ports.set(MACHINES.bytes.id, null, 22, { host: '127.0.0.1', port: question.bytesPort });
      const dnsName = sandbox.instanceConnect.endpoints.find(ENDPOINTS.staging)?.dnsName ?? '';
      const { endpointUrl, region, env, serialConsole, serialHostKey } = sandbox;
      const endpoint = { id: ENDPOINTS.staging, dnsName };
      return { endpointUrl, region, env, serialConsole, serialHostKey, endpoint, sshPort: address.port };
    }
    case 'push':
      running?.instanceConnect.world.pushKey(MACHINES.ssh.id, MACHINES.ssh.user, question.publicKeyLine);
      return null;
    case 'stop':
      await running?.close();
      return null;
  }
});
