// An endpoint over TLS, with a certificate for its exact name by an authority that is named in the environment: the
// profile that people have, not the app's own sandbox.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { targetIdSchema } from '../../shared/ids.ts';
import { ENVIRONMENT_PROFILE_ID } from '../../shared/profile-ids.ts';
import { makeAws } from '../aws/aws.ts';
import { rememberEnvironment } from '../base/fixtures/process-environment.ts';
import { systemClock } from '../base/clock.ts';
import { COMPANY } from '../sandbox/company/company.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { EndpointDials } from './endpoint-dial.ts';
import { TargetFacts } from './target-facts.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ habits: { pauseMs: 0 } });
});
afterAll(async () => {
  await sandbox.close();
});

/** The first bytes of build-runner's SSH. */
async function greeting(env: NodeJS.ProcessEnv): Promise<string> {
  // The default chain reads its keys from the environment of the process.
  const restoreEnvironment = rememberEnvironment();
  Object.assign(process.env, sandbox.env);
  const aws = makeAws({
    env: {
      ...sandbox.env,
      AWS_CONFIG_FILE: '/nonexistent/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
      AWS_ENDPOINT_URL: sandbox.endpointUrl,
      SALLYPORT_OPEN_TUNNEL_URL: sandbox.openTunnelUrl,
      ...env,
    },
    askMfaCode: () => Promise.reject(new Error('no MFA here')),
    sandbox: () => null,
  });
  const signal = new AbortController().signal;
  try {
    const clients = await aws.clients({ profileId: ENVIRONMENT_PROFILE_ID, region: sandbox.region });
    const target = targetIdSchema.parse(COMPANY.buildRunner);
    const facts = await new TargetFacts({ clock: systemClock, hasIpv4: () => Promise.resolve(true) }).of(
      clients,
      target,
      { kind: 'automatic' },
      signal,
    );
    if (facts.endpoint === null || facts.endpoint instanceof Error) throw new Error('no endpoint');
    const socket = await new EndpointDials().dial(clients, facts.endpoint, 22, systemClock, signal);
    const first = await new Promise<Buffer>((resolve, reject) => {
      socket.once('data', resolve);
      socket.once('error', reject);
    });
    socket.destroy();
    return first.toString();
  } finally {
    restoreEnvironment();
    aws.close();
  }
}

it('is trusted by AWS_CA_BUNDLE, which AWS’s own tunnel ignores', async () => {
  expect(await greeting({ AWS_CA_BUNDLE: sandbox.caFile })).toMatch(/^SSH-2\.0-/);
  expect(await greeting({ NODE_EXTRA_CA_CERTS: sandbox.caFile })).toMatch(/^SSH-2\.0-/);
});

it('is not trusted without', async () => {
  await expect(greeting({})).rejects.toMatchObject({
    code: 'eice/unreachable',
    detail: expect.stringMatching(/certificate|issuer/i) as string,
  });
});
