// The whole engine against a scripted far side over real sockets.
import { randomBytes } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { loopRounds } from '../base/fixtures/loop-rounds.ts';
import { Acknowledger } from './acknowledger.ts';
import { closeFarSides, openPlainShell, openShell, readToEnd, until } from './fixtures/open-shell.ts';
import { createKmsCipher, splitDataKey } from './kms-cipher.ts';
import { encodeExitCode, PAYLOAD_TYPE } from './payloads.ts';

closeFarSides();

const sizes = (far: { inputs: readonly { payloadType: number; payload: Buffer }[] }) =>
  far.inputs
    .filter(({ payloadType }) => payloadType === PAYLOAD_TYPE.size)
    .map(({ payload }) => payload.toString());

function sessionType(SessionType: string) {
  return { ActionType: 'SessionType', ActionParameters: { SessionType, Properties: null } };
}

describe('a shell without handshake', () => {
  test('starts with the first output, sends its size first, passes bytes both ways, ends with `exit`', async () => {
    const { far, phases, live } = await openPlainShell();
    expect(phases.map(({ kind }) => kind)).toEqual(['opening-channel', 'waiting-for-agent', 'open']);
    expect(far.openings[0]).toMatchObject({
      tokenValue: 'token-1',
      headers: { authorization: 'AWS4-HMAC-SHA256 test' },
    });
    expect(live.encrypted).toBe(false);
    live.stream.write('exit\r');
    await until(() => far.typed.toString() === 'exit\r');
    expect(far.inputs[0]).toEqual({
      payloadType: PAYLOAD_TYPE.size,
      payload: Buffer.from('{"cols":120,"rows":40}'),
    });
    far.output('logout\r\n');
    far.closeChannel();
    expect((await readToEnd(live)).toString()).toBe('$ logout\r\n');
    expect(await live.ending).toEqual({ kind: 'exited', exitCode: null, reason: null });
    await live.close();
    expect(far.calls).toEqual([]); // the gateway ended it: nothing to terminate
  });

  test('hands bytes on before it makes their ack: somebody waits for the one, nobody for the other', async () => {
    const { far, live } = await openPlainShell();
    const acknowledge = vi.spyOn(Acknowledger.prototype, 'acknowledge');
    const isAcknowledged = () =>
      acknowledge.mock.calls.some(([{ payload }]) => Buffer.from(payload).toString() === 'echo');
    const read = new Promise<boolean>((resolve) => {
      live.stream.on('readable', () => {
        if (String(live.stream.read()).endsWith('echo')) resolve(isAcknowledged());
      });
    });
    far.output('echo');
    expect(await read).toBe(false);
    await until(isAcknowledged);
    acknowledge.mockRestore();
    await live.close();
  });

  test('coalesces sizes, and does not repeat one that is known', async () => {
    const { far, live } = await openPlainShell();
    for (let cols = 80; cols < 100; cols++) live.resize({ cols, rows: 24 });
    await until(() => sizes(far).length === 2);
    live.resize({ cols: 50, rows: 24 });
    live.resize({ cols: 99, rows: 24 });
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(sizes(far)).toEqual(['{"cols":120,"rows":40}', '{"cols":99,"rows":24}']);
    await live.close();
    expect(far.calls).toEqual(['terminate']);
    expect(await live.ending).toEqual({ kind: 'exited', exitCode: null, reason: null });
  });

  test('a paste goes in payloads of 1024 bytes with few in flight, and waits for a busy shell', async () => {
    const { far, live } = await openPlainShell();
    const paste = randomBytes(200_000);
    // Its shell is not ready: what comes is neither kept nor acknowledged.
    let unheard = 0;
    far.loses = (direction) => direction === 'up' && ++unheard > 0;
    let drained = false;
    live.stream.write(paste, () => (drained = true));
    await until(() => unheard >= 8);
    await loopRounds();
    expect(drained).toBe(false);
    far.loses = () => false;
    await until(() => far.typed.length === paste.length);
    expect(far.typed.equals(paste)).toBe(true);
    expect(Math.max(...far.inputs.map(({ payload }) => payload.length))).toBe(1024);
    await until(() => drained);
    expect(live.stats()).toMatchObject({ bytesUp: paste.length + 22 });
    expect(live.stats().resent).toBeGreaterThan(0);
    await live.close();
  });

  test('a slow reader stops the network and loses nothing', async () => {
    const { far, live } = await openPlainShell();
    const chunk = randomBytes(64 * 1024);
    const total = 600; // 39 MB: far above the half MiB that is kept and what lies in sockets
    for (let count = 0; count < total; count++) far.output(chunk);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(live.stats().bytesDown).toBeLessThan(18 * 1024 * 1024);
    live.stream.write('\u0003');
    await until(() => far.typed.toString() === '\u0003'); // Ctrl-C still goes through
    const reading = readToEnd(live);
    await until(() => live.stats().bytesDown === 2 + total * chunk.length);
    far.closeChannel();
    const bytes = await reading;
    expect(bytes.length).toBe(2 + total * chunk.length);
    expect(bytes.subarray(-chunk.length).equals(chunk)).toBe(true);
  });

  test('so does a slow reader of the errors', async () => {
    let taken = 0;
    let letGo: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (letGo = resolve));
    const onStdErr = async (bytes: Uint8Array) => {
      taken += bytes.byteLength;
      await slow;
    };
    const { far, live } = await openPlainShell({ onStdErr });
    const chunk = randomBytes(64 * 1024);
    const total = 400; // 26 MB: far above what is kept
    for (let count = 0; count < total; count++) far.send(PAYLOAD_TYPE.stdErr, chunk);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(taken).toBeLessThan(9 * 1024 * 1024);
    letGo();
    await until(() => taken === total * chunk.length);
    await live.close();
  });

  test('re-acks what comes twice, drops broken frames, ignores what has no meaning', async () => {
    const { far, live } = await openPlainShell();
    far.raw(Buffer.from('not a message'));
    far.raw(Buffer.alloc(120));
    far.socket?.send('text');
    let lost = 0;
    far.loses = (direction) => direction === 'up' && lost++ < 3;
    far.output('once');
    await until(() => far.unacknowledgedCount === 0);
    far.send(99, 'unknown payload type');
    far.output(Buffer.alloc(0));
    await until(() => far.unacknowledgedCount === 0);
    far.closeChannel();
    expect((await readToEnd(live)).toString()).toBe('$ once');
  });
});

describe('a session with handshake', () => {
  test('commands: size after HandshakeComplete only, exit code in the ending, StdErr apart when asked', async () => {
    const errors: string[] = [];
    const { far, shell } = await openShell({
      onStdErr: (bytes) => {
        errors.push(Buffer.from(bytes).toString());
        return Promise.resolve();
      },
    });
    await until(() => far.socket !== null);
    far.send(PAYLOAD_TYPE.handshakeRequest, {
      AgentVersion: '3.3.987.0',
      RequestedClientActions: [sessionType('NonInteractiveCommands')],
    });
    await until(() => far.inputs.length === 1);
    expect(far.inputs[0]?.payload.toString()).toBe(
      '{"ClientVersion":"1.2.835.0","ProcessedClientActions":[{"ActionType":"SessionType","ActionStatus":1,"ActionResult":null,"Error":""}],"Errors":null}',
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(far.inputs.length).toBe(1);
    far.send(PAYLOAD_TYPE.handshakeComplete, {
      HandshakeTimeToComplete: 1,
      CustomerMessage: 'Please update.',
    });
    const live = await shell;
    expect(live.customerMessage).toBe('Please update.');
    await until(() => sizes(far).length === 1);
    far.send(PAYLOAD_TYPE.stdErr, 'err');
    far.output('out');
    await until(() => sizes(far).length === 2); // repeated after the first output
    far.send(PAYLOAD_TYPE.exitCode, encodeExitCode(7));
    await until(() => far.unacknowledgedCount === 0);
    far.closeChannel();
    expect((await readToEnd(live)).toString()).toBe('out');
    expect(errors).toEqual(['err']);
    expect(await live.ending).toEqual({ kind: 'exited', exitCode: 7, reason: null });
  });

  test('KMS: key with context and challenge, both challenges answered, bytes encrypted both ways', async () => {
    const { far, phases, shell } = await openShell();
    const agent = createKmsCipher(splitDataKey(far.dataKey, 'agent'));
    await until(() => far.socket !== null);
    const kms = {
      ActionType: 'KMSEncryption',
      ActionParameters: { KMSKeyId: 'arn:aws:kms:k', Challenge: 'cmFuZG9t' },
    };
    far.send(PAYLOAD_TYPE.handshakeRequest, {
      AgentVersion: '3.3.987.0',
      RequestedClientActions: [kms, sessionType('Standard_Stream')],
    });
    await until(() => far.inputs.length === 1);
    expect(far.calls).toEqual([
      'key arn:aws:kms:k {"aws:ssm:SessionId":"anna-0123456789abcdef0","aws:ssm:TargetId":"i-0123456789abcdef0","aws:ssm:RandomChallenge":"cmFuZG9t"}',
    ]);
    expect(JSON.parse(far.inputs[0]?.payload.toString() ?? '')).toMatchObject({
      ProcessedClientActions: [
        {
          ActionType: 'KMSEncryption',
          ActionStatus: 1,
          ActionResult: { KMSCipherTextKey: 'c2VhbGVkIGtleQ==', ChallengeAcknowledgement: true },
        },
        { ActionType: 'SessionType', ActionStatus: 1 },
      ],
    });
    const challenge = randomBytes(64);
    far.send(PAYLOAD_TYPE.encChallengeRequest, { Challenge: agent.encrypt(challenge).toString('base64') });
    await until(() => far.inputs.length === 2);
    const answer = JSON.parse(far.inputs[1]?.payload.toString() ?? '') as { Challenge: string };
    expect(agent.decrypt(Buffer.from(answer.Challenge, 'base64')).equals(challenge)).toBe(true);
    far.send(PAYLOAD_TYPE.handshakeComplete, { HandshakeTimeToComplete: 1, CustomerMessage: '' });
    const live = await shell;
    expect(live.encrypted).toBe(true);
    expect(phases.map(({ kind }) => kind)).toEqual([
      'opening-channel',
      'waiting-for-agent',
      'securing',
      'open',
    ]);
    live.stream.write('secret');
    await until(() => far.typed.length > 0);
    expect(far.typed.toString('latin1')).not.toContain('secret');
    expect(agent.decrypt(far.typed).toString()).toBe('secret');
    expect(sizes(far)[0]).toBe('{"cols":120,"rows":40}');
    far.output(agent.encrypt(Buffer.from('hello')));
    live.stream.once('readable', () => undefined);
    await until(() => far.unacknowledgedCount === 0);
    expect(String(live.stream.read())).toBe('hello');
    far.output('not encrypted');
    const ending = await live.ending;
    expect(ending).toMatchObject({ kind: 'failed', error: { code: 'ssm/encryption-failed' } });
    await live.close();
    expect(far.calls.at(-1)).toBe('terminate');
  });
});
