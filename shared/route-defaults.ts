// The choices of somebody who has chosen nothing. Plain values: the page goes without the schema library.
import type { ConnectChoice, ReachChoice } from './route.ts';

export const DEFAULT_REACH: ReachChoice = {
  route: { kind: 'automatic' },
  user: null,
  identity: { kind: 'automatic' },
  port: 22,
};

export const DEFAULT_CONNECT: ConnectChoice = { ...DEFAULT_REACH, shell: 'automatic' };
