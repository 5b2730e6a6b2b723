// Which program opens the tunnel, and what it is told: shown when somebody asks for it.
import { Field } from './form-field.tsx';
import { CLIENT_NAMES } from './tunnel-menu.ts';
import type { FormProblems, TunnelForm } from './tunnel-form-values.ts';
import type { TunnelClient } from '../../shared/open-with.ts';

interface ClientFieldsProps {
  readonly form: TunnelForm;
  readonly problems: FormProblems;
  readonly set: (patch: Partial<TunnelForm>) => void;
}

const CLIENTS = Object.keys(CLIENT_NAMES) as TunnelClient[];

export function ClientFields({ form, problems, set }: ClientFieldsProps) {
  const text = (
    key: 'user' | 'database' | 'command',
    label: string,
    placeholder: string,
    problem: string | undefined,
  ) => (
    <Field label={label} problem={problem}>
      {(props) => (
        <input
          {...props}
          className="text-field mono"
          placeholder={placeholder}
          spellCheck={false}
          maxLength={key === 'command' ? 2000 : 128}
          value={form[key]}
          onChange={(event) => {
            set({ [key]: event.target.value });
          }}
        />
      )}
    </Field>
  );
  const isDatabase = form.client === 'psql' || form.client === 'mysql';
  return (
    <details className="tunnel-clients" open={form.client !== null}>
      <summary>Open with</summary>
      <div className="tunnel-pair">
        <Field label="Program" problem={undefined}>
          {(props) => (
            <select
              {...props}
              className="text-field"
              value={form.client ?? ''}
              onChange={(event) => {
                set({ client: CLIENTS.find((client) => client === event.target.value) ?? null });
              }}
            >
              <option value="">The one that fits the port</option>
              {CLIENTS.map((client) => (
                <option key={client} value={client}>
                  {CLIENT_NAMES[client]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {form.client === 'browser' && (
          <Field label="Address begins with" problem={undefined}>
            {(props) => (
              <select
                {...props}
                className="text-field"
                value={form.scheme}
                onChange={(event) => {
                  set({ scheme: event.target.value === 'https' ? 'https' : 'http' });
                }}
              >
                <option value="http">http://</option>
                <option value="https">https://</option>
              </select>
            )}
          </Field>
        )}
        {form.client !== 'browser' && text('user', 'User', 'app', problems.user)}
        {isDatabase && text('database', 'Database', 'orders', problems.database)}
      </div>
      {form.client === 'custom' && (
        <>
          {text('command', 'Command', 'dbeaver -con "host={host}|port={port}|user={user}"', undefined)}
          <label className="tunnel-check">
            <input
              type="checkbox"
              checked={form.commandPlace === 'terminal'}
              onChange={(event) => {
                set({ commandPlace: event.target.checked ? 'terminal' : 'window' });
              }}
            />
            It needs a terminal
          </label>
          <p className="dim field-hint">
            {'{host}, {port} and {user} are filled in. It runs without a shell: no pipes, no variables.'}
          </p>
        </>
      )}
    </details>
  );
}
