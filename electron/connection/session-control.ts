// Joins the SSM engine to AWS: each method asks with credentials that are fresh at the time of the call.
import { AppError } from '../../shared/app-error.ts';
import { generateDataKey } from '../aws/kms-api.ts';
import type { AwsClients } from '../aws/clients.ts';
import { signUpgrade } from '../aws/sign-upgrade.ts';
import { resumeSession, terminateSession } from '../aws/ssm-api.ts';
import type { Clock } from '../base/clock.ts';
import type { SessionControl } from '../ssm/session-control.ts';

export function makeSessionControl(clients: AwsClients, clock: Clock): SessionControl {
  return {
    async resume(sessionId, signal) {
      try {
        return await resumeSession(clients, sessionId, signal);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'aws/credentials-expired')) throw error;
        // Somebody may have renewed them meanwhile, in the file or by signing in.
        await clients.credentials.fresh(signal);
        return await resumeSession(clients, sessionId, signal);
      }
    },
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
