// One command with its keys: press its button, then the new keys; who has them already is named, and gives them up.
import { useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { givenKeys, keyTaken, ownerOf } from '../../shared/bound-keys.ts';
import type { BoundKeys } from '../../shared/bound-keys.ts';
import type { CommandId } from '../../shared/command-keys.ts';
import { COMMANDS } from '../commands/command-list.ts';
import { heldText, keyText } from '../commands/key-match.ts';
import { recordingMark } from '../commands/recording-mark.ts';
import { operatingSystem } from '../stores/app-start.ts';
import { Button } from '../ui/button.tsx';
import { focusAfter } from '../ui/focus-after.ts';
import { Keys } from '../ui/keys.tsx';
import { changeKeys } from './key-changes.ts';
import { recordKeys, type Recorded } from './record-keys.ts';

interface RowProps {
  readonly id: CommandId;
  readonly bound: BoundKeys;
  readonly changed: boolean;
}

type Asking =
  | { readonly kind: 'no' }
  | { readonly kind: 'listening' }
  /** A key that is given, and that another command has by now. */
  | { readonly kind: 'given-taken'; readonly keys: string; readonly owner: CommandId }
  | Recorded;
const NO: Asking = { kind: 'no' };

export function KeyboardRow({ id, bound, changed }: RowProps) {
  const [asking, setAsking] = useState<Asking>(NO);
  const buttonRef = useRef<HTMLButtonElement>(null);
  const takeRef = useRef<HTMLButtonElement>(null);
  const helpId = useId();
  const os = operatingSystem();
  const { label } = COMMANDS[id];
  const keys = bound[id];
  const words = keys.map((each) => keyText(each, os)).join(', ') || 'no key';
  const conflict = asking.kind === 'taken' || asking.kind === 'given-taken' ? asking : null;
  const isListening = asking.kind !== 'no' && conflict === null;

  const end = (): void => {
    focusAfter(
      () => {
        setAsking(NO);
      },
      () => buttonRef.current,
    );
  };
  const reset = (): void => {
    const lost = lostKey(id, bound);
    if (lost === null) changeKeys({ [id]: null });
    focusAfter(
      () => {
        setAsking(lost ?? NO);
      },
      () => takeRef.current ?? buttonRef.current,
    );
  };
  const take = ({ keys: taken, kind }: NonNullable<typeof conflict>): void => {
    changeKeys({ ...keyTaken(bound, taken, id), ...(kind === 'given-taken' ? { [id]: null } : {}) });
    end();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isListening) return;
    // It leads on, as everywhere: somebody without a mouse would be held here.
    if (event.key === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    // Of the Enter that began it.
    if (event.repeat) return;
    const { key, code, ctrlKey, shiftKey, altKey, metaKey } = event;
    const isAltGraph = event.getModifierState('AltGraph');
    const recorded = recordKeys({ key, code, ctrlKey, shiftKey, altKey, metaKey, isAltGraph }, id, bound, os);
    if (recorded.kind === 'none') changeKeys({ [id]: [] });
    if (recorded.kind === 'free') changeKeys({ [id]: [recorded.keys] });
    if (recorded.kind === 'none' || recorded.kind === 'free' || recorded.kind === 'leave') end();
    else
      focusAfter(
        () => {
          setAsking(recorded);
        },
        () => takeRef.current,
      );
  };

  return (
    <div className={changed ? 'key-row changed' : 'key-row'}>
      <span className="setting-label">
        {label}
        {changed && <span className="setting-mark">changed</span>}
      </span>
      <span className="key-row-end">
        {changed && !isListening && (
          <Button className="setting-reset" aria-label={`Reset the keys of ${label}`} onClick={reset}>
            Reset
          </Button>
        )}
        <button
          ref={buttonRef}
          type="button"
          className={isListening ? 'key-button listening' : 'key-button'}
          aria-label={isListening ? `Press the new keys of ${label}` : `${label}: ${words}`}
          aria-describedby={isListening ? helpId : undefined}
          title={isListening ? undefined : 'Change the keys'}
          {...recordingMark(isListening)}
          onClick={() => {
            setAsking(isListening ? NO : { kind: 'listening' });
          }}
          onBlur={() => {
            if (isListening) setAsking(NO);
          }}
          onKeyDown={onKeyDown}
        >
          {isListening ? (
            heldWords(asking)
          ) : keys.length === 0 ? (
            <span className="dim">No key</span>
          ) : (
            keys.map((each) => <Keys key={each} shortcut={each} />)
          )}
        </button>
      </span>
      {asking.kind !== 'no' && (
        <div
          id={helpId}
          className="key-row-more"
          role="status"
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            end();
          }}
        >
          <Answer asking={asking} />
          {conflict !== null && (
            <>
              <Button
                ref={takeRef}
                tone="primary"
                onClick={() => {
                  take(conflict);
                }}
              >
                Take it from “{COMMANDS[conflict.owner].label}”
              </Button>
              <Button onClick={end}>Leave it there</Button>
            </>
          )}
        </div>
      )}
    </div>
  );
}

function lostKey(id: CommandId, bound: BoundKeys): (Asking & { readonly kind: 'given-taken' }) | null {
  for (const keys of givenKeys(id, operatingSystem())) {
    const owner = ownerOf(bound, keys, id);
    if (owner !== null) return { kind: 'given-taken', keys, owner };
  }
  return null;
}

function heldWords(asking: Asking): string {
  if (asking.kind !== 'held' || asking.modifiers.length === 0) return 'Press the new keys';
  return heldText(asking.modifiers, operatingSystem());
}

function Answer({ asking }: { readonly asking: Asking }) {
  const os = operatingSystem();
  switch (asking.kind) {
    case 'refused':
      return (
        <span role="alert" className="tone-bad">
          {asking.keys === null ? '' : `${keyText(asking.keys, os)}: `}
          {asking.why}
        </span>
      );
    case 'taken':
    case 'given-taken':
      return (
        <span>
          {keyText(asking.keys, os)} belongs to “{COMMANDS[asking.owner].label}”.
        </span>
      );
    default:
      return (
        <>
          <span className="dim">
            <Keys shortcut="Backspace" /> no key
          </span>
          <span className="dim">
            <Keys shortcut="Escape" /> leave as it is
          </span>
        </>
      );
  }
}
