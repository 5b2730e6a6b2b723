// Builds the desk of tunnels from the app's parts: the engine behind it, who signs in, and who agrees.
import { randomUUID } from 'node:crypto';
import { tunnelIdSchema } from '../../shared/ids.ts';
import type { Cloud } from '../connection/cloud.ts';
import type { Prompts } from '../connection/prompts.ts';
import { pageOpener, type SignInParts } from '../ipc/sign-in-calls.ts';
import type { SavedTunnels } from '../library/saved-tunnels.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import type { Agree } from './consents.ts';
import { leadHere } from './deeds.ts';
import { signInQuestion } from './sign-in-question.ts';
import { TunnelDesk, type TunnelDeskOptions } from './tunnel-desk.ts';

export interface TunnelDeskParts
  extends Pick<TunnelDeskOptions, 'saved' | 'clock' | 'random' | 'log'>, Pick<SignInParts, 'openInBrowser'> {
  readonly cloud: () => Promise<Pick<Cloud, 'openLine' | 'signIns'>>;
  readonly prompts: Pick<Prompts, 'ask'>;
  readonly agree: Agree;
}

export function buildTunnelDesk(parts: TunnelDeskParts): TunnelDesk {
  const { cloud, prompts, saved, agree } = parts;
  return new TunnelDesk({
    ...parts,
    openLine: askBeforeLeadingHere(saved, agree, async (spec, request) =>
      (await cloud()).openLine(spec, request),
    ),
    askForCredentials: async ({ profileId }, error, signal) => {
      const kind = error.code === 'aws/sign-in-required' ? 'sso-sign-in' : 'sign-in';
      await prompts.ask({ kind, question: signInQuestion(profileId, error) }, signal);
      if (kind === 'sign-in') return;
      const { signIns } = await cloud();
      await signIns.signIn({ profileId, way: 'browser', showPage: pageOpener(parts) }, signal);
    },
    guard: peerGuardFor(process.platform, process.getuid?.()),
    owners: portOwnersFor(process.platform),
    platform: process.platform,
    newId: () => tunnelIdSchema.parse(randomUUID()),
  });
}

/**
 * At every opening of the line and not where a tunnel is switched on: it is the spec of this line that is asked about,
 * whatever was saved meanwhile.
 */
export function askBeforeLeadingHere(
  saved: Pick<SavedTunnels, 'find'>,
  agree: Agree,
  openLine: TunnelDeskOptions['openLine'],
): TunnelDeskOptions['openLine'] {
  return async (spec, request) => {
    const { direction } = spec;
    if (direction.kind === 'to-here') {
      const targetName = saved.find(spec.id)?.targetName ?? null;
      await agree(leadHere({ ...spec, targetName }, direction), request.signal);
    }
    return await openLine(spec, request);
  };
}
