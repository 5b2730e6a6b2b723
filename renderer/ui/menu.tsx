// The open menu of stores/context-menu.ts: keyboard first, kept inside the window, gone on any click elsewhere.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { closeMenu, useOpenMenu } from '../stores/context-menu.ts';
import type { MenuEntry, OpenMenu } from '../stores/context-menu.ts';
import { closeThen } from './focus-after.ts';
import './menu.css';

/** Room to the window's edge. */
const MARGIN_PX = 6;

export function MenuLayer() {
  const menu = useOpenMenu();
  return menu === null ? null : <Menu key={`${menu.x},${menu.y},${menu.label}`} menu={menu} />;
}

function Menu({ menu }: { readonly menu: OpenMenu }) {
  const ref = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState({ left: menu.x, top: menu.y });

  useLayoutEffect(() => {
    const box = ref.current?.getBoundingClientRect();
    if (box === undefined) return;
    setAt({
      left: Math.max(MARGIN_PX, Math.min(menu.x, window.innerWidth - box.width - MARGIN_PX)),
      top: Math.max(MARGIN_PX, Math.min(menu.y, window.innerHeight - box.height - MARGIN_PX)),
    });
  }, [menu]);

  useEffect(() => {
    const before = document.activeElement;
    (items(ref.current).find(canChoose) ?? items(ref.current)[0])?.focus();
    window.addEventListener('blur', closeMenu);
    return () => {
      window.removeEventListener('blur', closeMenu);
      const inside = document.activeElement === document.body || document.activeElement === null;
      if (inside && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <section
      className="menu-layer"
      aria-label={menu.label}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) closeMenu();
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        closeMenu();
      }}
    >
      <div ref={ref} className="menu" role="menu" aria-label={menu.label} style={at} onKeyDown={onKeyDown}>
        {menu.entries.map((entry, index) => (
          <MenuRow key={index} entry={entry} />
        ))}
      </div>
    </section>
  );
}

function MenuRow({ entry }: { readonly entry: MenuEntry }) {
  if (entry.kind === 'separator') return <div className="menu-separator" role="separator" />;
  return (
    <button
      type="button"
      role="menuitem"
      className={`menu-item ${entry.tone ?? 'normal'}`}
      aria-disabled={entry.disabled === true}
      tabIndex={-1}
      onMouseEnter={(event) => {
        event.currentTarget.focus();
      }}
      onClick={() => {
        if (entry.disabled === true) return;
        closeThen(closeMenu, entry.run);
      }}
    >
      <span>{entry.label}</span>
      {entry.keys !== undefined && <small>{entry.keys}</small>}
    </button>
  );
}

function items(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
}

function canChoose(item: HTMLElement): boolean {
  return item.getAttribute('aria-disabled') !== 'true';
}

function focusItem(menu: HTMLElement | null, index: number): void {
  const all = items(menu);
  all[(index + all.length) % Math.max(1, all.length)]?.focus();
}

function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
  const menu = event.currentTarget;
  const at = items(menu).findIndex((item) => item === document.activeElement);
  switch (event.key) {
    case 'ArrowDown':
      focusItem(menu, at + 1);
      break;
    case 'ArrowUp':
      focusItem(menu, at - 1);
      break;
    case 'Home':
      focusItem(menu, 0);
      break;
    case 'End':
      focusItem(menu, -1);
      break;
    case 'Escape':
    case 'Tab':
      closeMenu();
      break;
    default: {
      if (event.key.length !== 1) return;
      const all = items(menu);
      const turned = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      turned.find((item) => item.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    }
  }
  if (event.key !== 'Enter' && event.key !== ' ') event.preventDefault();
  event.stopPropagation();
}
