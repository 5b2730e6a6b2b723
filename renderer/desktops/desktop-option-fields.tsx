// The fields of the options sheet, group by group.
import { useId, useState } from 'react';
import type { DesktopChoices } from '../../shared/desktop.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { RdpOptions } from '../../shared/rdp.ts';
import { call } from '../bridge/client.ts';
import { Choices } from '../settings/setting-row.tsx';
import { reportError, say } from '../stores/notices.ts';
import { Field, Select } from '../tunnels/form-field.tsx';
import { Button } from '../ui/button.tsx';
import { withDisplay } from './desktop-options-form.ts';
import type { DesktopOptionsForm, OptionsField, OptionsProblems } from './desktop-options-form.ts';

interface FieldsProps {
  readonly form: DesktopOptionsForm;
  readonly problems: OptionsProblems;
  readonly set: (patch: Partial<DesktopOptionsForm>) => void;
  readonly choices: DesktopChoices;
  readonly targetId: TargetId;
}

interface TextProps {
  readonly label: string;
  readonly field: OptionsField;
  readonly className?: string;
  readonly placeholder?: string;
}

function Text({ form, problems, set, label, field, className = '', placeholder }: FieldsProps & TextProps) {
  return (
    <Field label={label} problem={problems[field]}>
      {(props) => (
        <input
          {...props}
          className={`text-field ${className}`}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={form[field]}
          onChange={(event) => {
            set({ [field]: event.target.value });
          }}
        />
      )}
    </Field>
  );
}

type Flag = { [K in keyof RdpOptions]: RdpOptions[K] extends boolean ? K : never }[keyof RdpOptions];

function Check({
  form,
  set,
  flag,
  label,
  help,
}: FieldsProps & { readonly flag: Flag; readonly label: string; readonly help?: string }) {
  return (
    <label className="desktop-option-check">
      <input
        type="checkbox"
        checked={form.options[flag]}
        onChange={(event) => {
          set({ options: { ...form.options, [flag]: event.target.checked } });
        }}
      />
      <span>
        {label}
        {help !== undefined && <small>{help}</small>}
      </span>
    </label>
  );
}

export function DisplayFields(props: FieldsProps) {
  const { form, set } = props;
  const { options } = form;
  return (
    <fieldset>
      <legend className="section-head">Window</legend>
      <div className="desktop-option-row">
        <Select
          label="Size"
          value={options.display.kind}
          choices={[
            ['fit', 'As its window'],
            ['window', 'Fixed'],
            ['full-screen', 'Full screen'],
            ['all-monitors', 'All monitors'],
          ]}
          onChange={(kind) => {
            set(withDisplay(form, kind));
          }}
        />
        {options.display.kind === 'window' && (
          <>
            <Text {...props} label="Width" field="width" className="mono" />
            <Text {...props} label="Height" field="height" className="mono" />
          </>
        )}
        <Select
          label="Scaling"
          value={String(options.scale ?? '')}
          choices={[
            ['', 'As this computer'],
            ['100', '100 %'],
            ['125', '125 %'],
            ['150', '150 %'],
            ['200', '200 %'],
          ]}
          onChange={(text) => {
            const scale = ([100, 125, 150, 200] as const).find((each) => String(each) === text) ?? null;
            set({ options: { ...options, scale } });
          }}
        />
      </div>
    </fieldset>
  );
}

export function SharingFields(props: FieldsProps) {
  const { form, set } = props;
  const { options } = form;
  return (
    <fieldset>
      <legend className="section-head">Shared with the desktop</legend>
      <Check {...props} flag="clipboard" label="Clipboard" />
      <Check
        {...props}
        flag="drives"
        label="Drives of this computer"
        help="Programs on the instance could read and change your files."
      />
      <div className="desktop-option-row">
        <Select
          label="Sound"
          value={options.sound}
          choices={[
            ['here', 'Plays here'],
            ['there', 'Plays there'],
            ['off', 'Off'],
          ]}
          onChange={(sound) => {
            set({ options: { ...options, sound } });
          }}
        />
        <Select
          label="Network Level Authentication"
          value={options.networkLevelAuthentication}
          choices={[
            ['auto', 'As the instance wants'],
            ['required', 'Required'],
            ['off', 'Off'],
          ]}
          onChange={(networkLevelAuthentication) => {
            set({ options: { ...options, networkLevelAuthentication } });
          }}
        />
      </div>
    </fieldset>
  );
}

export function ClientFields(props: FieldsProps) {
  const { form, set, choices } = props;
  const [best] = choices.clients;
  const found = choices.clients.map(({ id, name, passesPassword }) => {
    return [id, passesPassword ? name : `${name} (asks for the password itself)`] as const;
  });
  const isKnown =
    form.client === null || form.client === 'custom' || found.some(([id]) => id === form.client);
  return (
    <fieldset>
      <legend className="section-head">Client</legend>
      <Select
        label="Program"
        value={form.client ?? ''}
        choices={[
          ['', best === undefined ? 'The best one (none found)' : `The best one (${best.name})`] as const,
          ...found,
          ...(isKnown ? [] : [[form.client ?? '', `${form.client ?? ''} (not found here)`] as const]),
          ['custom', 'Own command'] as const,
        ]}
        onChange={(client) => {
          set({ client: client === '' ? null : client });
        }}
      />
      {form.client === 'custom' && (
        <>
          <Text
            {...props}
            label="Command"
            field="command"
            className="mono"
            placeholder="krdc rdp://{user}@{host}:{port}"
          />
          <p className="dim field-hint">
            {
              '{host}, {port}, {user} and {name} are filled in. It runs without a shell, and is not given the password.'
            }
          </p>
        </>
      )}
      <Check
        {...props}
        flag="adminSession"
        label="Administrative session"
        help="Takes no licence of a terminal server; there is one of it."
      />
    </fieldset>
  );
}

export function SignInFields(props: FieldsProps) {
  const { form, set, choices, targetId } = props;
  const [users, setUsers] = useState(choices.savedUsers);
  const id = useId();
  const forget = (userName: string): void => {
    call('desktops.forget-password', { targetId, userName })
      .then(() => {
        setUsers((before) => before.filter((each) => each !== userName));
        say(`The password of ${userName} is forgotten.`);
      })
      .catch(reportError);
  };
  return (
    <fieldset>
      <legend id={id} className="section-head">
        Sign in as
      </legend>
      <Choices
        labelId={id}
        value={form.signIn}
        choices={[
          ['first-password', 'Administrator, with the key pair'],
          ['account', 'An account'],
        ]}
        onChange={(signIn) => {
          set({ signIn });
        }}
      />
      {form.signIn === 'account' && <Text {...props} label="User" field="userName" />}
      {users.map((userName) => (
        <p key={userName} className="desktop-saved-user">
          <span>
            The password of <span className="mono">{userName}</span> is saved in the keychain.
          </span>
          <Button
            onClick={() => {
              forget(userName);
            }}
          >
            Forget password
          </Button>
        </p>
      ))}
    </fieldset>
  );
}
