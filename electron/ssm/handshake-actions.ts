// Answers the actions of a HandshakeRequest one by one, in their order. Pure; the inner part of handshake.ts.
import {
  ACTION_STATUS,
  ACTION_TYPE,
  type HandshakeRequest,
  type HandshakeResponse,
  kmsEncryptionParametersSchema,
  sessionTypeParametersSchema,
} from './payloads.ts';

export type ProcessedAction = HandshakeResponse['ProcessedClientActions'][number];

export type ActionsAnswer =
  | {
      readonly kind: 'agreed';
      readonly processed: readonly ProcessedAction[];
      readonly sessionType: string;
      readonly properties: unknown;
      /** What KMS is to make; its action is answered later with `answerKmsAction`. Null without encryption. */
      readonly key: { readonly keyId: string; readonly challenge: string } | null;
    }
  /** The agent cancels the session for any action that is not a success. */
  | { readonly kind: 'refused'; readonly processed: readonly ProcessedAction[]; readonly why: string };

type Read =
  | { readonly kind: 'session-type'; readonly sessionType: string; readonly properties: unknown }
  | { readonly kind: 'key'; readonly keyId: string; readonly challenge: string }
  | { readonly kind: 'no'; readonly status: number; readonly why: string };

export function answerActions(request: HandshakeRequest, accepts: readonly string[]): ActionsAnswer {
  const processed: ProcessedAction[] = [];
  const refusals: string[] = [];
  let type: Extract<Read, { kind: 'session-type' }> | null = null;
  let key: Extract<Read, { kind: 'key' }> | null = null;
  for (const { ActionType, ActionParameters } of request.RequestedClientActions) {
    const read = readAction(ActionType, ActionParameters, accepts);
    const [status, why] = read.kind === 'no' ? [read.status, read.why] : [ACTION_STATUS.success, ''];
    processed.push({ ActionType, ActionStatus: status, ActionResult: null, Error: why });
    if (read.kind === 'no') refusals.push(read.why);
    if (read.kind === 'session-type') type = read;
    if (read.kind === 'key') key = read;
  }
  if (refusals.length > 0) return { kind: 'refused', processed, why: refusals.join('; ') };
  if (type === null) return { kind: 'refused', processed, why: 'The agent named no session type' };
  const { sessionType, properties } = type;
  return { kind: 'agreed', processed, sessionType, properties, key };
}

/** `processed` with the KMS action answered. */
export function answerKmsAction(
  processed: readonly ProcessedAction[],
  status: number,
  why: string,
  result: object | null,
): ProcessedAction[] {
  return processed.map((action) =>
    action.ActionType === ACTION_TYPE.kmsEncryption
      ? { ...action, ActionStatus: status, ActionResult: result, Error: why }
      : action,
  );
}

function readAction(actionType: string, parameters: unknown, accepts: readonly string[]): Read {
  if (actionType === ACTION_TYPE.sessionType) {
    const parsed = sessionTypeParametersSchema.safeParse(parameters);
    const sessionType = parsed.success ? parsed.data.SessionType : '';
    return accepts.includes(sessionType)
      ? { kind: 'session-type', sessionType, properties: parsed.data?.Properties ?? null }
      : { kind: 'no', status: ACTION_STATUS.failed, why: `Unknown session type ${sessionType}` };
  }
  if (actionType === ACTION_TYPE.kmsEncryption) {
    const parsed = kmsEncryptionParametersSchema.safeParse(parameters);
    return parsed.success
      ? { kind: 'key', keyId: parsed.data.KMSKeyId, challenge: parsed.data.Challenge }
      : { kind: 'no', status: ACTION_STATUS.failed, why: 'KMSEncryption names no key' };
  }
  return { kind: 'no', status: ACTION_STATUS.unsupported, why: `Unsupported action ${actionType}` };
}
