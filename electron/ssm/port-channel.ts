// The session below, as the two modes of a port session use it.
import type { Session } from './session.ts';

export type PortChannel = Pick<
  Session,
  'hasRoom' | 'isPeerAway' | 'send' | 'hold' | 'release' | 'probe' | 'stats'
>;
