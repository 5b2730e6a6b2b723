// The sandbox in the test's own process, so that faults are put in directly; the app reaches it as it reaches AWS:
// by credentials and endpoint in its environment.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, type SandboxOptions, startSandbox } from '../electron/sandbox/sandbox.ts';
import { type Launch, test as appTest } from './app-fixture.ts';
import type { Home } from './app-process.ts';

export interface CloudFixtures {
  readonly sandboxOptions: SandboxOptions;
  readonly cloud: Sandbox;
  /** Starts the app with the sandbox's environment. */
  readonly launchInCloud: Launch;
}

export const test = appTest.extend<CloudFixtures>({
  sandboxOptions: [{}, { option: true }],

  cloud: async ({ sandboxOptions }, use) => {
    const sandbox = await startSandbox(sandboxOptions);
    await use(sandbox);
    await sandbox.close();
  },

  // `cloud` comes down after the app: fixtures end in reverse order of need.
  launchInCloud: async ({ cloud, launch }, use) => {
    await use((choices = {}) => launch({ ...choices, env: { ...cloud.env, ...choices.env } }));
  },
});

export { expect } from './app-fixture.ts';

/** A profile in ~/.aws as people have it: keys in one file, the rest in the other. Writes both anew. */
export async function writeAwsProfile(
  home: Home,
  cloud: Sandbox,
  name: string,
  credentials: Readonly<Record<string, string>> = cloud.env,
): Promise<void> {
  await mkdir(path.dirname(home.awsConfigFile), { recursive: true });
  await writeFile(
    home.awsConfigFile,
    `[profile ${name}]\nregion = ${cloud.region}\nendpoint_url = ${cloud.endpointUrl}\n`,
  );
  await writeFile(
    home.awsCredentialsFile,
    `[${name}]\n` +
      `aws_access_key_id = ${credentials['AWS_ACCESS_KEY_ID']}\n` +
      `aws_secret_access_key = ${credentials['AWS_SECRET_ACCESS_KEY']}\n` +
      `aws_session_token = ${credentials['AWS_SESSION_TOKEN']}\n`,
  );
}
