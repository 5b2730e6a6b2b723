// The SSH library, loaded when somebody signs in for the first time: it takes 40 ms that a start should not pay for.
import type * as ssh2 from 'ssh2';

export type Ssh2 = typeof ssh2;

export function loadSsh2(): Promise<Ssh2> {
  return import('ssh2');
}
