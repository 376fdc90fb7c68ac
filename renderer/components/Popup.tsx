import { Popover } from '@base-ui/react/popover';
import type { ReactElement, ReactNode, RefObject } from 'react';
import styles from './Popup.module.css';

interface PopupProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** The button that it opens from. */
  readonly trigger: ReactElement;
  /** Named for screen readers. */
  readonly label: string;
  readonly children: ReactNode;
  readonly align?: 'start' | 'end';
  /** Pixels between the button and the panel. */
  readonly offset?: number;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  /** Whether the focus goes back to the button when it closes; it does where this is not said. */
  readonly returnsFocus?: () => boolean;
}

/** A small panel beside its button. Never modal, and always below the bar, so that it cannot cover the override. */
export function Popup({
  open,
  onOpenChange,
  trigger,
  label,
  children,
  align = 'start',
  offset = 6,
  initialFocus,
  returnsFocus,
}: PopupProps) {
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner
          className={styles.positioner}
          side="bottom"
          align={align}
          sideOffset={offset}
          collisionPadding={8}
        >
          <Popover.Popup
            className={styles.popup}
            aria-label={label}
            {...(initialFocus === undefined ? {} : { initialFocus })}
            {...(returnsFocus === undefined ? {} : { finalFocus: returnsFocus })}
          >
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
