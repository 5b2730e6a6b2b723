// A shortcut as key caps.
import { keyCaps } from '../commands/key-match.ts';
import { operatingSystem } from '../stores/app-start.ts';
import './keys.css';

export function Keys({ shortcut }: { readonly shortcut: string | undefined }) {
  if (shortcut === undefined) return null;
  return (
    <kbd className="keys">
      {keyCaps(shortcut, operatingSystem()).map((cap, index) => (
        <span key={index}>{cap}</span>
      ))}
    </kbd>
  );
}
