import { expect, test } from 'vitest';
import { acceptStreamUrl } from './stream-url.ts';

const aws = { region: 'eu-central-1', endpointOverrides: [] };
const path = '/v1/data-channel/anna-0a1?role=publish_subscribe&cell-number=AA';

test.each([
  'wss://ssmmessages.eu-central-1.amazonaws.com',
  'wss://ssmmessages-fips.eu-central-1.amazonaws.com',
  'wss://ssmmessages.eu-central-1.amazonaws.com.cn',
  'wss://ssmmessages.eu-central-1.api.aws',
  'wss://vpce-0abc-x1y2.ssmmessages.eu-central-1.vpce.amazonaws.com',
  'wss://vpce-0abc-x1y2-eu-central-1a.ssmmessages.eu-central-1.vpce.amazonaws.com:443',
])('%s is a gateway of AWS', (origin) => {
  expect(acceptStreamUrl(origin + path, aws).pathname).toBe('/v1/data-channel/anna-0a1');
});

test.each([
  'ws://ssmmessages.eu-central-1.amazonaws.com',
  'https://ssmmessages.eu-central-1.amazonaws.com',
  'wss://ssmmessages.us-east-1.amazonaws.com',
  'wss://ssmmessages.eu-central-1.amazonaws.com:8443',
  'wss://ssmmessages.eu-central-1.amazonaws.com.evil.example',
  'wss://evil.example/ssmmessages.eu-central-1.amazonaws.com',
  'wss://ssmmessages.eu-central-1.amazonaws.com@evil.example',
  'wss://user@ssmmessages.eu-central-1.amazonaws.com',
  'wss://xssmmessages.eu-central-1.amazonaws.com',
  'wss://ssmmessages.eu-central-1xamazonaws.com',
  'wss://a.vpce-0abc.ssmmessages.eu-central-1.vpce.amazonaws.com',
  'ws://127.0.0.1:9000',
  'wss://localhost',
  'not a url',
])('%s is refused', (origin) => {
  expect(() => acceptStreamUrl(origin + path, aws)).toThrow(
    expect.objectContaining({ code: 'ssm/stream-url-refused' }),
  );
});

test('a configured endpoint allows its own host, in the clear only when it is in the clear itself', () => {
  const at = (...overrides: string[]) => ({
    region: 'eu-central-1',
    endpointOverrides: overrides.map((url) => new URL(url)),
  });
  const accepts = (origin: string, policy: ReturnType<typeof at>) => {
    try {
      return acceptStreamUrl(origin + path, policy).origin !== '';
    } catch {
      return false;
    }
  };
  expect(accepts('ws://127.0.0.1:9001', at('http://127.0.0.1:9000'))).toBe(true);
  expect(accepts('ws://localhost:9001', at('http://127.0.0.1:9000'))).toBe(true);
  expect(accepts('wss://aws.corp.example:8443', at('https://aws.corp.example'))).toBe(true);
  expect(accepts('ws://aws.corp.example', at('https://aws.corp.example'))).toBe(false);
  expect(accepts('ws://aws.corp.example', at('http://aws.corp.example'))).toBe(true);
  expect(accepts('wss://other.corp.example', at('https://aws.corp.example'))).toBe(false);
  expect(accepts('ws://127.0.0.1:9001', at('https://aws.corp.example'))).toBe(false);
  expect(accepts('wss://ssmmessages.eu-central-1.amazonaws.com', at('http://127.0.0.1:1'))).toBe(true);
});
