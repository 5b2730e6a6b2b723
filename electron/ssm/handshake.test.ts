// The reducer alone: no order of messages makes it throw anything but a protocol violation or speak out of turn.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import {
  HANDSHAKE_START,
  type HandshakeEffect,
  type HandshakeEvent,
  type HandshakeState,
  reduceHandshake,
} from './handshake.ts';
import {
  ACTION_STATUS,
  encodeJsonPayload,
  handshakeResponseSchema,
  parseJsonPayload,
  PAYLOAD_TYPE,
} from './payloads.ts';

const TERMS = { sessionId: 's', targetId: 'i-1', accepts: ['Standard_Stream', 'InteractiveCommands'] };
const error = new AppError('ssm/encryption-failed', 'No key.');

function message(payloadType: number, body: object | string): HandshakeEvent {
  const payload = typeof body === 'string' ? Buffer.from(body) : encodeJsonPayload(body);
  return { kind: 'message', payloadType, payload };
}

const action = fc.oneof(
  fc.constantFrom('Standard_Stream', 'InteractiveCommands', 'Port', '').map((SessionType) => ({
    ActionType: 'SessionType',
    ActionParameters: { SessionType },
  })),
  fc.constantFrom('', 'Y2hhbGxlbmdl', null).map((Challenge) => ({
    ActionType: 'KMSEncryption',
    ActionParameters: { KMSKeyId: 'k', Challenge },
  })),
  fc.anything().map((ActionParameters) => ({ ActionType: 'SessionType', ActionParameters })),
  fc.string().map((ActionType) => ({ ActionType })),
);
const event: fc.Arbitrary<HandshakeEvent> = fc.oneof(
  fc
    .array(action, { maxLength: 3 })
    .map((RequestedClientActions) =>
      message(
        PAYLOAD_TYPE.handshakeRequest,
        JSON.stringify({ AgentVersion: '3.3.987.0', RequestedClientActions }, big),
      ),
    ),
  fc.constant(message(PAYLOAD_TYPE.encChallengeRequest, { Challenge: 'AAAA' })),
  fc.constant(message(PAYLOAD_TYPE.handshakeComplete, { HandshakeTimeToComplete: 1, CustomerMessage: 'hi' })),
  fc.constant(message(PAYLOAD_TYPE.output, '$ ')),
  fc
    .tuple(fc.integer({ min: 0, max: 14 }), fc.string())
    .map(([payloadType, text]) => message(payloadType, text)),
  fc.constant<HandshakeEvent>({ kind: 'key-made', ciphertext: new Uint8Array(3) }),
  fc.constant<HandshakeEvent>({ kind: 'key-failed', error }),
);

function big(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function run(events: readonly HandshakeEvent[]) {
  let state: HandshakeState = HANDSHAKE_START;
  const effects: HandshakeEffect[] = [];
  const states = [state.kind as string];
  for (const next of events) {
    try {
      const step = reduceHandshake(state, next, TERMS);
      state = step.state;
      effects.push(...step.effects);
      states.push(state.kind);
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'ssm/protocol-violation' });
    }
  }
  return { state, effects, states };
}

test('whatever comes: at most one response and one key, agreed means all actions succeeded, an end is final', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 8 }), (events) => {
      const { state, effects, states } = run(events);
      const responses = effects.flatMap((effect) =>
        effect.kind === 'send' ? [parseJsonPayload(handshakeResponseSchema, effect.payload)] : [],
      );
      expect(responses.length).toBeLessThanOrEqual(1);
      expect(effects.filter(({ kind }) => kind === 'make-key').length).toBeLessThanOrEqual(1);
      const allGood = responses[0]?.ProcessedClientActions.every(
        ({ ActionStatus }) => ActionStatus === ACTION_STATUS.success,
      );
      if (state.kind === 'answered') expect(allGood).toBe(true);
      if (responses.length === 1 && allGood === false) expect(state.kind).toBe('failed');
      if (state.kind === 'complete' && state.session.encrypted)
        expect(effects.some(({ kind }) => kind === 'start-encrypting')).toBe(true);
      const end = states.findIndex((kind) => kind === 'complete' || kind === 'failed');
      if (end >= 0) expect(new Set(states.slice(end)).size).toBe(1);
    }),
    { numRuns: 500 },
  );
});

test('without a handshake the first output makes a Standard_Stream shell, if that is wanted', () => {
  const output = message(PAYLOAD_TYPE.output, '$ ');
  expect(run([output]).state).toEqual({
    kind: 'complete',
    session: {
      sessionType: 'Standard_Stream',
      properties: null,
      agentVersion: null,
      encrypted: false,
      customerMessage: '',
    },
  });
  const { state } = reduceHandshake(HANDSHAKE_START, output, { ...TERMS, accepts: ['Port'] });
  expect(state).toMatchObject({ kind: 'failed', error: { code: 'ssm/handshake-failed' } });
});
