// A labelled field with the place for what is wrong with it.
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
