// The SDK clients of one access: same credentials, same network policy, endpoint overrides of its AWS profile.
import { EC2Client } from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient } from '@aws-sdk/client-ec2-instance-connect';
import { KMSClient } from '@aws-sdk/client-kms';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { Logger } from '@smithy/types';
import type { AwsAccess } from '../../shared/aws.ts';
import type { Network } from '../base/network.ts';
import type { CredentialSource } from './credentials.ts';
import type { EndpointOverrides, ServiceName } from './endpoint-overrides.ts';
import type { AwsHttpHandler } from './http-handler.ts';

/** First try and three more with backoff: throttling and a lost packet are overcome, a dead network still fails soon. */
const MAX_ATTEMPTS = 4;

/**
 * With its own logger the SDK redacts every answer for a log that nobody reads: a sixth of the time an inventory takes.
 * It asks for `info` before it does, so there is none here.
 */
const LOGS_NOTHING = {} as Logger;

export interface AwsClients {
  readonly access: AwsAccess;
  /** Null for the default credential chain and the sandbox. */
  readonly profileName: string | null;
  readonly credentials: CredentialSource;
  readonly overrides: EndpointOverrides;
  readonly httpHandler: AwsHttpHandler;
  /** The same proxy and certificate policy, for the engine's WebSockets. */
  readonly network: Network;
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  readonly kms: KMSClient;
  readonly instanceConnect: EC2InstanceConnectClient;
  /** Closes idle sockets. */
  close(): void;
}

export interface AwsClientsOptions {
  readonly access: AwsAccess;
  readonly profileName: string | null;
  readonly credentials: CredentialSource;
  readonly overrides: EndpointOverrides;
  readonly httpHandler: AwsHttpHandler;
  readonly network: Network;
}

/** Clients are made when first used: the SDK's EC2 client alone takes longer to set up than a StartSession call. */
export function makeAwsClients(options: AwsClientsOptions): AwsClients {
  const never = new AbortController().signal;
  const common = {
    region: options.access.region,
    requestHandler: options.httpHandler,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    // Each call bounds itself (aws-call.ts); a load for credentials ends at its own deadline.
    // The SDK keeps what names no end for ever, though it may have been renewed in the file: said to have ended, it is
    // asked for at each call, and the one cache is ours.
    credentials: async (properties?: { readonly forceRefresh?: boolean }) => ({
      ...(properties?.forceRefresh === true
        ? await options.credentials.fresh(never)
        : await options.credentials.current(never)),
      expiration: new Date(0),
    }),
    logger: LOGS_NOTHING,
    // FIPS and dual-stack settings of the profile.
    ...(options.profileName === null ? {} : { profile: options.profileName }),
  };
  const config = (service: ServiceName) => {
    const url = options.overrides[service];
    return url === undefined ? common : { ...common, endpoint: url.href };
  };
  const ec2 = once(() => new EC2Client(config('ec2')));
  const ssm = once(() => new SSMClient(config('ssm')));
  const sts = once(() => new STSClient(config('sts')));
  const kms = once(() => new KMSClient(config('kms')));
  const instanceConnect = once(() => new EC2InstanceConnectClient(config('ec2_instance_connect')));
  return {
    ...options,
    get ec2() {
      return ec2();
    },
    get ssm() {
      return ssm();
    },
    get sts() {
      return sts();
    },
    get kms() {
      return kms();
    },
    get instanceConnect() {
      return instanceConnect();
    },
    close() {
      options.httpHandler.destroy();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
