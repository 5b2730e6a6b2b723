// Choosing the region of an AWS profile.
import { useCallback, useEffect, useState } from 'react';
import { Check } from 'lucide-react';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { AwsProfileId } from '../../shared/ids.ts';
import { toErrorData } from '../bridge/client.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { rank } from '../palette/rank.ts';
import { loadRegions } from '../stores/profiles.ts';
import { useWorkspace } from '../stores/workspace.ts';
import { OptionPicker } from '../ui/option-picker.tsx';
import type { PickerOption } from '../ui/option-picker.tsx';
import { chooseRegion } from './access-actions.ts';
import { regionPlace } from './region-place.ts';

type Regions =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly regions: readonly string[] }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

const NONE: readonly string[] = [];

export function RegionPicker({ profileId }: { readonly profileId: AwsProfileId }) {
  const [state, setState] = useState<Regions>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const current = useWorkspace(({ access }) => (access?.profileId === profileId ? access.region : null));

  useEffect(() => {
    const lifetime = new AbortController();
    setState({ kind: 'loading' });
    loadRegions(profileId, lifetime.signal)
      .then((regions) => {
        setState({ kind: 'ready', regions });
      })
      .catch((thrown: unknown) => {
        if (!lifetime.signal.aborted) setState({ kind: 'failed', error: toErrorData(thrown) });
      });
    return () => {
      lifetime.abort();
    };
  }, [profileId, attempt]);

  const regions = state.kind === 'ready' ? state.regions : NONE;
  const optionsFor = useCallback(
    (query: string): readonly PickerOption[] =>
      rank(regions, query, (region) => `${region} ${regionPlace(region)}`).map((region) => ({
        key: region,
        label: region,
        detail: regionPlace(region),
        end: region === current && <Check size={14} aria-label="in use" />,
        run: () => {
          chooseRegion(profileId, region);
        },
      })),
    [regions, current, profileId],
  );

  if (state.kind === 'failed') {
    return (
      <div className="picker-trouble">
        <ErrorCard
          error={state.error}
          onRetry={() => {
            setAttempt(attempt + 1);
          }}
        />
      </div>
    );
  }
  return (
    <OptionPicker
      label="Region"
      placeholder="Choose a region"
      optionsFor={optionsFor}
      initialKey={current ?? undefined}
      emptyText={state.kind === 'loading' ? 'Asking AWS for the regions of this account…' : 'No region fits.'}
    />
  );
}
