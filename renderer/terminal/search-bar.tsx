// Finding text in the scrollback: as one types, forwards and backwards, with how many there are.
import { useEffect, useRef, useState } from 'react';
import { CaseSensitive, ChevronDown, ChevronUp, Regex, WholeWord, X } from 'lucide-react';
import { IconButton } from '../ui/button.tsx';
import { currentScheme } from '../ui/theme.ts';
import { closeFind } from './find-state.ts';
import type { TerminalController } from './terminal-controller.ts';
import { searchDecorations } from './terminal-theme.ts';

type Found =
  | { readonly kind: 'nothing-asked' }
  | { readonly kind: 'counted'; readonly index: number; readonly count: number };
type Option = 'caseSensitive' | 'wholeWord' | 'regex';

/** xterm's own limit of highlighted hits (see xterm-view.ts): at it the count is "at least". */
const COUNT_LIMIT = 1000;

export function SearchBar({
  controller,
  asked,
}: {
  readonly controller: TerminalController;
  readonly asked: number;
}) {
  const { search, terminal } = controller.view;
  const inputRef = useRef<HTMLInputElement>(null);
  const [term, setTerm] = useState(() => oneLine(terminal.getSelection()));
  const [on, setOn] = useState<Readonly<Record<Option, boolean>>>({
    caseSensitive: false,
    wholeWord: false,
    regex: false,
  });
  const [found, setFound] = useState<Found>({ kind: 'nothing-asked' });
  const usable = term !== '' && (!on.regex || isRegex(term));

  const options = { ...on, decorations: searchDecorations(currentScheme()) };
  const next = (incremental = false): void => {
    if (usable) search.findNext(term, { ...options, incremental });
  };
  const previous = (): void => {
    if (usable) search.findPrevious(term, options);
  };
  const close = (): void => {
    search.clearDecorations();
    closeFind();
    controller.focus();
  };

  useEffect(() => {
    inputRef.current?.focus();
    inputRef.current?.select();
  }, [asked]);
  useEffect(() => {
    const listener = search.onDidChangeResults(({ resultIndex, resultCount }) => {
      setFound({ kind: 'counted', index: resultIndex, count: resultCount });
    });
    return () => {
      listener.dispose();
      search.clearDecorations();
    };
  }, [search]);
  useEffect(() => {
    if (usable) next(true);
    else {
      search.clearDecorations();
      setFound({ kind: 'nothing-asked' });
    }
    // `next` is this render's; what it depends on is listed.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [term, on]);

  const toggle = (option: Option, label: string, icon: React.ReactNode) => (
    <IconButton
      label={label}
      aria-pressed={on[option]}
      onClick={() => {
        setOn({ ...on, [option]: !on[option] });
      }}
    >
      {icon}
    </IconButton>
  );

  return (
    <div
      className="search-bar"
      role="search"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
        else if (event.key === 'Enter' && event.target === inputRef.current)
          (event.shiftKey ? previous : next)();
        else return;
        event.preventDefault();
      }}
    >
      <input
        ref={inputRef}
        type="text"
        aria-label="Find in terminal"
        placeholder="Find"
        spellCheck={false}
        value={term}
        onChange={(event) => {
          setTerm(event.target.value);
        }}
      />
      <span
        className={found.kind === 'counted' && found.count === 0 ? 'search-count none' : 'search-count'}
        role="status"
      >
        {countWords(found, term !== '' && !usable)}
      </span>
      {toggle('caseSensitive', 'Match case', <CaseSensitive size={15} aria-hidden />)}
      {toggle('wholeWord', 'Whole word', <WholeWord size={15} aria-hidden />)}
      {toggle('regex', 'Regular expression', <Regex size={14} aria-hidden />)}
      <IconButton label="Previous" keys="Shift+Enter" disabled={!usable} onClick={previous}>
        <ChevronUp size={15} aria-hidden />
      </IconButton>
      <IconButton
        label="Next"
        keys="Enter"
        disabled={!usable}
        onClick={() => {
          next();
        }}
      >
        <ChevronDown size={15} aria-hidden />
      </IconButton>
      <IconButton label="Close search" keys="Esc" onClick={close}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}

function countWords(found: Found, badPattern: boolean): string {
  if (badPattern) return 'not a pattern';
  if (found.kind === 'nothing-asked') return '';
  if (found.count === 0) return 'no match';
  const count = found.count >= COUNT_LIMIT ? `${COUNT_LIMIT}+` : String(found.count);
  return found.index === -1 ? count : `${found.index + 1} of ${count}`;
}

function oneLine(selection: string): string {
  return selection.includes('\n') ? '' : selection.trim();
}

function isRegex(pattern: string): boolean {
  try {
    return new RegExp(pattern).source !== '';
  } catch {
    return false;
  }
}
