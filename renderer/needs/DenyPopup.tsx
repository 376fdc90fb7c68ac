import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { Button } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import { strings } from '../strings.ts';
import styles from './DenyPopup.module.css';

const REASON_LIMIT = 2_048;

interface DenyPopupProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onDeny: (reason: string) => void;
  readonly trigger: ReactElement;
  /** Others of the same task that came or changed since it opened, and are not denied with it. */
  readonly since?: number;
}

/** Denying says why: one click for the usual reasons, or words of one's own. The agent reads them. */
export function DenyPopup({ open, onOpenChange, onDeny, trigger, since = 0 }: DenyPopupProps) {
  const [reason, setReason] = useState('');
  const first = useRef<HTMLButtonElement>(null);
  return (
    <Popup
      open={open}
      onOpenChange={onOpenChange}
      label={strings.card.denyTitle}
      trigger={trigger}
      initialFocus={first}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          onDeny(reason.trim());
        }}
      >
        <p className={styles.title}>
          {strings.card.denyTitle} <span>{strings.card.denyHint}</span>
        </p>
        {since === 0 ? null : (
          <p className={styles.since} role="status">
            {strings.approvals.since(since)}
          </p>
        )}
        <div className={styles.presets}>
          {strings.card.denyPresets.map((preset, index) => (
            <Button
              key={preset}
              small
              {...(index === 0 ? { ref: first } : {})}
              onClick={() => onDeny(preset)}
            >
              {preset}
            </Button>
          ))}
        </div>
        <textarea
          className={styles.reason}
          aria-label={strings.card.denyReason}
          placeholder={strings.card.denyReason}
          rows={2}
          maxLength={REASON_LIMIT}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
              event.preventDefault();
              onDeny(reason.trim());
            }
          }}
        />
        <div className={styles.send}>
          <Button look="primary" type="submit">
            {strings.card.denySend}
          </Button>
        </div>
      </form>
    </Popup>
  );
}
