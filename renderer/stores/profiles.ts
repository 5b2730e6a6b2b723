// The AWS profiles of this machine and the regions of each, as main last answered.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { AwsProfile } from '../../shared/aws.ts';
import type { AwsProfileId } from '../../shared/ids.ts';
import { call, toErrorData } from '../bridge/client.ts';

export type ProfilesState =
  | { readonly kind: 'loading' }
  | {
      readonly kind: 'ready';
      readonly profiles: readonly AwsProfile[];
      readonly problems: readonly AppErrorData[];
    }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

interface ProfilesStore {
  readonly state: ProfilesState;
  readonly regions: ReadonlyMap<AwsProfileId, readonly string[]>;
}

const profilesStore = createStore<ProfilesStore>(() => ({
  state: { kind: 'loading' },
  regions: new Map(),
}));

export async function loadProfiles(): Promise<void> {
  try {
    const answer = await call('profiles.list', null);
    profilesStore.setState({ state: { kind: 'ready', ...answer } });
  } catch (thrown) {
    profilesStore.setState({ state: { kind: 'failed', error: toErrorData(thrown) } });
  }
}

/** Asks once per profile; main answers a built-in list when the account cannot be asked. */
export async function loadRegions(profileId: AwsProfileId, signal?: AbortSignal): Promise<readonly string[]> {
  const known = profilesStore.getState().regions.get(profileId);
  if (known !== undefined) return known;
  const regions = await call('regions.list', { profileId }, signal === undefined ? {} : { signal });
  profilesStore.setState((state) => ({ regions: new Map(state.regions).set(profileId, regions) }));
  return regions;
}

export function useProfiles(): ProfilesState {
  return useStore(profilesStore, (state) => state.state);
}

export function useProfile(id: AwsProfileId | null): AwsProfile | null {
  return useStore(profilesStore, ({ state }) =>
    id === null || state.kind !== 'ready'
      ? null
      : (state.profiles.find((profile) => profile.id === id) ?? null),
  );
}
