// The buttons: one primary where there is one thing to do, plain ones beside it, icons where room is short.
import type { ComponentProps, ReactNode } from 'react';
import './button.css';

interface ButtonProps extends ComponentProps<'button'> {
  readonly tone?: 'plain' | 'primary' | 'danger';
}

export function Button({ tone = 'plain', className = '', ...rest }: ButtonProps) {
  return <button type="button" className={`button ${tone} ${className}`} {...rest} />;
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'children'> {
  readonly label: string;
  /** The shortcut, shown in the tooltip. */
  readonly keys?: string | undefined;
  readonly children: ReactNode;
}

export function IconButton({ label, keys, className = '', children, ...rest }: IconButtonProps) {
  const title = keys === undefined || keys === '' ? label : `${label} (${keys})`;
  return (
    <button type="button" className={`icon-button ${className}`} aria-label={label} title={title} {...rest}>
      {children}
    </button>
  );
}
