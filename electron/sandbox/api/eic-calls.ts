// EC2 Instance Connect: SendSSHPublicKey and SendSerialConsoleSSHPublicKey (fact sheet 2). Success means that AWS has
// the key; whether the machine looks at it is another matter, and AWS does not know.
import { z } from 'zod';
import type { Instance } from '../company/instance.ts';
import type { Inventory } from '../company/inventory.ts';
import { acceptedKeyOf } from '../ssh/public-key.ts';
import { ApiError, unknownActionError } from './api-error.ts';
import type { ApiCall, Authorize } from './call.ts';
import { ACCOUNT_ID } from './credentials.ts';

export type SerialRefusal =
  'disabled' | 'not-nitro' | 'session-limit' | 'session-unavailable' | 'session-unsupported';

export interface EicWorld {
  readonly inventory: Inventory;
  /** Where the machines are; every other region is empty. */
  readonly region: string;
  readonly pushKey: (target: string, user: string, key: string) => void;
  /** Null: the key was taken. */
  readonly pushSerialKey: (target: string, key: string) => SerialRefusal | null;
}

const instanceId = z
  .string()
  .min(10)
  .max(32)
  .regex(/^i-[a-f0-9]+$/);
const publicKey = z.string().min(80).max(4096);
const pushSchema = z.object({
  InstanceId: instanceId,
  InstanceOSUser: z
    .string()
    .min(1)
    .max(32)
    // Digits alone are no name.
    .regex(/^(?=.*[A-Za-z_])[A-Za-z0-9_][A-Za-z0-9@._-]{0,30}[A-Za-z0-9$_-]?$/),
  SSHPublicKey: publicKey,
  AvailabilityZone: z
    .string()
    .min(6)
    .max(32)
    .regex(/^(\w+-){2,3}\d+\w+$/)
    .nullish(),
});
const serialSchema = z.object({
  InstanceId: instanceId,
  SSHPublicKey: publicKey,
  SerialPort: z.literal(0).nullish(),
});

/** The JSON body of the answer. Throws ApiError. */
export function callEic(call: ApiCall, input: unknown, authorize: Authorize, world: EicWorld): object {
  switch (call.action) {
    case 'SendSSHPublicKey':
      return sendKey(call, input, authorize, world);
    case 'SendSerialConsoleSSHPublicKey':
      return sendSerialKey(call, input, authorize, world);
    default:
      throw unknownActionError('json', call.action);
  }
}

function sendKey(call: ApiCall, input: unknown, authorize: Authorize, world: EicWorld): object {
  const request = parse(pushSchema, input);
  const { InstanceId: id, InstanceOSUser: user } = request;
  authorize('ec2-instance-connect:SendSSHPublicKey', instanceArn(call, id));
  const key = keyOf(request.SSHPublicKey);
  const instance = runningInstance(call, id, world);
  if (request.AvailabilityZone != null && request.AvailabilityZone !== instance.ec2?.zone)
    throw invalid('The Availability Zone given is not the one of the instance.');
  world.pushKey(id, user, key);
  return { RequestId: call.requestId, Success: true };
}

function sendSerialKey(call: ApiCall, input: unknown, authorize: Authorize, world: EicWorld): object {
  const request = parse(serialSchema, input);
  const { InstanceId: id } = request;
  authorize('ec2-instance-connect:SendSerialConsoleSSHPublicKey', instanceArn(call, id));
  const key = keyOf(request.SSHPublicKey);
  runningInstance(call, id, world);
  const refusal = world.pushSerialKey(id, key);
  if (refusal !== null) throw serialError(refusal, id);
  return { RequestId: call.requestId, Success: true };
}

function runningInstance(call: ApiCall, id: string, world: EicWorld): Instance {
  const instance = call.region === world.region ? world.inventory.find(id) : null;
  if (instance === null || instance.state === 'terminated')
    throw new ApiError('EC2InstanceNotFoundException', `Instance not found: ${id}`);
  switch (instance.state) {
    case 'running':
      return instance;
    case 'pending':
      throw new ApiError(
        'EC2InstanceUnavailableException',
        'The instance is currently unavailable. Wait a few minutes and try again.',
      );
    case 'stopping':
    case 'stopped':
    case 'shutting-down':
      throw new ApiError(
        'EC2InstanceStateInvalidException',
        `Unable to connect because the instance is not in a valid state. Connecting to a stopped or terminated instance is not supported. Start the instance and try again. (${id} is ${instance.state})`,
      );
  }
}

function serialError(refusal: SerialRefusal, id: string): ApiError {
  switch (refusal) {
    case 'disabled':
      return new ApiError(
        'SerialConsoleAccessDisabledException',
        'Your account is not authorized to use the EC2 Serial Console. Run the EnableSerialConsoleAccess command and try again.',
      );
    case 'not-nitro':
      return new ApiError(
        'EC2InstanceTypeInvalidException',
        `The instance type of ${id} is not supported for connecting via the serial console. Only Nitro instance types are currently supported.`,
      );
    case 'session-limit':
      return new ApiError(
        'SerialConsoleSessionLimitExceededException',
        'The instance currently has 1 active serial console session. Only 1 session is supported at a time.',
      );
    case 'session-unavailable':
      return new ApiError(
        'SerialConsoleSessionUnavailableException',
        'Unable to start a serial console session. Please try again.',
        500,
      );
    case 'session-unsupported':
      return new ApiError(
        'SerialConsoleSessionUnsupportedException',
        'Your instance must be rebooted before a serial console session can be started.',
      );
  }
}

function keyOf(text: string): string {
  const key = acceptedKeyOf(text);
  if (key === null)
    throw invalid('The SSH public key is not valid: RSA of 2048 or 4096 bits and ED25519 are supported.');
  return key;
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`Invalid value for ${issue?.path.join('.') ?? 'the request'}: ${issue?.message ?? ''}`);
}

function invalid(message: string): ApiError {
  return new ApiError('InvalidArgsException', message);
}

function instanceArn(call: ApiCall, id: string): string {
  return `arn:aws:ec2:${call.region}:${ACCOUNT_ID}:instance/${id}`;
}
