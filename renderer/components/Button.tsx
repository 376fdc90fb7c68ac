import type { ComponentPropsWithRef, ReactNode } from 'react';
import { Keys } from './Keys.tsx';
import styles from './Button.module.css';

interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'className' | 'disabled'> {
  readonly look?: 'plain' | 'primary' | 'quiet';
  readonly small?: boolean;
  /** The keys that do the same, shown behind the label. */
  readonly hint?: readonly string[];
  /** Stays in the tab order, so that a person can find it and learn why it does nothing. */
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

/** A push button. A disabled one keeps the focus and ignores clicks. */
export function Button({
  look = 'plain',
  small = false,
  hint,
  disabled = false,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`${styles.button} ${styles[look]} ${small ? styles.small : ''}`}
      data-look={look}
      aria-disabled={disabled || undefined}
      onClick={(event) => {
        if (disabled) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
      {hint === undefined ? null : (
        <span className={styles.hint} aria-hidden="true">
          <Keys keys={hint} />
        </span>
      )}
    </button>
  );
}

/** A button that is only an icon; its name is for those who do not see it, and for hovering. */
export function IconButton({
  label,
  children,
  ...rest
}: Omit<ButtonProps, 'look' | 'hint' | 'small'> & { readonly label: string }) {
  const { disabled = false, onClick, ...others } = rest;
  return (
    <button
      type="button"
      title={label}
      {...others}
      className={styles.icon}
      aria-label={label}
      aria-disabled={disabled || undefined}
      onClick={(event) => {
        if (disabled) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
    </button>
  );
}
