// The words of what goes wrong on the way to an instance and in a session.
import type { AppErrorCode } from '../../shared/app-error.ts';
import { errorWords } from './error-words.ts';
import type { ErrorWords } from './error-words.ts';

type Code = Extract<AppErrorCode, `target/${string}` | `ssm/${string}` | `connection/${string}`>;

export const CONNECTION_ERROR_TEXTS: Readonly<Record<Code, ErrorWords>> = {
  'target/not-found': errorWords(
    'This instance does not exist here',
    'No instance or managed node with this id is in the chosen region and account. It may have been terminated.',
    'Reload the list, or choose another region or AWS profile.',
    'reload-inventory',
  ),
  'target/ambiguous': errorWords(
    'More than one instance fits',
    'The name or address belongs to several instances.',
    'Pick one from the list, or use its id.',
    'show-instances',
  ),
  'target/not-running': errorWords(
    'The instance is not running',
    'A shell needs a running instance.',
    'Start it in AWS, wait until it runs, then try again.',
    'retry',
  ),
  'target/not-connected': errorWords(
    'The agent on this instance is not connected',
    'Session Manager hands sessions to the SSM agent, and this one has not reported in: it is not installed, stopped, without a role, or cannot reach the Systems Manager endpoints.',
    'Check the agent, the instance role (AmazonSSMManagedInstanceCore) and the route to ssm, ssmmessages and ec2messages. Then try again.',
    'retry',
  ),
  'target/no-route': errorWords(
    'No way leads to this instance',
    'None of the routes this app knows can reach it from here.',
    'See the Route section beside the tabs for the reason of each.',
    'show-instances',
  ),
  'target/windows': errorWords(
    'This is a Windows instance',
    'It has no SSH that a key could be pushed to. Windows is used through its desktop.',
    'Open its desktop, or choose the Session Manager shell for PowerShell.',
    'show-instances',
  ),
  'ssm/document-invalid': errorWords(
    'The session document was refused',
    'Session Manager starts sessions from a document, and this one is missing or does not fit.',
    'Ask whoever looks after Systems Manager in this account to check the session preferences.',
    'retry',
  ),
  'ssm/stream-url-refused': errorWords(
    'The session points to an unknown address',
    'AWS answered with a stream address outside AWS and outside your endpoint settings. Nothing was sent there.',
    'Check AWS_ENDPOINT_URL settings and any proxy that rewrites answers. Copy the report for your administrator.',
    'copy-report',
  ),
  'ssm/gateway-unreachable': errorWords(
    'The message gateway cannot be reached',
    'AWS started the session, but the connection to ssmmessages on port 443 did not come up.',
    'Check that the network or proxy lets WebSockets through to ssmmessages, then try again.',
    'retry',
  ),
  'ssm/gateway-refused': errorWords(
    'The message gateway refused the connection',
    'The session’s token was not accepted: too old, already used, or changed on the way.',
    'Try again: a new session gets a new token.',
    'retry',
  ),
  'ssm/handshake-timeout': errorWords(
    'The agent did not answer',
    'The session was started, but the agent on the instance never began to speak. It is overloaded, hung, or just being restarted.',
    'Try again; if it stays, restart the SSM agent on the instance.',
    'retry',
  ),
  'ssm/handshake-failed': errorWords(
    'The agent and this app could not agree',
    'The agent asked for something this app does not offer, or refused what it offered.',
    'Update the SSM agent on the instance, then try again.',
    'retry',
  ),
  'ssm/encryption-failed': errorWords(
    'The session could not be encrypted',
    'This account asks for KMS encryption of sessions, and the key could not be used.',
    'Your AWS profile needs kms:GenerateDataKey and the instance role kms:Decrypt on that key.',
    'retry',
  ),
  'ssm/protocol-violation': errorWords(
    'What arrived could not be understood',
    'Bytes arrived that no agent should send, so the connection was closed to be safe.',
    'Try again; if it stays, copy the report: it helps to find the cause.',
    'retry',
  ),
  'ssm/session-gone': errorWords(
    'The session no longer exists',
    'While the connection was away, AWS ended the session: idle limit, maximum duration, or somebody terminated it.',
    'Reconnect to begin a new session. What ran in the old one has ended.',
    'retry',
  ),
  'ssm/session-failed': errorWords(
    'The session failed on the instance',
    'The agent could not start or keep the shell.',
    'Read its words above, then try again.',
    'retry',
  ),
  'connection/not-found': errorWords(
    'This connection is gone',
    'It was closed meanwhile.',
    'Open it again from the list.',
    'show-instances',
  ),
  'connection/timeout': errorWords(
    'Connecting took too long',
    'A step did not finish in its time.',
    'Try again; a slow network often gets there the second time.',
    'retry',
  ),
};
