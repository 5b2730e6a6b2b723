// How far a host key can be believed, in a few words for people. Pure.
import { assertNever } from '../../shared/assert-never.ts';
import type { HostKey } from '../../shared/connection.ts';

export function hostKeyWords({ trust, type, fingerprint }: HostKey): string {
  return `${trustWords(trust)} · ${type} ${fingerprint}`;
}

function trustWords(trust: HostKey['trust']): string {
  switch (trust) {
    case 'known':
      return 'same as before';
    case 'console':
      return 'confirmed by its console output';
    case 'route':
      return 'first seen, over AWS’s own route';
    case 'accepted':
      return 'accepted by you';
    case 'published':
      return 'published by AWS';
    default:
      return assertNever(trust);
  }
}
