// A filter field over a list of choices, moved through with the arrow keys: palette, profile and region choice.
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Search } from 'lucide-react';
import './option-picker.css';

export interface PickerOption {
  readonly key: string;
  readonly label: string;
  /** Shown after the label, dim. */
  readonly detail?: string | undefined;
  readonly icon?: ReactNode;
  readonly end?: ReactNode;
  readonly group?: string | undefined;
  readonly disabled?: boolean;
  readonly run: () => void;
}

interface OptionPickerProps {
  readonly label: string;
  readonly placeholder: string;
  /** What fits the query, best first. */
  readonly optionsFor: (query: string) => readonly PickerOption[];
  readonly emptyText: string;
  readonly footer?: ReactNode;
  readonly initialKey?: string | undefined;
}

export function OptionPicker({
  label,
  placeholder,
  optionsFor,
  emptyText,
  footer,
  initialKey,
}: OptionPickerProps) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<string | null>(initialKey ?? null);
  const listRef = useRef<HTMLDivElement>(null);
  const listId = useId();
  const options = useMemo(() => optionsFor(query), [optionsFor, query]);
  const found = options.findIndex((option) => option.key === chosen);
  const at = found === -1 ? 0 : found;
  const current = options[at];

  useEffect(() => {
    listRef.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at, options]);

  const move = (to: number): void => {
    const next = options[Math.max(0, Math.min(options.length - 1, to))];
    if (next !== undefined) setChosen(next.key);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    switch (event.key) {
      case 'ArrowDown':
        move(at === options.length - 1 ? 0 : at + 1);
        break;
      case 'ArrowUp':
        move(at === 0 ? options.length - 1 : at - 1);
        break;
      case 'PageDown':
        move(at + 8);
        break;
      case 'PageUp':
        move(at - 8);
        break;
      case 'Enter':
        if (current?.disabled !== true) current?.run();
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <div className="picker">
      <label className="picker-field">
        <Search size={15} aria-hidden />
        <input
          autoFocus
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={current === undefined ? undefined : `${listId}-${at}`}
          aria-autocomplete="list"
          placeholder={placeholder}
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(null);
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      <div ref={listRef} id={listId} className="picker-list" role="listbox" aria-label={label}>
        {options.map((option, index) => (
          <Choice
            key={option.key}
            id={`${listId}-${index}`}
            option={option}
            selected={index === at}
            head={option.group !== options[index - 1]?.group ? option.group : undefined}
            onPoint={() => {
              setChosen(option.key);
            }}
          />
        ))}
      </div>
      {options.length === 0 && <p className="picker-empty dim">{emptyText}</p>}
      {footer}
    </div>
  );
}

interface ChoiceProps {
  readonly id: string;
  readonly option: PickerOption;
  readonly selected: boolean;
  readonly head: string | undefined;
  readonly onPoint: () => void;
}

function Choice({ id, option, selected, head, onPoint }: ChoiceProps) {
  return (
    <>
      {head !== undefined && (
        <div className="picker-head section-head" role="presentation">
          {head}
        </div>
      )}
      <div
        id={id}
        role="option"
        className="picker-option"
        aria-selected={selected}
        aria-disabled={option.disabled === true}
        onMouseMove={selected ? undefined : onPoint}
        onClick={() => {
          if (option.disabled !== true) option.run();
        }}
      >
        <span className="picker-icon">{option.icon}</span>
        <span className="picker-label">
          {option.label}
          {option.detail !== undefined && <small> {option.detail}</small>}
        </span>
        {option.end}
      </div>
    </>
  );
}
