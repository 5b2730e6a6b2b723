// Choosing an AWS profile: all of the shared config files, the environment, and the sandbox.
import { useCallback, useEffect } from 'react';
import { Check, TriangleAlert } from 'lucide-react';
import type { AwsProfile } from '../../shared/aws.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { loadProfiles, useProfiles } from '../stores/profiles.ts';
import { useWorkspace } from '../stores/workspace.ts';
import { OptionPicker } from '../ui/option-picker.tsx';
import type { PickerOption } from '../ui/option-picker.tsx';
import { rank } from '../palette/rank.ts';
import { chooseProfile } from './access-actions.ts';
import { isProduction, profileColour } from './profile-colour.ts';
import { profileKindWords } from './profile-words.ts';
import './access.css';

const NO_PROFILES: readonly AwsProfile[] = [];

export function ProfilePicker() {
  const state = useProfiles();
  const current = useWorkspace((workspace) => workspace.access?.profileId ?? null);
  // The files may have changed since the start: a fresh look costs nothing.
  useEffect(() => {
    void loadProfiles();
  }, []);

  const profiles = state.kind === 'ready' ? state.profiles : NO_PROFILES;
  const optionsFor = useCallback(
    (query: string): readonly PickerOption[] =>
      rank(
        profiles,
        query,
        (profile) => `${profile.name} ${profile.region ?? ''} ${profile.accountId ?? ''}`,
      ).map((profile) => option(profile, profile.id === current)),
    [profiles, current],
  );

  if (state.kind === 'failed') {
    return (
      <div className="picker-trouble">
        <ErrorCard error={state.error} onRetry={() => void loadProfiles()} />
      </div>
    );
  }
  return (
    <OptionPicker
      label="AWS profile"
      placeholder="Choose an AWS profile"
      optionsFor={optionsFor}
      initialKey={current ?? undefined}
      emptyText={state.kind === 'loading' ? 'Reading ~/.aws…' : 'No AWS profile fits.'}
      footer={
        state.kind === 'ready' &&
        state.problems.length > 0 && <Problems messages={state.problems.map((problem) => problem.message)} />
      }
    />
  );
}

function option(profile: AwsProfile, current: boolean): PickerOption {
  const parts = [profileKindWords(profile.kind), profile.region, profile.accountId];
  return {
    key: profile.id,
    label: profile.name,
    detail: profile.problem ?? parts.filter((part) => part !== null).join(' · '),
    icon: <ProfileDot profile={profile} />,
    end: (
      <>
        {profile.problem !== null && (
          <TriangleAlert className="tone-warn" size={14} aria-label="has a problem" />
        )}
        {isProduction(profile) && <span className="production-tag">production</span>}
        {current && <Check size={14} aria-label="in use" />}
      </>
    ),
    disabled: profile.kind === 'unusable',
    run: () => {
      chooseProfile(profile);
    },
  };
}

function ProfileDot({ profile }: { readonly profile: Pick<AwsProfile, 'kind' | 'name'> }) {
  return <i className="profile-dot" style={{ background: profileColour(profile) }} />;
}

function Problems({ messages }: { readonly messages: readonly string[] }) {
  return (
    <ul className="picker-problems">
      {messages.map((message) => (
        <li key={message}>{message}</li>
      ))}
    </ul>
  );
}
