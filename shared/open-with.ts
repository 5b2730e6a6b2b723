// The programs a tunnel can be opened with, and what they are told besides the address.
import { z } from 'zod';

export const tunnelClientSchema = z.enum(['browser', 'psql', 'mysql', 'redis-cli', 'custom']);
export type TunnelClient = z.infer<typeof tunnelClientSchema>;

/** A name that no program takes for an option of its own. */
const nameSchema = z
  .string()
  .max(128)
  .regex(/^[^-\p{Cc}\s][^\p{Cc}\s]*$/u, 'not a name');

export const openWithSchema = z.object({
  /** Offered first. */
  preferred: tunnelClientSchema.nullable().default(null),
  user: nameSchema.nullable().default(null),
  database: nameSchema.nullable().default(null),
  scheme: z.enum(['http', 'https']).default('http'),
  /** A program and its arguments, without a shell: quotes keep words together, {host}, {port} and {user} are filled in. */
  command: z.string().trim().min(1).max(2000).nullable().default(null),
  /** Where the custom command runs: in a window of its own, or in the system's terminal. */
  commandPlace: z.enum(['window', 'terminal']).default('window'),
});
export type OpenWith = z.infer<typeof openWithSchema>;
