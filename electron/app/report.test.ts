// A report says what support needs, and no secret, user name or token.
import { expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { awsProfileIdSchema, connectionIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { composeReport } from './report.ts';

const facts = {
  at: 0,
  version: '0.1.0',
  electron: '45.0.0',
  system: 'Linux 6 x64',
  homeDir: '/home/anna',
  error: new AppError('ssm/gateway-refused', 'The gateway refused.', {
    detail:
      'wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/s-1?role=publish&token=abc\nRequest id r-1',
  }).toData(),
  connection: null,
  recentLog: ['a line with AWS_SESSION_TOKEN=abcdef and /home/anna/.aws/config'],
};

it('holds the error, why, and the last lines, redacted', () => {
  const text = composeReport(facts);
  expect(text).toContain('ssm/gateway-refused');
  expect(text).toContain('Request id r-1');
  expect(text).toContain('~/.aws/config');
  expect(text).not.toMatch(/abcdef|token=abc|role=publish|anna/);
});

it('holds no home folder of Windows, however it is written', () => {
  const homeDir = 'C:\\Users\\anna (ops)';
  const recentLog = [
    `file=${homeDir}\\.aws\\config`,
    `options=${JSON.stringify({ file: `${homeDir}\\library.json` })}`,
    'at file:///C:/Users/anna (ops)/app.js',
    'at c:\\users\\Anna (Ops)\\app.js',
  ];
  const text = composeReport({ ...facts, homeDir, recentLog });
  expect(text).not.toMatch(/anna/i);
  expect(text).toContain('file=~\\.aws\\config');
});

it('holds the facts of the connection', () => {
  const text = composeReport({
    ...facts,
    connection: {
      id: connectionIdSchema.parse('c1'),
      access: { profileId: awsProfileIdSchema.parse('profile:prod'), region: 'eu-west-1' },
      targetId: targetIdSchema.parse('i-1'),
      title: 'web',
      savedConnectionId: null,
      how: DEFAULT_CONNECT,
      route: 'ssm',
      shell: 'session-manager',
      routeNote: 'via Session Manager; SSH not used: user "root" refused',
      routeReasons: [],
      user: null,
      hostKey: null,
      cutAt: null,
      phase: { kind: 'ended', at: 0, ending: { kind: 'closed' } },
      sessionId: 'anna-0abc',
      encrypted: true,
      roundTripMs: 12,
      downBytesPerSecond: 0,
      upBytesPerSecond: 0,
    },
  });
  expect(text).toContain('Target      i-1 in eu-west-1');
  expect(text).toContain('encrypted with KMS');
  expect(text).toContain('SSH not used');
  expect(text).toContain('ended (closed)');
});
