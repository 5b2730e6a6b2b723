// Every error code in people's words, area by area. A code without words does not compile.
import type { AppErrorCode } from '../../shared/app-error.ts';
import { APP_ERROR_TEXTS } from './app-error-text.ts';
import { AWS_ERROR_TEXTS } from './aws-error-text.ts';
import { CONNECTION_ERROR_TEXTS } from './connection-error-text.ts';
import { TUNNEL_ERROR_TEXTS } from './tunnel-error-text.ts';
import { FILES_ERROR_TEXTS } from './files-error-text.ts';
import { ROUTE_ERROR_TEXTS } from './route-error-text.ts';
import { SSH_ERROR_TEXTS } from './ssh-error-text.ts';
import type { ErrorWords } from './error-words.ts';
import { RDP_ERROR_TEXTS } from './rdp-error-text.ts';

export const ERROR_TEXTS: Readonly<Record<AppErrorCode, ErrorWords>> = {
  ...AWS_ERROR_TEXTS,
  ...CONNECTION_ERROR_TEXTS,
  ...FILES_ERROR_TEXTS,
  ...RDP_ERROR_TEXTS,
  ...ROUTE_ERROR_TEXTS,
  ...SSH_ERROR_TEXTS,
  ...TUNNEL_ERROR_TEXTS,
  ...APP_ERROR_TEXTS,
};
