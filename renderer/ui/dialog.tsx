// A modal dialog on the native element: it keeps the focus inside, gives it back, and closes on Escape.
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly width?: 'narrow' | 'medium' | 'wide';
  /** A palette shows no heading; its name is still there for a screen reader. */
  readonly heading?: 'shown' | 'hidden';
  readonly place?: 'middle' | 'top';
}

export function Dialog(props: DialogProps) {
  const { title, onClose, children, width = 'narrow', heading = 'shown', place = 'middle' } = props;
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return undefined;
    const before = document.activeElement;
    dialog.showModal();
    // React focuses `autoFocus` before the dialog is shown, when nothing in it can take the focus, and does not write
    // the attribute that showModal looks for: without this the first focusable element would have the keys.
    dialog.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    return () => {
      dialog.close();
      // The opener may have gone (a menu); then the terminal or the page keeps the keys.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      className={`dialog ${width} ${place}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className="dialog-box">
        <h2 id={titleId} className={heading === 'shown' ? 'dialog-title' : 'visually-hidden'}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}
