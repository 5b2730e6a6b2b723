// Joins the SSM engine to AWS: each method asks with credentials that are fresh at the time of the call.
import { generateDataKey } from '../aws/kms-api.ts';
import type { AwsClients } from '../aws/clients.ts';
import { signUpgrade } from '../aws/sign-upgrade.ts';
import { resumeSession, terminateSession } from '../aws/ssm-api.ts';
import type { Clock } from '../base/clock.ts';
import type { SessionControl } from '../ssm/session-control.ts';

export function makeSessionControl(clients: AwsClients, clock: Clock): SessionControl {
  return {
    resume: (sessionId, signal) => resumeSession(clients, sessionId, signal),
    terminate: (sessionId, signal) => terminateSession(clients, sessionId, signal),
    generateDataKey: (request, signal) => generateDataKey(clients, request, signal),
    async signUpgrade(url, signal) {
      const credentials = await clients.credentials.current(signal);
      return await signUpgrade(url, {
        credentials,
        region: clients.access.region,
        now: new Date(clock.now()),
      });
    },
  };
}
