// What GetDocument tells of the session documents.
import { expect, test } from 'vitest';
import { documentContent } from './documents.ts';

test("AWS's own session documents tell their parameters and where these go", () => {
  expect(documentContent('AWS-StartPortForwardingSession', null)).toMatchObject({
    schemaVersion: '1.0',
    sessionType: 'Port',
    parameters: { portNumber: { type: 'String', default: '80' }, localPortNumber: { default: '0' } },
    properties: {
      portNumber: '{{ portNumber }}',
      localPortNumber: '{{ localPortNumber }}',
      type: 'LocalPortForwarding',
    },
  });
  expect(documentContent('AWS-StartInteractiveCommand', null)).toMatchObject({
    parameters: { command: { type: 'String' } },
    properties: { linux: { commands: '{{ command }}' } },
  });
});

test('the preferences name the key; no other document is there', () => {
  expect(documentContent('SSM-SessionManagerRunShell', 'arn:aws:kms:key')).toMatchObject({
    sessionType: 'Standard_Stream',
    inputs: { kmsKeyId: 'arn:aws:kms:key' },
  });
  expect(documentContent('AWS-Nope', null)).toBeNull();
});
