// More tabs than have room: a button that lists them all. Not there while every tab can be seen.
import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import { ChevronDown } from 'lucide-react';
import { openMenu } from '../stores/context-menu.ts';
import type { MenuEntry } from '../stores/context-menu.ts';
import { tabsStore } from '../stores/tabs.ts';
import { IconButton } from '../ui/button.tsx';
import { activateTab } from './tab-actions.ts';

interface AllTabsButtonProps {
  readonly stripRef: RefObject<HTMLElement | null>;
  readonly count: number;
}

export function AllTabsButton({ stripRef, count }: AllTabsButtonProps) {
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const strip = stripRef.current;
    if (strip === null) return undefined;
    const measure = (): void => {
      setOverflows(strip.scrollWidth > strip.clientWidth + 1);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(strip);
    return () => {
      observer.disconnect();
    };
  }, [stripRef, count]);
  if (!overflows) return null;
  return (
    <IconButton
      label={`All ${count} tabs`}
      aria-haspopup="menu"
      className="tab-all"
      onClick={(event) => {
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        const { tabs, activeId } = tabsStore.getState();
        openMenu({
          x: left,
          y: bottom + 4,
          label: 'All tabs',
          entries: tabs.map(({ id, title }): MenuEntry => ({
            kind: 'item',
            label: title,
            ...(id === activeId ? { keys: 'in front' } : {}),
            run: () => {
              activateTab(id);
            },
          })),
        });
      }}
    >
      <ChevronDown size={14} aria-hidden />
    </IconButton>
  );
}
