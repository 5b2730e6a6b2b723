// Whether an AWS is a stand-in on this computer, such as the sandbox: its machines are new with every start of it, under
// the same ids, so that what is remembered about them must not outlive it.
import type { AwsClients } from '../aws/clients.ts';
import { overrideUrls } from '../aws/endpoint-overrides.ts';
import { isLoopbackHost } from '../base/loopback.ts';

/** Where it is; null for AWS itself, PrivateLink endpoints included. */
export function standInOf({ overrides }: Pick<AwsClients, 'overrides'>): string | null {
  const here = overrideUrls(overrides).filter(({ hostname }) => isLoopbackHost(hostname));
  return here.length === 0 ? null : here.map(({ href }) => href).join(' ');
}
