// Which machines of the sandbox the benchmark "ssh" goes to; both are reached by its endpoint alone.
import { COMPANY } from '../electron/sandbox/company/company.ts';

/** The machine whose port 22 is its sshd, and the one whose port 22 is a server of the benchmark. */
export const MACHINES = {
  ssh: { id: COMPANY.buildRunner, user: 'ubuntu' },
  bytes: { id: COMPANY.bastionLegacy, address: '10.40.1.9' },
} as const;
