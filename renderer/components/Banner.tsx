import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { isDiskFull } from '../model/verdict.ts';
import { formatCount } from '../numbers.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Button } from './Button.tsx';
import { useAsk } from './useAsk.ts';
import styles from './Banner.module.css';

/** A line under the bar for what concerns everything: a ledger that takes nothing, a window that lost main. */
export function Banner() {
  const link = useRoom((room) => room.link);
  const ledger = useRoom((room) => room.status?.ledger ?? null);
  const isCopy = useRoom((room) => room.status !== null && room.status.copy !== null);
  const words = strings.banner;
  /** The version for which the first click was made: another one wants its own. */
  const [sureOf, setSureOf] = useState<number | null>(null);
  const goOnFrom = ledger?.goOnFrom ?? null;
  const sure = goOnFrom !== null && goOnFrom === sureOf;
  let lead: string | null = null;
  let text = '';
  if (link === 'lost') {
    lead = words.lost;
    text = words.lostText;
  } else if (ledger?.state === 'read_only' && !isCopy) {
    const good =
      ledger.lastGoodSnapshot === null ? '' : ` ${words.lastGood(formatCount(ledger.lastGoodSnapshot))}`;
    lead = words.readOnly;
    text = sure
      ? words.goOnText
      : ledger.loss === null
        ? words.readOnlyText(ledger.problem?.message ?? '') + good
        : words.lossText(formatCount(ledger.loss.found));
  } else if (ledger?.state === 'outcome_unknown') {
    lead = words.unknown;
    text = words.unknownText;
  } else if (ledger?.state === 'stalled') {
    const full = isDiskFull({ ledger });
    lead = full ? words.full : words.stalled;
    text = full ? words.fullText : words.stalledText(ledger.problem?.message ?? '');
  }
  // The place stays, so that the grid's rows do and a live region is there before it speaks.
  return (
    <div className={styles.place} role="status">
      {lead === null ? null : (
        <p className={styles.banner}>
          <TriangleAlert aria-hidden="true" />
          <span data-selectable>
            <strong>{lead}</strong> {text}
          </span>
          {ledger === null || link === 'lost' ? null : ledger.loss !== null ? (
            <AcceptLoss lostThrough={ledger.loss.lostThrough} />
          ) : goOnFrom !== null ? (
            <GoOn revision={goOnFrom} sure={sure} onSure={() => setSureOf(goOnFrom)} />
          ) : null}
        </p>
      )}
    </div>
  );
}

/** Two clicks, the second under what it means: a new history starts, and the damaged one is left as it is. */
function GoOn({
  revision,
  sure,
  onSure,
}: {
  readonly revision: number;
  readonly sure: boolean;
  readonly onSure: () => void;
}) {
  const { busy, problem, run } = useAsk();
  const words = strings.banner;
  return (
    <>
      {problem === null ? null : <span>{problem}</span>}
      <Button small disabled={busy} onClick={() => (sure ? void run('go_on', { revision }) : onSure())}>
        {sure ? words.goOnSure : words.goOn(formatCount(revision))}
      </Button>
    </>
  );
}

/** Two clicks, since it cannot be taken back: confirmed changes are given up for good, and it is recorded. */
function AcceptLoss({ lostThrough }: { readonly lostThrough: number }) {
  const [sure, setSure] = useState(false);
  const { busy, problem, run } = useAsk();
  return (
    <>
      {problem === null ? null : <span>{problem}</span>}
      <Button
        small
        disabled={busy}
        onClick={() => (sure ? void run('accept_loss', { lostThrough }) : setSure(true))}
      >
        {sure ? strings.banner.acceptLossSure : strings.banner.acceptLoss}
      </Button>
    </>
  );
}
