// How a connection is opened: shell, route, user and key. The rest of the form appears as it is needed.
import type { SavedConnectionId } from '../../shared/ids.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { Field, Select } from '../tunnels/form-field.tsx';
import type { HowCheck, HowField, HowForm } from './how-form.ts';
import { usesSsh } from './how-form.ts';
import './how-fields.css';

interface HowFieldsProps {
  readonly form: HowForm;
  readonly check: HowCheck;
  /** Which connections may be jumped through: all but the one that is changed. */
  readonly jumpHosts: readonly SavedConnectionSpec[];
  readonly onChange: (form: HowForm) => void;
}

const SHELLS = [
  ['automatic', 'Automatic (SSH where possible)'],
  ['ssh', 'SSH only'],
  ['session-manager', 'Session Manager shell'],
  ['serial-console', 'Serial console'],
] as const;
const ROUTES = [
  ['automatic', 'Automatic (the best there is)'],
  ['ssm', 'Session Manager'],
  ['eice', 'EC2 Instance Connect Endpoint'],
  ['direct', 'Direct (public address or VPN)'],
  ['jump', 'Through a saved connection'],
] as const;
const IDENTITIES = [
  ['automatic', 'Automatic'],
  ['one-time', 'One-time key, pushed by AWS'],
  ['key-file', 'Key file'],
  ['key-agent', 'Key agent'],
  ['password', 'Password'],
] as const;

export function HowFields({ form, check, jumpHosts, onChange }: HowFieldsProps) {
  const set = (patch: Partial<HowForm>): void => {
    onChange({ ...form, ...patch });
  };
  const problemOf = (field: HowField): string | undefined =>
    check.kind === 'bad' && check.field === field ? check.why : undefined;
  const text = (field: HowField, label: string, placeholder: string) => (
    <Field label={label} problem={problemOf(field)}>
      {(props) => (
        <input
          {...props}
          className="text-field"
          value={form[field]}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            set({ [field]: event.target.value });
          }}
        />
      )}
    </Field>
  );
  return (
    <div className="how-fields">
      <Select
        label="Shell"
        value={form.shell}
        choices={SHELLS}
        onChange={(shell) => {
          set({ shell });
        }}
      />
      {usesSsh(form) && (
        <>
          <Select
            label="Route"
            value={form.route}
            choices={ROUTES}
            onChange={(route) => {
              set({ route });
            }}
          />
          {form.route === 'eice' && text('endpointId', 'Endpoint', 'the nearest')}
          {form.route === 'direct' && text('address', 'Address', 'as AWS knows it')}
          {form.route === 'jump' && (
            <Field label="Through" problem={problemOf('via')}>
              {(props) => (
                <select
                  {...props}
                  className="text-field"
                  value={form.via}
                  onChange={(event) => {
                    set({ via: event.target.value as SavedConnectionId | '' });
                  }}
                >
                  <option value="">{jumpHosts.length === 0 ? 'Nothing is saved yet' : 'Choose…'}</option>
                  {jumpHosts.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
          {text('user', 'User', 'as the system has it')}
          <Select
            label="Sign in with"
            value={form.identity}
            choices={IDENTITIES}
            onChange={(identity) => {
              set({ identity });
            }}
          />
          {form.identity === 'key-file' && text('keyPath', 'Private key', 'path of the file')}
          {form.route !== 'eice' && text('port', 'Port', '22')}
        </>
      )}
    </div>
  );
}
