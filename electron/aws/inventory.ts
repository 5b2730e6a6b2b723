// Loads all targets of one access: EC2 and Systems Manager are asked at the same time, page by page, and joined.
// A source that refuses leaves the other one's answer standing.
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import { AppError } from '../../shared/app-error.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { cancelledError } from '../base/abort.ts';
import { awsCall } from './aws-call.ts';
import type { AwsClients } from './clients.ts';
import { makeMergedInventory } from './merged-inventory.ts';
import { makeTargetBatches, type OnTargets } from './target-batches.ts';

/**
 * EC2 allows 1,000. The SDK reads a page in one go, about 0.1 ms an instance on a laptop core: 100 keep that below one
 * frame, so that the window stays smooth while thousands load. AWS takes as long for one large page as for its parts.
 */
const EC2_PAGE = 100;
/** The most that DescribeInstanceInformation gives. */
const SSM_PAGE = 50;
/** A page that takes longer than this, retries included, is a failure of that source. */
const PAGE_DEADLINE_MS = 60_000;

export interface InventoryLoad {
  readonly clients: AwsClients;
  readonly signal: AbortSignal;
  readonly onTargets: OnTargets;
  readonly clock?: Clock;
}

/** Null when both sources answered; else the error of the one that did not. */
export interface InventoryOutcome {
  readonly partial: AppError | null;
}

/** Rejects with `cancelled`, or with EC2's error when both sources failed. Targets may be handed over more than once. */
export async function loadInventory(load: InventoryLoad): Promise<InventoryOutcome> {
  const merged = makeMergedInventory();
  const batches = makeTargetBatches(load.onTargets, load.clock ?? systemClock);

  const instances = async (): Promise<AppError | null> => {
    const error = await settle(async () => {
      for await (const page of instancePages(load)) await batches.add(merged.addInstances(page));
    });
    await batches.add(merged.endInstances(error === null ? 'complete' : 'failed'));
    return error;
  };
  const nodes = async (): Promise<AppError | null> => {
    const error = await settle(async () => {
      for await (const page of nodePages(load)) await batches.add(merged.addNodes(page));
    });
    await batches.add(merged.endNodes(error === null ? 'complete' : 'failed'));
    return error;
  };

  const [ec2Error, ssmError] = await Promise.all([instances(), nodes()]);
  if (load.signal.aborted) throw cancelledError();
  await batches.flush();
  if (ec2Error !== null && ssmError !== null) throw ec2Error;
  return { partial: ec2Error ?? ssmError };
}

async function* instancePages({ clients, signal }: InventoryLoad) {
  let next: string | undefined;
  do {
    const token: string | undefined = next;
    const page = await awsCall(callFacts(clients, 'ec2:DescribeInstances', signal), (abortSignal) =>
      clients.ec2.send(
        new DescribeInstancesCommand({
          MaxResults: EC2_PAGE,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
        { abortSignal },
      ),
    );
    yield page.Reservations?.flatMap((reservation) => reservation.Instances ?? []) ?? [];
    next = following(page.NextToken, token);
  } while (next !== undefined);
}

async function* nodePages({ clients, signal }: InventoryLoad) {
  let next: string | undefined;
  do {
    const token: string | undefined = next;
    const page = await awsCall(callFacts(clients, 'ssm:DescribeInstanceInformation', signal), (abortSignal) =>
      clients.ssm.send(
        new DescribeInstanceInformationCommand({
          MaxResults: SSM_PAGE,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
        { abortSignal },
      ),
    );
    yield page.InstanceInformationList ?? [];
    next = following(page.NextToken, token);
  } while (next !== undefined);
}

/** An empty token means the end; one that repeats would never end. */
function following(next: string | undefined, current: string | undefined): string | undefined {
  return next === undefined || next === '' || next === current ? undefined : next;
}

function callFacts(clients: AwsClients, action: string, signal: AbortSignal) {
  return {
    action,
    profileName: clients.profileName,
    region: clients.access.region,
    signal,
    deadlineMs: PAGE_DEADLINE_MS,
  };
}

/** The failure as a value. Only AppErrors are failures of a source; anything else is a bug and goes on. */
async function settle(run: () => Promise<void>): Promise<AppError | null> {
  try {
    await run();
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
