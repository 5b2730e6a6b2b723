// One field of the options sheet: a text, or something to switch on.
import type { DesktopChoices } from '../../shared/desktop.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { RdpOptions } from '../../shared/rdp.ts';
import { Field } from '../tunnels/form-field.tsx';
import type { DesktopOptionsForm, OptionsField, OptionsProblems } from './desktop-options-form.ts';

export interface FieldsProps {
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

export function OptionText({
  form,
  problems,
  set,
  label,
  field,
  className = '',
  placeholder,
}: FieldsProps & TextProps) {
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

export function OptionCheck({
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
