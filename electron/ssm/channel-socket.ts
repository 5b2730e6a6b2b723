// Opens one WebSocket of a data channel: checks the StreamUrl, signs the upgrade, sends the opening frame.
// Between base/web-socket and data-channel; translates what went wrong.
import { randomUUID } from 'node:crypto';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError } from '../base/abort.ts';
import { withDeadline } from '../base/deadline.ts';
import { openWebSocket, type OpenWebSocket, type WebSocketOptions } from '../base/web-socket.ts';
import { WebSocketOpenError } from '../base/web-socket-open-error.ts';
import { CLIENT_VERSION } from './handshake.ts';
import type { OpenDataChannel } from './payloads.ts';
import type { SessionControl, SessionGrant } from './session-control.ts';
import { acceptStreamUrl, type StreamUrlPolicy } from './stream-url.ts';

/** The protocol wants one id for the life of the process. */
const CLIENT_ID = randomUUID();
/** Getting credentials for the signature may mean a call to STS or a credential process. */
const SIGN_TIMEOUT_MS = 20_000;
const OPEN_TIMEOUT_MS = 15_000;

export interface ChannelSocketOptions extends Omit<WebSocketOptions, 'url' | 'headers' | 'openTimeoutMs'> {
  readonly grant: SessionGrant;
  readonly control: SessionControl;
  readonly policy: StreamUrlPolicy;
}

/**
 * The socket is open, paused, and the opening frame is on its way; no frame answers it. Rejects with AppError:
 * `ssm/stream-url-refused`, `ssm/gateway-unreachable`, `ssm/gateway-refused`, `cancelled`, or what signing said.
 */
export async function openChannelSocket(options: ChannelSocketOptions): Promise<OpenWebSocket> {
  const { grant, control, policy, ...socketOptions } = options;
  const url = acceptStreamUrl(grant.streamUrl, policy);
  const headers = await withDeadline(
    (signal) => control.signUpgrade(url, signal),
    SIGN_TIMEOUT_MS,
    options.signal,
    () => new AppError('connection/timeout', 'Signing the request took too long.', { retryable: true }),
    options.clock,
  );
  let socket: OpenWebSocket;
  try {
    socket = await openWebSocket({ ...socketOptions, url, headers, openTimeoutMs: OPEN_TIMEOUT_MS });
  } catch (error) {
    throw translate(error, url);
  }
  const frame: OpenDataChannel = {
    MessageSchemaVersion: '1.0',
    RequestId: randomUUID(),
    TokenValue: grant.tokenValue.reveal(),
    ClientId: CLIENT_ID,
    ClientVersion: CLIENT_VERSION,
  };
  socket.send(JSON.stringify(frame));
  return socket;
}

function translate(error: unknown, url: URL): unknown {
  if (!(error instanceof WebSocketOpenError)) return error;
  const detail = `${url.host}${error.detail === null ? '' : `: ${error.detail}`}`;
  switch (error.kind) {
    case 'cancelled':
      return cancelledError();
    case 'refused':
      return new AppError('ssm/gateway-refused', 'The message gateway refused the connection.', {
        detail,
        // 408, 429 and 5xx pass; 400 and 403 mean token, signature or permission.
        retryable: error.status === 408 || error.status === 429 || (error.status ?? 0) >= 500,
        cause: error,
      });
    case 'unreachable':
    case 'timeout':
      return new AppError('ssm/gateway-unreachable', 'The message gateway could not be reached.', {
        detail,
        retryable: true,
        cause: error,
      });
  }
}
