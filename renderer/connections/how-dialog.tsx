// Changing how a saved connection is opened.
import { useState } from 'react';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { closeDialog } from '../stores/dialogs.ts';
import { useLibrary } from '../stores/library.ts';
import { say } from '../stores/notices.ts';
import { Button } from '../ui/button.tsx';
import { HowFields } from './how-fields.tsx';
import { checkHow, formOf } from './how-form.ts';

export function HowDialog({ spec }: { readonly spec: SavedConnectionSpec }) {
  const [form, setForm] = useState(() => formOf(spec.how));
  const [error, setError] = useState<AppErrorData | null>(null);
  const { connections } = useLibrary();
  const check = checkHow(form);
  const save = (): void => {
    if (check.kind === 'bad') return;
    call('library.set-how', { savedConnectionId: spec.id, how: check.how })
      .then(() => {
        closeDialog();
        say(`Changed “${spec.name}”.`);
      })
      .catch((thrown: unknown) => {
        setError(toErrorData(thrown));
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
        <HowFields
          form={form}
          check={check}
          jumpHosts={connections.filter(({ id, kind }) => id !== spec.id && kind === 'shell')}
          onChange={setForm}
        />
        <p className="dim">It holds from the next time that it is opened.</p>
        {error !== null && <ErrorCard error={error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={closeDialog}>Cancel</Button>
        <Button type="submit" tone="primary" disabled={check.kind === 'bad'}>
          Save changes
        </Button>
      </div>
    </form>
  );
}
