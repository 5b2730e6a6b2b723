// The inventory against the sandbox: the six machines of the company, and a fleet of 20,000 without a stutter.
import { paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import type { Target } from '../../shared/aws.ts';
import { ENVIRONMENT_PROFILE_ID } from '../../shared/profile-ids.ts';
import { rememberEnvironment } from '../base/fixtures/process-environment.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { type Aws, makeAws } from './aws.ts';
import type { AwsClients } from './clients.ts';
import { startFleet } from './fixtures/fleet.ts';
import { loadInventory } from './inventory.ts';
import { listRegions } from './regions.ts';
import { getCallerIdentity } from './sts-api.ts';

const never = new AbortController().signal;
const access = { profileId: ENVIRONMENT_PROFILE_ID, region: 'eu-west-1' };
let sandbox: Sandbox;
let aws: Aws;
const restoreEnvironment = rememberEnvironment();

beforeAll(async () => {
  sandbox = await startSandbox();
  // The SDK's default chain reads the environment of the process.
  Object.assign(process.env, sandbox.env);
  aws = makeAws({
    env: process.env,
    askMfaCode: () => Promise.reject(new Error('asked')),
    sandbox: () => null,
  });
});
afterAll(async () => {
  restoreEnvironment();
  aws.close();
  await sandbox.close();
});

describe('the company of the sandbox', () => {
  it('is joined from both sources', async () => {
    const targets = new Map<string, Target>();
    const clients = await aws.clients(access);
    const outcome = await loadInventory({
      clients,
      signal: never,
      onTargets: (upserts) => upserts.forEach((target) => targets.set(target.id, target)),
    });
    expect(outcome).toEqual({ partial: null });
    expect([...targets.values()].map(({ name, ssm }) => `${name} ${ssm.status}`).sort()).toEqual([
      'bastion-legacy unmanaged',
      'build-runner offline',
      'jump-1 unmanaged',
      'ledger-db unmanaged',
      'old-worker unmanaged',
      'sql-report-01 online',
      'warehouse-gw online',
      'web-1 online',
    ]);
  });

  it('says which source refused, and fails only when both do', async () => {
    const clients = await aws.clients(access);
    const load = () => loadInventory({ clients, signal: never, onTargets: () => undefined });
    sandbox.faults.denyAction('ec2:DescribeInstances');
    expect((await load()).partial).toMatchObject({ code: 'aws/access-denied' });
    sandbox.faults.denyAction('ssm:DescribeInstanceInformation');
    await expect(load()).rejects.toMatchObject({ code: 'aws/access-denied' });
    sandbox.faults.reset();
  });

  it('gets through throttling', async () => {
    sandbox.faults.throttleAction('ec2:DescribeInstances', 2);
    const clients = await aws.clients(access);
    expect(await loadInventory({ clients, signal: never, onTargets: () => undefined })).toEqual({
      partial: null,
    });
  });

  it('knows who is asking and which regions there are', async () => {
    const clients = await aws.clients(access);
    expect((await getCallerIdentity(clients, never)).arn).toMatch(/^arn:aws:/);
    expect((await listRegions(clients, never)).regions).toContain('eu-west-1');
    sandbox.faults.denyAction('ec2:DescribeRegions');
    const refused = await listRegions(clients, never);
    expect(refused.problem).toBeInstanceOf(AppError);
    expect(refused.regions.length).toBeGreaterThan(20);
    sandbox.faults.reset();
  });
});

describe('a fleet of 20,000', () => {
  it('comes in batches, can be cancelled, and leaves the event loop free', async () => {
    const fleet = await startFleet(20_000);
    try {
      const env = { ...process.env, ...fleet.env };
      Object.assign(process.env, fleet.env);
      const large = makeAws({ env, askMfaCode: () => Promise.reject(new Error('asked')), sandbox: () => null });
      const clients = await large.clients(access);
      const cancel = new AbortController();
      const cancelled = loadInventory({ clients, signal: cancel.signal, onTargets: () => { cancel.abort(); } });
      await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });

      const targets = new Map<string, Target>();
      let largestBatch = 0;
      const lags = watchEventLoop();
      const startedAt = performance.now();
      await loadInventory({
        clients,
        signal: never,
        onTargets(upserts) {
          largestBatch = Math.max(largestBatch, upserts.length);
          for (const target of upserts) targets.set(target.id, target);
        },
      });
      const { p99, longest } = lags.stop();
      console.info(`20,000 targets in ${(performance.now() - startedAt).toFixed(0)} ms; CPU per turn of the event loop ${p99.toFixed(0)} ms (p99), ${longest.toFixed(0)} ms (longest)`);
      expect(targets.size).toBe(20_000 - (await countTerminated(clients)));
      expect(largestBatch).toBeLessThanOrEqual(500);
      expect([...targets.values()].filter((target) => target.ssm.status === 'unknown')).toEqual([]);
      large.close();
    } finally {
      await fleet.stop();
    }
  }, 300_000); // prettier-ignore
});

/**
 * CPU time between two turns of the event loop: what a keystroke would have to wait on a machine that does nothing
 * else. Wall-clock time would measure the other tests that run beside this one.
 */
function watchEventLoop(): { stop(): { p99: number; longest: number } } {
  const busy: number[] = [];
  let last = process.cpuUsage();
  let going = true;
  const turn = (): void => {
    const { user, system } = process.cpuUsage(last);
    last = process.cpuUsage();
    busy.push((user + system) / 1000);
    if (going) setTimeout(turn, 0);
  };
  turn();
  return {
    stop() {
      going = false;
      busy.sort((one, other) => one - other);
      return { p99: busy[Math.floor(busy.length * 0.99)] ?? 0, longest: busy.at(-1) ?? 0 };
    },
  };
}

/** Terminated instances are listed by EC2 for an hour and left out by us. */
async function countTerminated(clients: AwsClients): Promise<number> {
  const filter = { Name: 'instance-state-name', Values: ['terminated'] };
  const pages = paginateDescribeInstances({ client: clients.ec2 }, { Filters: [filter], MaxResults: 1000 });
  let count = 0;
  for await (const { Reservations = [] } of pages)
    for (const { Instances = [] } of Reservations) count += Instances.length;
  return count;
}
