// A labelled field with the place for what is wrong with it, and a choice from a list.
import { useId } from 'react';
import type { ReactNode } from 'react';

interface FieldProps {
  readonly label: string;
  readonly problem: string | undefined;
  /** Below the field while nothing is wrong. */
  readonly hint?: ReactNode;
  readonly children: (props: {
    readonly id: string;
    readonly 'aria-invalid': boolean;
    readonly 'aria-describedby': string;
  }) => ReactNode;
}

export function Field({ label, problem, hint, children }: FieldProps) {
  const id = useId();
  const below = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': problem !== undefined, 'aria-describedby': below })}
      <div id={below} className={problem === undefined ? 'field-hint' : 'field-problem'}>
        {problem ?? hint}
      </div>
    </div>
  );
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly (readonly [value: T, words: string])[];
  readonly onChange: (value: T) => void;
}

export function Select<T extends string>({ label, value, choices, onChange }: SelectProps<T>) {
  return (
    <Field label={label} problem={undefined}>
      {(props) => (
        <select
          {...props}
          className="text-field"
          value={value}
          onChange={(event) => {
            const chosen = choices.find(([each]) => each === event.target.value);
            if (chosen !== undefined) onChange(chosen[0]);
          }}
        >
          {choices.map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
