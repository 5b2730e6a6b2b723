// Saving a connection: a name is all it asks; how it connects can be said, and is automatic otherwise.
import { useId, useState } from 'react';
import type { AppErrorData } from '../../shared/app-error.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { Choices } from '../settings/setting-row.tsx';
import { closeDialog } from '../stores/dialogs.ts';
import type { SaveRequest } from '../stores/dialogs.ts';
import { say } from '../stores/notices.ts';
import { useLibrary } from '../stores/library.ts';
import { showView } from '../stores/workspace.ts';
import { Button } from '../ui/button.tsx';
import { HowFields } from './how-fields.tsx';
import { checkHow, formOf } from './how-form.ts';

type Saving =
  | { readonly kind: 'editing' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

export function SaveDialog({ request }: { readonly request: SaveRequest }) {
  const [name, setName] = useState(request.name);
  const [kind, setKind] = useState(request.kind);
  const kindId = useId();
  const [saving, setSaving] = useState<Saving>({ kind: 'editing' });
  const [form, setForm] = useState(() => formOf(DEFAULT_CONNECT));
  const { connections } = useLibrary();
  const check = checkHow(form);
  const how = check.kind === 'good' ? check.how : null;
  const usable = name.trim() !== '' && how !== null;

  const save = (): void => {
    if (!usable || saving.kind === 'saving') return;
    setSaving({ kind: 'saving' });
    call('library.save', { ...request, kind, name: name.trim(), how })
      .then(() => {
        closeDialog();
        say(`Saved “${name.trim()}”.`, {
          label: 'Show',
          run: () => {
            showView('saved');
          },
        });
      })
      .catch((thrown: unknown) => {
        setSaving({ kind: 'failed', error: toErrorData(thrown) });
      });
  };

  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div className="dialog-body">
        <label className="field">
          <span>Name</span>
          <input
            className="text-field"
            autoFocus
            maxLength={120}
            value={name}
            onFocus={(event) => {
              event.target.select();
            }}
            onChange={(event) => {
              setName(event.target.value);
            }}
          />
        </label>
        {request.platform === 'windows' && (
          <div className="field">
            <span id={kindId}>Opens</span>
            <Choices
              labelId={kindId}
              value={kind}
              choices={[
                ['desktop', 'The desktop'],
                ['shell', 'A shell'],
              ]}
              onChange={setKind}
            />
          </div>
        )}
        {kind === 'shell' && (
          <HowFields
            form={form}
            check={check}
            jumpHosts={connections.filter((spec) => spec.kind === 'shell')}
            onChange={setForm}
          />
        )}
        <p className="dim">
          {kind === 'desktop' ? 'The desktop of ' : 'A shell on '}
          {request.targetName ?? request.targetId} with the AWS profile{' '}
          {request.access.profileId.replace(/^profile:/, '')} in {request.access.region}. No credentials are
          stored.
        </p>
        {saving.kind === 'failed' && <ErrorCard error={saving.error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={closeDialog}>Cancel</Button>
        <Button type="submit" tone="primary" disabled={!usable || saving.kind === 'saving'}>
          Save connection
        </Button>
      </div>
    </form>
  );
}
