// SSM as awsJson (AmazonSSM): which handler an operation goes to, and the small read-only ones.
import { z } from 'zod';
import { documentContent } from '../company/documents.ts';
import { isAgentOnline } from '../company/instance.ts';
import { ApiError, unknownActionError } from './api-error.ts';
import type { ApiCall, Authorize } from './call.ts';
import { ACCOUNT_ID } from './credentials.ts';
import { parseInput } from './json-input.ts';
import { describeInstanceInformation } from './ssm-instance-information.ts';
import { describeSessions } from './ssm-describe-sessions.ts';
import { resumeSession, startSession, terminateSession } from './ssm-session-calls.ts';
import type { SsmWorld } from './ssm-world.ts';

const connectionStatusSchema = z.object({ Target: z.string().min(1).max(400) });
const getDocumentSchema = z.object({
  Name: z.string().min(1).max(200),
  DocumentFormat: z.enum(['YAML', 'JSON', 'TEXT']).default('JSON'),
});

/** The JSON answer. Throws ApiError. */
export function callSsm(call: ApiCall, input: unknown, authorize: Authorize, world: SsmWorld): object {
  switch (call.action) {
    case 'DescribeInstanceInformation':
      return describeInstanceInformation(call, input, authorize, world);
    case 'StartSession':
      return startSession(call, input, authorize, world);
    case 'ResumeSession':
      return resumeSession(call, input, authorize, world);
    case 'TerminateSession':
      return terminateSession(call, input, authorize, world);
    case 'DescribeSessions':
      return describeSessions(input, authorize, world);
    case 'GetConnectionStatus':
      return getConnectionStatus(call, input, authorize, world);
    case 'GetDocument':
      return getDocument(call, input, authorize, world);
    default:
      throw unknownActionError('json', call.action);
  }
}

function getConnectionStatus(call: ApiCall, input: unknown, authorize: Authorize, world: SsmWorld): object {
  const { Target } = parseInput(connectionStatusSchema, input);
  authorize('ssm:GetConnectionStatus', '*');
  const instance = call.region === world.region ? world.inventory.find(Target) : null;
  const isConnected = instance !== null && isAgentOnline(instance);
  return { Target, Status: isConnected ? 'connected' : 'notconnected' };
}

function getDocument(call: ApiCall, input: unknown, authorize: Authorize, world: SsmWorld): object {
  const { Name, DocumentFormat } = parseInput(getDocumentSchema, input);
  authorize('ssm:GetDocument', `arn:aws:ssm:${call.region}:${ACCOUNT_ID}:document/${Name}`);
  const content = documentContent(Name, world.kmsKeyId());
  if (content === null) throw new ApiError('InvalidDocument', `Document with name ${Name} does not exist.`);
  return {
    Name,
    DocumentVersion: '1',
    Status: 'Active',
    DocumentType: 'Session',
    DocumentFormat,
    // JSON is YAML too (YAML 1.2): who asks for that can read it.
    Content: JSON.stringify(content, null, 2),
  };
}
