// What the payloads of the data channel mean: payload types and the JSON, flag and exit code bodies inside messages.
// Symmetric: the engine uses one half of each pair, the sandbox's agent and gateway the other. Fact sheet 1-6.
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';

export const PAYLOAD_TYPE = {
  /** Messages that are not stream data: acks, channel_closed, agent_session_state. */
  none: 0,
  /** Raw bytes, both directions; encrypted once KMS is on. */
  output: 1,
  /** Client to agent, never encrypted. */
  size: 3,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  encChallengeRequest: 8,
  encChallengeResponse: 9,
  /** Both directions, never encrypted. */
  flag: 10,
  /** Agent to client; encrypted once KMS is on. */
  stdErr: 11,
  /** Agent to client; encrypted once KMS is on. */
  exitCode: 12,
} as const;

export const FLAG = { disconnectToPort: 1, terminateSession: 2, connectToPortError: 3 } as const;

export const ACTION_STATUS = { success: 1, failed: 2, unsupported: 3 } as const;
export const ACTION_TYPE = { sessionType: 'SessionType', kmsEncryption: 'KMSEncryption' } as const;
export const SESSION_TYPE = {
  standardStream: 'Standard_Stream',
  interactiveCommands: 'InteractiveCommands',
  nonInteractiveCommands: 'NonInteractiveCommands',
  port: 'Port',
} as const;

/** JSON bodies are a few hundred bytes; a document's properties or an agent's error text may make them kilobytes. */
const MAX_JSON_BYTES = 256 * 1024;

const uint32 = z.number().int().min(0).max(0xffff_ffff);
// Go writes nil slices and strings as null.
const goString = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

export const acknowledgeSchema = z.object({
  AcknowledgedMessageType: z.string(),
  AcknowledgedMessageId: z.string(),
  AcknowledgedMessageSequenceNumber: z.number().int().min(0),
  IsSequentialMessage: z.boolean().default(true),
});
export type Acknowledge = z.infer<typeof acknowledgeSchema>;

/** First text frame of a client (`ClientVersion`) or an agent (`ClientInstanceId`); nobody answers it. */
export const openDataChannelSchema = z.object({
  MessageSchemaVersion: z.string(),
  RequestId: z.string(),
  TokenValue: z.string(),
  ClientInstanceId: z.string().optional(),
  ClientId: z.string(),
  ClientVersion: z.string().optional(),
});
export type OpenDataChannel = z.infer<typeof openDataChannelSchema>;

export const handshakeRequestSchema = z.object({
  AgentVersion: z.string(),
  RequestedClientActions: z
    .array(z.object({ ActionType: z.string(), ActionParameters: z.unknown().optional() }))
    .max(64)
    .nullish()
    .transform((actions) => actions ?? []),
});
export type HandshakeRequest = z.infer<typeof handshakeRequestSchema>;

/** ActionParameters of SessionType. `Properties` is the document's `properties`, null for Standard_Stream. */
export const sessionTypeParametersSchema = z.object({
  SessionType: z.string(),
  Properties: z.unknown().optional(),
});

/** ActionParameters of KMSEncryption. `Challenge` (base64, 16 bytes) only from newer agents; empty otherwise. */
export const kmsEncryptionParametersSchema = z.object({ KMSKeyId: z.string().min(1), Challenge: goString });

/** ActionResult of KMSEncryption: CiphertextBlob of GenerateDataKey in base64. */
export const kmsEncryptionResultSchema = z.object({
  KMSCipherTextKey: z.string(),
  KMSCipherTextHash: z.string().nullish(),
  ChallengeAcknowledgement: z.boolean().optional(),
});

export const handshakeResponseSchema = z.object({
  ClientVersion: z.string(),
  ProcessedClientActions: z
    .array(
      z.object({
        ActionType: z.string(),
        ActionStatus: z.number().int(),
        ActionResult: z.unknown().optional(),
        Error: goString,
      }),
    )
    .max(64),
  Errors: z.array(z.string()).nullish(),
});
export type HandshakeResponse = z.input<typeof handshakeResponseSchema>;

/** `HandshakeTimeToComplete` in nanoseconds. */
export const handshakeCompleteSchema = z.object({
  HandshakeTimeToComplete: z.number().nullish(),
  CustomerMessage: goString,
});
export type HandshakeComplete = z.infer<typeof handshakeCompleteSchema>;

/** Challenge request and response alike: base64 of the encrypted challenge. */
export const encChallengeSchema = z.object({ Challenge: z.string().min(1) });

export const sizeSchema = z.object({ cols: uint32, rows: uint32 });

/** Gateway to client and agent. `Output` carries the agent's last words, often an error; empty or absent else. */
export const channelClosedSchema = z.object({
  Output: goString,
});
export interface ChannelClosed {
  readonly MessageId: string;
  readonly CreatedDate: string;
  readonly DestinationId: string;
  readonly SessionId: string;
  readonly MessageType: 'channel_closed';
  readonly SchemaVersion: number;
  readonly Output: string;
}

export const agentSessionStateSchema = z.object({
  SchemaVersion: z.number().int(),
  SessionState: z.string(),
  SessionId: z.string(),
});

/** A JSON body as it goes on the wire. */
export function encodeJsonPayload(body: object): Buffer {
  return Buffer.from(JSON.stringify(body), 'utf8');
}

/** Parses a JSON body (bytes, or the text of a text frame). Throws AppError `ssm/protocol-violation`. */
export function parseJsonPayload<S extends z.ZodType>(schema: S, body: Uint8Array | string): z.output<S> {
  const length = typeof body === 'string' ? body.length : body.byteLength;
  if (length > MAX_JSON_BYTES) throw violation(`${length} bytes of JSON are too many`);
  let json: unknown;
  try {
    json = JSON.parse(
      typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, length).toString('utf8'),
    );
  } catch (error) {
    throw violation('not JSON', error);
  }
  const parsed = schema.safeParse(json);
  // zod's message names fields and expectations, never the values (a token may be among them).
  if (!parsed.success) throw violation(z.prettifyError(parsed.error), parsed.error);
  return parsed.data;
}

/** The ack of one message; receivers look only at the sequence number. */
export function acknowledgeOf(message: {
  readonly messageType: string;
  readonly messageId: string;
  readonly sequenceNumber: number;
}): Acknowledge {
  return {
    AcknowledgedMessageType: message.messageType,
    AcknowledgedMessageId: message.messageId,
    AcknowledgedMessageSequenceNumber: message.sequenceNumber,
    IsSequentialMessage: true,
  };
}

/** Four bytes, big-endian. */
export function encodeFlag(flag: number): Buffer {
  const body = Buffer.alloc(4);
  body.writeUInt32BE(flag);
  return body;
}

/** Throws AppError `ssm/protocol-violation`. */
export function parseFlag(body: Uint8Array): number {
  if (body.byteLength !== 4) throw violation(`a flag of ${body.byteLength} bytes`);
  return Buffer.from(body).readUInt32BE();
}

export function encodeExitCode(exitCode: number): Buffer {
  return Buffer.from(`EXIT_CODE: ${exitCode}`, 'utf8');
}

/** Throws AppError `ssm/protocol-violation`. Negative codes exist: the agent reports -1 for a killed process. */
export function parseExitCode(body: Uint8Array): number {
  const text = Buffer.from(body.subarray(0, 64)).toString('utf8');
  const match = /^EXIT_CODE:\s*(-?\d{1,10})\s*$/.exec(text);
  if (match?.[1] === undefined) throw violation('an exit code that cannot be read');
  return Number(match[1]);
}

function violation(what: string, cause?: unknown): AppError {
  return new AppError('ssm/protocol-violation', 'A message of the data channel could not be understood.', {
    detail: what,
    cause,
  });
}
