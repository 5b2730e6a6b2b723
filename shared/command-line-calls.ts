// The calls about the command line and the names for other SSH programs: a part of the contract.
import { z } from 'zod';
import { commandLinkStateSchema } from './command-link.ts';
import { sshConfigStateSchema } from './ssh-config.ts';

const nothing = z.null();
const onOrOff = z.object({ to: z.enum(['on', 'off']) });

export const COMMAND_LINE_CALLS = {
  'ssh-config.state': { input: nothing, output: sshConfigStateSchema },
  'ssh-config.switch': { input: onOrOff, output: sshConfigStateSchema },
  'command-link.state': { input: nothing, output: commandLinkStateSchema },
  /** Makes the link, or takes it away. Rejects with `command-link/…`; then all is as before. */
  'command-link.switch': { input: onOrOff, output: commandLinkStateSchema },
} as const;
