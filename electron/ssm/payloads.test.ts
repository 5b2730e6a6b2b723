// Payload bodies: what AWS's programs wrote is read, and what we write has the same form.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { decodeClientMessage, MESSAGE_TYPE } from './client-message.ts';
import { readRecording, RECORDINGS } from './fixtures/recording.ts';
import {
  acknowledgeOf,
  acknowledgeSchema,
  agentSessionStateSchema,
  channelClosedSchema,
  encodeExitCode,
  encodeFlag,
  encodeJsonPayload,
  FLAG,
  handshakeCompleteSchema,
  handshakeRequestSchema,
  handshakeResponseSchema,
  kmsEncryptionParametersSchema,
  openDataChannelSchema,
  parseExitCode,
  parseFlag,
  parseJsonPayload,
  PAYLOAD_TYPE,
  sessionTypeParametersSchema,
  sizeSchema,
} from './payloads.ts';

const JSON_BODIES = [
  { type: PAYLOAD_TYPE.handshakeRequest, schema: handshakeRequestSchema },
  { type: PAYLOAD_TYPE.handshakeResponse, schema: handshakeResponseSchema },
  { type: PAYLOAD_TYPE.handshakeComplete, schema: handshakeCompleteSchema },
  { type: PAYLOAD_TYPE.size, schema: sizeSchema },
] as const;

test.each(RECORDINGS)('every body of recorded session %s is understood and written alike', (name) => {
  const outputs = new Map<number, ReturnType<typeof decodeClientMessage>>();
  for (const frame of readRecording(name)) {
    if (frame.kind === 'text') {
      expect(JSON.stringify(parseJsonPayload(openDataChannelSchema, frame.text))).toBe(frame.text);
      continue;
    }
    const message = decodeClientMessage(frame.bytes);
    const text = Buffer.from(message.payload).toString();
    const same = (body: object) => {
      expect(encodeJsonPayload(body).toString()).toBe(text);
    };
    if (message.messageType === MESSAGE_TYPE.output) outputs.set(message.sequenceNumber, message);
    if (message.messageType === MESSAGE_TYPE.acknowledge) {
      const ack = parseJsonPayload(acknowledgeSchema, message.payload);
      same(ack);
      const acknowledged = outputs.get(ack.AcknowledgedMessageSequenceNumber);
      if (frame.from === 'client' && acknowledged !== undefined) same(acknowledgeOf(acknowledged));
    }
    if (message.messageType === MESSAGE_TYPE.agentSessionState)
      same(parseJsonPayload(agentSessionStateSchema, message.payload));
    for (const { type, schema } of JSON_BODIES)
      if (message.payloadType === type) same(parseJsonPayload(schema, message.payload));
    if (message.payloadType === PAYLOAD_TYPE.exitCode) expect(parseExitCode(message.payload)).toBe(7);
    if (message.payloadType === PAYLOAD_TYPE.flag)
      expect([FLAG.terminateSession, FLAG.connectToPortError]).toContain(parseFlag(message.payload));
  }
});

test('handshake actions are read one by one', () => {
  const request = parseJsonPayload(
    handshakeRequestSchema,
    '{"AgentVersion":"3.3.987.0","RequestedClientActions":[' +
      '{"ActionType":"SessionType","ActionParameters":{"SessionType":"Standard_Stream","Properties":null}},' +
      '{"ActionType":"KMSEncryption","ActionParameters":{"KMSKeyId":"arn:aws:kms:x"}},{"ActionType":"Later"}]}',
  );
  const [type, kms] = request.RequestedClientActions;
  expect(sessionTypeParametersSchema.parse(type?.ActionParameters).SessionType).toBe('Standard_Stream');
  expect(kmsEncryptionParametersSchema.parse(kms?.ActionParameters).Challenge).toBe('');
  expect(request.RequestedClientActions[2]?.ActionType).toBe('Later');
});

test('channel_closed without Output reads as empty', () => {
  const closed = parseJsonPayload(
    channelClosedSchema,
    '{"MessageType":"channel_closed","SessionId":"s","Output":null}',
  );
  expect(closed.Output).toBe('');
});

test('the words of channel_closed are read whatever else it holds', () => {
  const closed = parseJsonPayload(
    channelClosedSchema,
    '{"CreatedDate":1795905042776,"SchemaVersion":null,"Output":"The session timed out."}',
  );
  expect(closed.Output).toBe('The session timed out.');
});

test('flags and exit codes survive the round trip; other bytes are refused', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (flag) => {
      expect(parseFlag(encodeFlag(flag))).toBe(flag);
    }),
  );
  fc.assert(
    fc.property(fc.integer(), (code) => {
      expect(parseExitCode(encodeExitCode(code))).toBe(code);
    }),
  );
  expect(() => parseFlag(new Uint8Array(3))).toThrow(AppError);
  expect(() => parseExitCode(Buffer.from('EXIT_CODE: x'))).toThrow(AppError);
});

test('a body that is not what it should be is refused without quoting it', () => {
  const bodies = ['', '{', '[]', 'null', `{"TokenValue":"secret-token","ClientId":7}`, 'x'.repeat(300_000)];
  for (const body of bodies) {
    const parse = () => parseJsonPayload(openDataChannelSchema, Buffer.from(body));
    expect(parse).toThrow(AppError);
    try {
      parse();
    } catch (error) {
      expect(JSON.stringify(error instanceof AppError ? error.toData() : error)).not.toContain(
        'secret-token',
      );
    }
  }
});
