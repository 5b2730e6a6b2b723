// Making and changing a tunnel: where it leads, where it listens, when it starts.
import { useMemo, useState } from 'react';
import type { AppErrorData } from '../../shared/app-error.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { closeDialog } from '../stores/dialogs.ts';
import type { TunnelRequest } from '../stores/dialogs.ts';
import { say } from '../stores/notices.ts';
import { useInventory } from '../stores/targets.ts';
import { Button } from '../ui/button.tsx';
import { firstInvalidField, focusAfter } from '../ui/focus-after.ts';
import { Choices } from '../settings/setting-row.tsx';
import { ClientFields } from './client-fields.tsx';
import { Field } from './form-field.tsx';
import { ForwardFields } from './forward-fields.tsx';
import { ReverseFields } from './reverse-fields.tsx';
import { SessionFields } from './session-fields.tsx';
import { showTunnel } from './tunnel-actions.ts';
import { isToTarget } from './tunnel-direction.ts';
import { chosenTarget, draftOf, formOf, newForm, suggestedName, targetLabel } from './tunnel-form.ts';
import type { TunnelForm } from './tunnel-form-values.ts';
import './tunnel-dialog.css';

type Saving =
  | { readonly kind: 'editing' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

/** A list that a browser shows in one go; whoever has more types part of the name first. */
const MAX_OFFERED = 400;
export function TunnelDialog({ request }: { readonly request: TunnelRequest }) {
  const tunnelId = request.kind === 'change' ? request.saved.id : null;
  const [form, setForm] = useState<TunnelForm>(() =>
    request.kind === 'change' ? formOf(request.saved) : newForm(request.access, request.target),
  );
  const [problemsFrom, setProblemsFrom] = useState<'start' | 'submit'>('submit');
  const [saving, setSaving] = useState<Saving>({ kind: 'editing' });
  const inventory = useInventory(form.access);
  const targets = useMemo(
    () => [...(inventory?.entries.values() ?? [])].map((entry) => entry.target),
    [inventory],
  );
  const target = chosenTarget(form.target, targets);
  const checked = draftOf(form, targets);
  const problems = problemsFrom === 'start' && !checked.ok ? checked.problems : {};
  const set = (patch: Partial<TunnelForm>): void => {
    setForm((before) => ({ ...before, ...patch }));
  };
  const save = (then: 'start' | 'leave'): void => {
    if (saving.kind === 'saving') return;
    focusAfter(() => {
      setProblemsFrom('start');
    }, firstInvalidField);
    if (!checked.ok) return;
    setSaving({ kind: 'saving' });
    call('tunnels.save', { tunnelId, draft: checked.draft, then })
      .then((saved) => {
        closeDialog();
        say(`Saved “${checked.draft.name}”.`, {
          label: 'Show',
          run: () => {
            showTunnel(saved.tunnelId);
          },
        });
      })
      .catch((thrown: unknown) => {
        setSaving({ kind: 'failed', error: toErrorData(thrown) });
      });
  };
  return (
    <form
      className="dialog-form tunnel-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save('start');
      }}
    >
      <div className="dialog-body">
        <Field label="Instance" problem={problems.target}>
          {(props) => (
            <input
              {...props}
              className="text-field"
              list="tunnel-targets"
              placeholder="Name or id"
              data-first-focus={form.target === '' ? '' : undefined}
              spellCheck={false}
              value={form.target}
              onChange={(event) => {
                set({ target: event.target.value });
              }}
            />
          )}
        </Field>
        <datalist id="tunnel-targets">
          {targets.slice(0, MAX_OFFERED).map((each) => (
            <option key={each.id} value={targetLabel(each)} />
          ))}
        </datalist>
        <div className="field">
          <span id="tunnel-remote">Leads to</span>
          <Choices
            labelId="tunnel-remote"
            value={form.leadsTo}
            choices={[
              ['target', 'The instance itself'],
              ['host', 'A host behind it'],
              ['socks', 'Anywhere, by SOCKS'],
              ['here', 'This computer'],
            ]}
            onChange={(leadsTo) => {
              set({ leadsTo });
            }}
          />
        </div>
        {form.leadsTo === 'here' ? (
          <ReverseFields form={form} problems={problems} set={set} />
        ) : (
          <ForwardFields
            form={form}
            problems={problems}
            set={set}
            tunnelId={tunnelId}
            targetId={target?.id ?? null}
            isNew={request.kind === 'new'}
          />
        )}
        <Field label="Name" problem={undefined}>
          {(props) => (
            <input
              {...props}
              className="text-field"
              maxLength={120}
              placeholder={suggestedName(form, target)}
              value={form.name}
              onChange={(event) => {
                set({ name: event.target.value });
              }}
            />
          )}
        </Field>
        <SessionFields form={form} set={set} />
        {isToTarget(form) && <ClientFields form={form} problems={problems} set={set} />}
        {saving.kind === 'failed' && (
          <ErrorCard
            error={saving.error}
            onRetry={() => {
              save('start');
            }}
          />
        )}
      </div>
      <div className="dialog-foot">
        <Button onClick={closeDialog}>Cancel</Button>
        <Button
          disabled={saving.kind === 'saving'}
          onClick={() => {
            save('leave');
          }}
        >
          Save
        </Button>
        <Button type="submit" tone="primary" disabled={saving.kind === 'saving'}>
          Save and switch on
        </Button>
      </div>
    </form>
  );
}
