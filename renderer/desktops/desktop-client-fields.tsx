// Which program opens a desktop, and who signs in.
import { useId, useState } from 'react';
import { call } from '../bridge/client.ts';
import { Choices } from '../settings/setting-row.tsx';
import { reportError, say } from '../stores/notices.ts';
import { Select } from '../tunnels/form-field.tsx';
import { Button } from '../ui/button.tsx';
import type { FieldsProps } from './desktop-option-field.tsx';
import { OptionCheck, OptionText } from './desktop-option-field.tsx';

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
          <OptionText
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
      <OptionCheck
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
      {form.signIn === 'account' && <OptionText {...props} label="User" field="userName" />}
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
