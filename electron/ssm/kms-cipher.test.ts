import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKmsCipher, splitDataKey } from './kms-cipher.ts';

const key = randomBytes(64);
const client = createKmsCipher(splitDataKey(key, 'client'));
const agent = createKmsCipher(splitDataKey(key, 'agent'));

test('each side reads the other, 28 bytes longer on the wire, and not itself', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (plain) => {
      const sealed = client.encrypt(plain);
      expect(sealed.length).toBe(plain.length + 28);
      expect(new Uint8Array(agent.decrypt(sealed))).toEqual(new Uint8Array(plain));
      expect(new Uint8Array(client.decrypt(agent.encrypt(plain)))).toEqual(new Uint8Array(plain));
      expect(() => client.decrypt(sealed)).toThrow(
        expect.objectContaining({ code: 'ssm/encryption-failed' }),
      );
    }),
  );
});

test('a changed, short or plain message is refused', () => {
  const sealed = agent.encrypt(Buffer.from('hello'));
  sealed[14] = (sealed[14] ?? 0) ^ 1;
  for (const bytes of [sealed, Buffer.alloc(27), Buffer.from('not encrypted, but long enough')])
    expect(() => client.decrypt(bytes)).toThrow(expect.objectContaining({ code: 'ssm/encryption-failed' }));
  expect(() => splitDataKey(Buffer.alloc(32), 'client')).toThrow(
    expect.objectContaining({ code: 'ssm/encryption-failed' }),
  );
});
