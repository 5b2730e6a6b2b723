// One setting: its words, its control, and a way back once it differs from the default.
import { useId } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

interface SettingRowProps {
  readonly label: string;
  readonly help?: string;
  readonly changed: boolean;
  readonly onReset: () => void;
  readonly control: (labelId: string, helpId: string) => ReactNode;
}

export function SettingRow({ label, help, changed, onReset, control }: SettingRowProps) {
  const labelId = useId();
  const helpId = useId();
  return (
    <div className={changed ? 'setting changed' : 'setting'}>
      <div className="setting-words">
        <span id={labelId} className="setting-label">
          {label}
          {changed && <span className="setting-mark">changed</span>}
        </span>
        {help !== undefined && (
          <span id={helpId} className="dim setting-help">
            {help}
          </span>
        )}
      </div>
      <div className="setting-control">
        {changed && (
          <Button className="setting-reset" aria-label={`Reset ${label}`} onClick={onReset}>
            Reset
          </Button>
        )}
        {control(labelId, helpId)}
      </div>
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly labelId: string;
  readonly value: T;
  readonly choices: readonly (readonly [value: T, words: string])[];
  readonly onChange: (value: T) => void;
}

/** A few choices side by side: radio buttons that look like one control. */
export function Choices<T extends string>({ labelId, value, choices, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <div className="choices-control" role="radiogroup" aria-labelledby={labelId}>
      {choices.map(([each, words]) => (
        <label key={each}>
          <input
            type="radio"
            name={name}
            checked={each === value}
            onChange={() => {
              onChange(each);
            }}
          />
          <span>{words}</span>
        </label>
      ))}
    </div>
  );
}

interface SwitchProps {
  readonly labelId: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

export function Switch({ labelId, value, onChange }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={value}
      aria-labelledby={labelId}
      onClick={() => {
        onChange(!value);
      }}
    >
      <span>{value ? 'On' : 'Off'}</span>
      <i />
    </button>
  );
}

interface NumberFieldProps {
  readonly labelId: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: string;
  readonly onChange: (value: number) => void;
}

/** Stored when one leaves the field or presses Enter: half a number is no number. */
export function NumberField({ labelId, value, min, max, step, unit, onChange }: NumberFieldProps) {
  const commit = (field: HTMLInputElement): void => {
    const typed = Math.round(Number(field.value));
    const next = Number.isFinite(typed) && field.value !== '' ? Math.max(min, Math.min(max, typed)) : value;
    field.value = String(next);
    if (next !== value) onChange(next);
  };
  return (
    <span className="number-field">
      <input
        key={value}
        type="number"
        className="text-field"
        aria-labelledby={labelId}
        defaultValue={value}
        min={min}
        max={max}
        step={step}
        onBlur={(event) => {
          commit(event.target);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget);
        }}
      />
      <span className="dim">{unit}</span>
    </span>
  );
}
