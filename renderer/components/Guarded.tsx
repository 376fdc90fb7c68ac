import { Component } from 'react';
import type { ErrorInfo, ReactNode } from 'react';
import { strings } from '../strings.ts';
import { Button } from './Button.tsx';
import { CopyButton } from './CopyButton.tsx';
import { Empty } from './Empty.tsx';
import styles from './Guarded.module.css';

interface GuardedProps {
  readonly children: ReactNode;
  /** One line takes the place of what is small itself; over the rest, where it stood over it. */
  readonly slim?: boolean | 'over';
}

/** Keeps a fault where it happened, and says so. */
export class Guarded extends Component<GuardedProps, { readonly fault: Error | null }> {
  override state: { readonly fault: Error | null } = { fault: null };

  static getDerivedStateFromError(fault: Error): { readonly fault: Error } {
    return { fault };
  }

  override componentDidCatch(fault: Error, info: ErrorInfo): void {
    console.error(fault, info.componentStack);
  }

  override render(): ReactNode {
    const { children, slim } = this.props;
    const { fault } = this.state;
    if (fault === null) return children;
    const again = (
      <Button small={slim !== undefined} onClick={() => window.location.reload()}>
        {strings.problems.reload}
      </Button>
    );
    if (slim !== undefined)
      return (
        <p
          className={styles.slim}
          data-over={slim === 'over' || undefined}
          role="alert"
          title={fault.message}
        >
          <span>{strings.problems.crashed}</span>
          {again}
        </p>
      );
    return (
      <Empty title={strings.problems.crashed} text={strings.problems.crashedText}>
        {again}
        <details className={styles.details}>
          <summary>{strings.problems.details}</summary>
          <code data-selectable>{fault.message}</code>
          <CopyButton text={fault.message} label={strings.problems.copyDetails} />
        </details>
      </Empty>
    );
  }
}
