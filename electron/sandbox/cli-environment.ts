// The environment with which AWS's own clients work against the sandbox unchanged. Current ones read
// AWS_ENDPOINT_URL; older ones (AWS CLI before 2.13, so Debian 12's 2.9.19) do not, but have always looked for
// endpoints.json in AWS_DATA_PATH: one that calls this sandbox "AWS" does the same for them.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AccessKey } from './api/credentials.ts';
import { REGIONS } from './api/regions.ts';

const SERVICES = ['EC2', 'EC2_INSTANCE_CONNECT', 'SSM', 'STS', 'KMS', 'SSO', 'SSO_OIDC'];

/** Writes the endpoints file below `dir`. */
export function cliEnvironment(
  key: AccessKey,
  region: string,
  endpointUrl: string,
  dir: string,
): Record<string, string> {
  const dataPath = path.join(dir, 'aws-data');
  mkdirSync(dataPath, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(dataPath, 'endpoints.json'), JSON.stringify(endpointsFile(endpointUrl)));
  return {
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    AWS_SESSION_TOKEN: key.sessionToken,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpointUrl,
    ...Object.fromEntries(SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpointUrl])),
    AWS_DATA_PATH: dataPath,
    // Nobody should wait for an instance metadata service that is not there.
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function endpointsFile(endpointUrl: string): object {
  const hostname = new URL(endpointUrl).host;
  return {
    version: 3,
    partitions: [
      {
        partition: 'aws',
        partitionName: 'Sallyport sandbox',
        dnsSuffix: 'amazonaws.com',
        regionRegex: '^[a-z]{2}(-[a-z]+)+-\\d+$',
        defaults: {
          hostname,
          protocols: ['http'],
          signatureVersions: ['v4'],
          // AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT: without these a client finds no endpoint at all.
          variants: [['fips'], ['dualstack'], ['dualstack', 'fips']].map((tags) => ({
            hostname,
            dnsSuffix: 'amazonaws.com',
            tags,
          })),
        },
        regions: Object.fromEntries(REGIONS.map((region) => [region, { description: region }])),
        services: Object.fromEntries(
          SERVICES.map((service) => [
            service.toLowerCase().replaceAll('_', '-'),
            { endpoints: Object.fromEntries(REGIONS.map((region) => [region, {}])) },
          ]),
        ),
      },
    ],
  };
}
