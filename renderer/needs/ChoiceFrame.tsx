import type { ReactNode } from 'react';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { usePointedAt } from './usePointedAt.ts';
import card from './Card.module.css';
import styles from './ChoiceFrame.module.css';

export interface Choice {
  readonly label: string;
  /** What it does, beside it. */
  readonly hint: string;
  /** Writes over something that its artist has not seen. */
  readonly grave?: boolean;
  readonly choose: () => void;
}

/** A card that asks, with every answer and what it does beside it: nobody has to try one to find out. */
export function ChoiceFrame({
  card: key,
  kind,
  icon,
  title,
  problem,
  disabled,
  choices,
  children,
}: {
  readonly card: string;
  /** Of the card, for its looks. */
  readonly kind: 'hands' | 'file' | 'copy';
  readonly icon: ReactNode;
  readonly title: ReactNode;
  readonly problem: string | null;
  readonly disabled: boolean;
  readonly choices: readonly Choice[];
  readonly children: ReactNode;
}) {
  const element = usePointedAt(key);
  const titleId = `title ${key}`.replaceAll(/[^\w-]/gu, '-');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what points at a card gives it the focus
    <article
      ref={element}
      className={card.card}
      data-kind={kind}
      tabIndex={0}
      data-card={key}
      aria-labelledby={titleId}
    >
      <header className={card.question}>
        <span className={card.icon} aria-hidden="true">
          {icon}
        </span>
        <h3 id={titleId} className={card.title}>
          {title}
        </h3>
      </header>
      {children}
      <Problem text={problem} />
      {choices.length === 0 ? null : (
        <dl className={styles.choices} data-stacked={kind === 'copy' || undefined}>
          {choices.map(({ label, hint, grave, choose }, index) => (
            <div key={label} className={styles.choice}>
              <dt>
                <Button
                  small
                  look={index === 0 ? 'primary' : 'plain'}
                  disabled={disabled}
                  aria-description={hint}
                  onClick={choose}
                >
                  <span className={styles.label}>{label}</span>
                </Button>
              </dt>
              <dd data-grave={grave || undefined}>{hint}</dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  );
}
