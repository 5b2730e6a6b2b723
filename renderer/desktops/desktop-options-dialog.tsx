// The options sheet of a desktop: how its window is, what it shares, which client, and who signs in.
import { useEffect, useState } from 'react';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { DesktopChoices } from '../../shared/desktop.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { closeDialog } from '../stores/dialogs.ts';
import type { DesktopOptionsRequest } from '../stores/dialogs.ts';
import { desktopsStore } from '../stores/desktops.ts';
import { Button } from '../ui/button.tsx';
import { firstInvalidField, focusAfter } from '../ui/focus-after.ts';
import { useLate } from '../ui/use-late.ts';
import { reconnectDesktop } from './desktop-actions.ts';
import { optionsFormOf, specOf } from './desktop-options-form.ts';
import type { DesktopOptionsForm } from './desktop-options-form.ts';
import { ClientFields, SignInFields } from './desktop-client-fields.tsx';
import { DisplayFields, SharingFields } from './desktop-option-fields.tsx';
import './desktop-options.css';

type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'there'; readonly choices: DesktopChoices }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

export function DesktopOptionsDialog({ request }: { readonly request: DesktopOptionsRequest }) {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const { targetId, savedConnectionId } = request.place;
  useEffect(() => {
    const life = new AbortController();
    call('desktops.choices', { targetId, savedConnectionId }, { signal: life.signal })
      .then((choices) => {
        setLoaded({ kind: 'there', choices });
      })
      .catch((thrown: unknown) => {
        if (!life.signal.aborted) setLoaded({ kind: 'failed', error: toErrorData(thrown) });
      });
    return () => {
      life.abort();
    };
  }, [targetId, savedConnectionId]);
  const late = useLate(loaded.kind === 'loading');
  if (loaded.kind === 'there') return <OptionsForm request={request} choices={loaded.choices} />;
  return (
    <div className="dialog-body desktop-options-wait">
      {loaded.kind === 'failed' ? (
        <ErrorCard error={loaded.error} onDismiss={closeDialog} />
      ) : (
        late && <span className="dim">Looking for RDP clients…</span>
      )}
    </div>
  );
}

interface FormProps {
  readonly request: DesktopOptionsRequest;
  readonly choices: DesktopChoices;
}

function OptionsForm({ request, choices }: FormProps) {
  const [form, setForm] = useState<DesktopOptionsForm>(() => optionsFormOf(choices.spec));
  const [problemsFrom, setProblemsFrom] = useState<'start' | 'submit'>('submit');
  const [failed, setFailed] = useState<AppErrorData | null>(null);
  const checked = specOf(form);
  const problems = problemsFrom === 'start' && !checked.ok ? checked.problems : {};
  const set = (patch: Partial<DesktopOptionsForm>): void => {
    setForm((before) => ({ ...before, ...patch }));
  };
  const { desktopId, place } = request;
  const save = (then: 'close' | 'reconnect'): void => {
    focusAfter(() => {
      setProblemsFrom('start');
    }, firstInvalidField);
    if (!checked.ok) return;
    call('desktops.change-spec', { place, spec: checked.spec })
      .then(() => {
        closeDialog();
        if (then === 'reconnect' && desktopId !== null) reconnectDesktop(desktopId);
      })
      .catch((thrown: unknown) => {
        setFailed(toErrorData(thrown));
      });
  };
  const parts = { form, problems, set, choices, targetId: place.targetId };
  const isEnded = desktopId === null || isOver(desktopId);
  return (
    <form
      className="dialog-form desktop-options"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save(desktopId === null ? 'close' : 'reconnect');
      }}
    >
      <div className="dialog-body">
        <DisplayFields {...parts} />
        <SharingFields {...parts} />
        <ClientFields {...parts} />
        <SignInFields {...parts} />
        {failed !== null && <ErrorCard error={failed} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={closeDialog}>Cancel</Button>
        {desktopId === null ? (
          <Button type="submit" tone="primary">
            Save
          </Button>
        ) : (
          <>
            <Button
              onClick={() => {
                save('close');
              }}
            >
              Save for the next time
            </Button>
            <Button type="submit" tone="primary">
              {isEnded ? 'Save and open' : 'Save and reconnect'}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}

function isOver(desktopId: NonNullable<DesktopOptionsRequest['desktopId']>): boolean {
  return desktopsStore.getState().byId.get(desktopId)?.phase.kind === 'ended';
}
