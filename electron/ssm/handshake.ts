// What client and agent agree on before bytes flow: a pure reducer, state + event -> state + effects.
// Driven by session-start.ts. Fact sheet 3 and 5.
//
//   waiting --HandshakeRequest--> [making-key -->] answered --[EncChallenge]--> answered --HandshakeComplete--> complete
//   waiting --Output--> complete        (a shell without KMS has no handshake at all)
//   waiting --silence--> complete       (nor one that prints nothing)
import { AppError } from '../../shared/app-error.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { answerActions, answerKmsAction, type ProcessedAction } from './handshake-actions.ts';
import {
  ACTION_STATUS,
  encChallengeSchema,
  encodeJsonPayload,
  handshakeCompleteSchema,
  handshakeRequestSchema,
  type HandshakeRequest,
  type HandshakeResponse,
  parseJsonPayload,
  PAYLOAD_TYPE,
  SESSION_TYPE,
} from './payloads.ts';

/**
 * The version we say we are. At least 1.1.70 for multiplexed ports, above 1.2.331.0 or the agent kills idle port
 * sessions after 30 s, at least 1.2.764.0 as AWS's minimum; 1.2.835.0 is the behaviour this engine follows.
 */
export const CLIENT_VERSION = '1.2.835.0';

export interface HandshakeTerms {
  readonly sessionId: string;
  /** The Target of StartSession: part of the encryption context. */
  readonly targetId: string;
  /** Session types that the caller can serve; all others are answered as failed. */
  readonly accepts: readonly string[];
}

export interface StartedSession {
  readonly sessionType: string;
  /** The document's `properties`, null for Standard_Stream. From the network: parse before use. */
  readonly properties: unknown;
  /** Null when there was no handshake. */
  readonly agentVersion: string | null;
  readonly encrypted: boolean;
  /** Something the agent wants people to read; empty for none. */
  readonly customerMessage: string;
}

type Agreed = Omit<StartedSession, 'customerMessage'>;

export type HandshakeState =
  | { readonly kind: 'waiting' }
  /** The KMS action among `processed` is answered when the key is there. */
  | {
      readonly kind: 'making-key';
      readonly agreed: Agreed;
      readonly processed: readonly ProcessedAction[];
      readonly challenged: boolean;
    }
  | { readonly kind: 'answered'; readonly agreed: Agreed }
  | { readonly kind: 'complete'; readonly session: StartedSession }
  | { readonly kind: 'failed'; readonly error: AppError };

export type HandshakeEvent =
  | { readonly kind: 'message'; readonly payloadType: number; readonly payload: Uint8Array }
  /** The agent has been there for long and sent nothing. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'key-made'; readonly ciphertext: Uint8Array }
  | { readonly kind: 'key-failed'; readonly error: AppError };

export type HandshakeEffect =
  | { readonly kind: 'send'; readonly payloadType: number; readonly payload: Uint8Array }
  /** Ask KMS for a data key, then report `key-made` or `key-failed`. */
  | {
      readonly kind: 'make-key';
      readonly keyId: string;
      readonly encryptionContext: Readonly<Record<string, string>>;
    }
  /** From here on stream payloads are encrypted with the key that was made. */
  | { readonly kind: 'start-encrypting' }
  /** Decrypt, encrypt with our own key, send as EncChallengeResponse. */
  | { readonly kind: 'answer-challenge'; readonly challenge: Uint8Array };

export interface HandshakeStep {
  readonly state: HandshakeState;
  readonly effects: readonly HandshakeEffect[];
}

export const HANDSHAKE_START: HandshakeState = { kind: 'waiting' };

/** Throws AppError `ssm/protocol-violation` for a body that cannot be read; messages out of turn change nothing. */
export function reduceHandshake(
  state: HandshakeState,
  event: HandshakeEvent,
  terms: HandshakeTerms,
): HandshakeStep {
  switch (event.kind) {
    case 'message':
      return onMessage(state, event.payloadType, event.payload, terms);
    case 'silence':
      // Only a shell goes without a handshake; whoever waits for something else goes on waiting.
      return state.kind === 'waiting' && terms.accepts.includes(SESSION_TYPE.standardStream)
        ? withoutHandshake(terms)
        : { state, effects: [] };
    case 'key-made':
      return onKey(state, { ciphertext: event.ciphertext });
    case 'key-failed':
      return onKey(state, { error: event.error });
    default:
      return assertNever(event);
  }
}

function onMessage(
  state: HandshakeState,
  payloadType: number,
  payload: Uint8Array,
  terms: HandshakeTerms,
): HandshakeStep {
  const unchanged = { state, effects: [] };
  switch (payloadType) {
    case PAYLOAD_TYPE.handshakeRequest:
      if (state.kind !== 'waiting') return unchanged;
      return onRequest(parseJsonPayload(handshakeRequestSchema, payload), terms);
    case PAYLOAD_TYPE.encChallengeRequest: {
      if (state.kind !== 'answered') return unchanged;
      const { Challenge } = parseJsonPayload(encChallengeSchema, payload);
      const challenge = Buffer.from(Challenge, 'base64');
      return { state, effects: [{ kind: 'answer-challenge', challenge }] };
    }
    case PAYLOAD_TYPE.handshakeComplete: {
      if (state.kind !== 'answered') return unchanged;
      const { CustomerMessage } = parseJsonPayload(handshakeCompleteSchema, payload);
      return complete(state.agreed, CustomerMessage);
    }
    case PAYLOAD_TYPE.output:
    case PAYLOAD_TYPE.stdErr:
    case PAYLOAD_TYPE.exitCode:
      // The first bytes without a handshake are those of a shell; nothing else goes without one.
      if (state.kind === 'waiting') return withoutHandshake(terms);
      return state.kind === 'answered' ? complete(state.agreed, '') : unchanged;
    default:
      return unchanged;
  }
}

function onRequest(request: HandshakeRequest, terms: HandshakeTerms): HandshakeStep {
  const answer = answerActions(request, terms.accepts);
  const { processed } = answer;
  if (answer.kind === 'refused') {
    const error = new AppError(
      'ssm/handshake-failed',
      'The agent asked for something that is not known here.',
      {
        detail: answer.why,
      },
    );
    return { state: { kind: 'failed', error }, effects: [respond(processed)] };
  }
  const { sessionType, properties, key } = answer;
  const agreed = { sessionType, properties, agentVersion: request.AgentVersion, encrypted: key !== null };
  if (key === null) return { state: { kind: 'answered', agreed }, effects: [respond(processed)] };
  const challenged = key.challenge !== '';
  const encryptionContext = {
    'aws:ssm:SessionId': terms.sessionId,
    'aws:ssm:TargetId': terms.targetId,
    ...(challenged ? { 'aws:ssm:RandomChallenge': key.challenge } : {}),
  };
  return {
    state: { kind: 'making-key', agreed, processed, challenged },
    effects: [{ kind: 'make-key', keyId: key.keyId, encryptionContext }],
  };
}

function onKey(
  state: HandshakeState,
  outcome: { readonly ciphertext: Uint8Array } | { readonly error: AppError },
): HandshakeStep {
  if (state.kind !== 'making-key') return { state, effects: [] };
  if ('error' in outcome) {
    const { error } = outcome;
    const why = `Failed to process action KMSEncryption: ${error.detail ?? error.message}`;
    const processed = answerKmsAction(state.processed, ACTION_STATUS.failed, why, null);
    return { state: { kind: 'failed', error }, effects: [respond(processed)] };
  }
  const result = {
    KMSCipherTextKey: Buffer.from(outcome.ciphertext).toString('base64'),
    KMSCipherTextHash: null,
    // Tells the agent which encryption context to decrypt with.
    ...(state.challenged ? { ChallengeAcknowledgement: true } : {}),
  };
  const processed = answerKmsAction(state.processed, ACTION_STATUS.success, '', result);
  return {
    state: { kind: 'answered', agreed: state.agreed },
    effects: [respond(processed), { kind: 'start-encrypting' }],
  };
}

function withoutHandshake(terms: HandshakeTerms): HandshakeStep {
  const sessionType = SESSION_TYPE.standardStream;
  if (terms.accepts.includes(sessionType))
    return complete({ sessionType, properties: null, agentVersion: null, encrypted: false }, '');
  const error = new AppError('ssm/handshake-failed', 'The agent started a shell where none was asked for.');
  return { state: { kind: 'failed', error }, effects: [] };
}

function complete(agreed: Agreed, customerMessage: string): HandshakeStep {
  return { state: { kind: 'complete', session: { ...agreed, customerMessage } }, effects: [] };
}

function respond(processed: readonly ProcessedAction[]): HandshakeEffect {
  const response: HandshakeResponse = {
    ClientVersion: CLIENT_VERSION,
    ProcessedClientActions: [...processed],
    Errors: null,
  };
  return {
    kind: 'send',
    payloadType: PAYLOAD_TYPE.handshakeResponse,
    payload: encodeJsonPayload(response),
  };
}
