// The edge of the side list: dragged with the mouse, moved with the arrow keys, put back by double click.
import { useRef } from 'react';
import type { PointerEvent } from 'react';
import './splitter.css';

interface SplitterProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
  /** Called when a drag or key press is over: the moment to store it. */
  readonly onCommit: (value: number) => void;
  readonly onReset: () => void;
}

const KEY_STEP_PX = 16;

export function Splitter({ label, value, min, max, onChange, onCommit, onReset }: SplitterProps) {
  const drag = useRef<{ readonly startX: number; readonly startValue: number } | null>(null);
  const clamp = (next: number): number => Math.round(Math.max(min, Math.min(max, next)));
  const dragged = (event: PointerEvent): number | null => {
    const from = drag.current;
    return from === null ? null : clamp(from.startValue + event.clientX - from.startX);
  };
  return (
    <div
      className="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { startX: event.clientX, startValue: value };
      }}
      onPointerMove={(event) => {
        const next = dragged(event);
        if (next !== null) onChange(next);
      }}
      onPointerUp={(event) => {
        const next = dragged(event);
        drag.current = null;
        if (next !== null) onCommit(next);
      }}
      onDoubleClick={onReset}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowLeft' ? -KEY_STEP_PX : event.key === 'ArrowRight' ? KEY_STEP_PX : 0;
        if (step !== 0) onCommit(clamp(value + step));
      }}
    />
  );
}
