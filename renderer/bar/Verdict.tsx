import {
  CircleCheck,
  CircleDashed,
  CircleDot,
  Contrast,
  EqualNot,
  Square,
  TriangleAlert,
  ShieldCheck,
  ShieldAlert,
  LoaderCircle,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useStore } from 'zustand';
import { safetyOf, verdictOf } from '../model/verdict.ts';
import type { VerdictTone } from '../model/verdict.ts';
import { Popup } from '../components/Popup.tsx';
import { store, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './Verdict.module.css';

const ICONS: Readonly<Record<VerdictTone, LucideIcon>> = {
  calm: CircleCheck,
  waiting: Contrast,
  conflict: EqualNot,
  failed: TriangleAlert,
  held: Square,
  quiet: CircleDashed,
};

/** Is everything in step? One phrase; a click lists what it means. */
export function Verdict() {
  const parts = useStore(
    store,
    useShallow(({ room }) => ({
      link: room.link,
      status: room.status,
      sessions: room.sessions,
      agents: room.agents,
      conflicts: room.conflicts,
      counts: room.counts,
    })),
  );
  const [open, setOpen] = useState(false);
  const verdict = verdictOf(parts);
  const Icon = ICONS[verdict.tone];
  return (
    <div className={styles.verdict}>
      <Popup
        open={open}
        onOpenChange={setOpen}
        label={strings.verdict.open}
        offset={14}
        trigger={
          <button
            type="button"
            className={styles.phrase}
            data-tone={verdict.tone}
            title={strings.verdict.open}
            disabled={verdict.lines.length === 0}
          >
            <Icon aria-hidden="true" />
            <span>{verdict.phrase}</span>
          </button>
        }
      >
        <dl className={styles.lines}>
          {verdict.lines.map((line) => {
            const LineIcon = line.tone === 'calm' ? CircleDot : ICONS[line.tone];
            return (
              <div key={`${line.subject} ${line.text}`} className={styles.line} data-tone={line.tone}>
                <LineIcon aria-hidden="true" />
                <dt>{line.subject}</dt>
                <dd>{line.text}</dd>
              </div>
            );
          })}
        </dl>
      </Popup>
      <div className={styles.more}>
        <span className={styles.aside} title={verdict.aside}>
          {verdict.aside}
        </span>
        <Safety />
      </div>
    </div>
  );
}

function Safety() {
  const status = useRoom((room) => room.status);
  const lost = useRoom((room) => room.link !== 'live');
  // What a lost window still shows is old: it vouches for nothing.
  if (status === null || lost) return null;
  const safety = safetyOf(status);
  const Icon = safety.tone === 'calm' ? ShieldCheck : safety.tone === 'waiting' ? LoaderCircle : ShieldAlert;
  return (
    <span
      className={styles.safety}
      data-tone={safety.tone}
      title={status.safe ? strings.safety.safeHint : strings.safety.writingHint}
    >
      <Icon aria-hidden="true" />
      <span className={styles.safetyText}>{safety.text}</span>
    </span>
  );
}
