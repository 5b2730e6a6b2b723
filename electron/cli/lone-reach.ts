// What the routes of a port need of a command line that works without the app: what was learnt about targets, questions
// in the terminal, and no saved connections to jump by.
import path from 'node:path';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { EndpointDials } from '../connection/endpoint-dial.ts';
import { memoryKnownTargets } from '../connection/known-targets.ts';
import type { ReachParts } from '../connection/reach-target.ts';
import { standInOf } from '../connection/stand-in.ts';
import { TargetFacts } from '../connection/target-facts.ts';
import { openKnownTargets } from '../library/known-targets.ts';
import { askQuestion } from './ask-question.ts';
import { userDataFolder } from './user-data.ts';

/** `clients`: the only ones there are. Rejects with `library/…` AppErrors. */
export async function loneReach(clients: AwsClients, env: NodeJS.ProcessEnv, log: Log): Promise<ReachParts> {
  const clock = systemClock;
  // Machines of a stand-in for AWS are new with every start of it, under the same ids.
  const known =
    standInOf(clients) === null
      ? await openKnownTargets({
          file: path.join(userDataFolder(env, process.platform), 'known-targets.json'),
          clock,
        })
      : memoryKnownTargets();
  return {
    clientsOf: () => Promise.resolve(clients),
    knownTargetsOf: () => known,
    findSaved: () => null,
    facts: new TargetFacts({ clock }),
    endpoints: new EndpointDials(),
    ask: askQuestion,
    place: { env, platform: process.platform },
    ...{ clock, random: Math.random, log },
  };
}
