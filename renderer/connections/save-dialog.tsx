// Saving a connection: a name is all it asks.
import { useId, useState } from 'react';
import type { AppErrorData } from '../../shared/app-error.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { Choices } from '../settings/setting-row.tsx';
import { closeDialog } from '../stores/dialogs.ts';
import type { SaveRequest } from '../stores/dialogs.ts';
import { say } from '../stores/notices.ts';
import { showView } from '../stores/workspace.ts';
import { Button } from '../ui/button.tsx';

type Saving =
  | { readonly kind: 'editing' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

export function SaveDialog({ request }: { readonly request: SaveRequest }) {
  const [name, setName] = useState(request.name);
  const [kind, setKind] = useState(request.kind);
  const kindId = useId();
  const [saving, setSaving] = useState<Saving>({ kind: 'editing' });
  const usable = name.trim() !== '';

  const save = (): void => {
    if (!usable || saving.kind === 'saving') return;
    setSaving({ kind: 'saving' });
    call('library.save', { ...request, kind, name: name.trim() })
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
