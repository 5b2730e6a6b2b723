// SSH that did not work on a Windows machine: said as that, because what helps there is another thing than elsewhere.
import { AppError, type AppErrorCode } from '../../shared/app-error.ts';
import type { IdentityChoice } from '../../shared/route.ts';
import type { RouteFacts } from './route.ts';

/** What Windows without SSH, or with SSH but without EC2 Instance Connect, looks like from here. */
const AS_WITHOUT_SSH: readonly AppErrorCode[] = [
  'target/no-route',
  'ssh/no-banner',
  'ssh/sign-in-refused',
  'ssh/pushed-key-refused',
  'eic/push-refused',
  'eice/target-unreachable',
  'direct/unreachable',
];

/** The same error for every other machine, and for who brings a key or a password: then there is SSH. */
export function explainWindows(
  error: unknown,
  { target, targetId }: Pick<RouteFacts, 'target' | 'targetId'>,
  identity: IdentityChoice,
): unknown {
  const isOwn = identity.kind !== 'automatic' && identity.kind !== 'one-time';
  if (target?.platform !== 'windows' || isOwn) return error;
  if (!(error instanceof AppError && AS_WITHOUT_SSH.includes(error.code))) return error;
  return new AppError(
    'target/windows',
    `${target.name ?? targetId} is a Windows machine, and no SSH let us in there.`,
    {
      detail: error.detail === null ? error.message : `${error.message}\n${error.detail}`,
      cause: error,
    },
  );
}
