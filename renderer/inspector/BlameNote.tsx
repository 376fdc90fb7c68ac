import { Undo2 } from 'lucide-react';
import type { BlameView } from '#app/control-room/index.ts';
import { facetValue } from '#app/scene/index.ts';
import type { Facet, SceneObject } from '#app/scene/index.ts';
import { IconButton } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useTakeBack } from '../components/useTakeBack.ts';
import { actorPhrase } from '../model/actors.ts';
import { valueRows } from '../model/facets.ts';
import { firstTaken } from '../model/taking-back.ts';
import { formatCount } from '../numbers.ts';
import { selectChange } from '../store/actions.ts';
import { useIsClosed, useReading, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Taken } from './TakeBack.tsx';
import styles from './BlameNote.module.css';

interface BlameNoteProps {
  readonly object: SceneObject;
  readonly blame: readonly BlameView[] | null;
  /** The facet whose field has the focus; null shows the one that was set last. */
  readonly facet: Facet | null;
}

/** Who set a value last, in which version, why, approved by whom, and what it was before. */
export function BlameNote({ object, blame, facet }: BlameNoteProps) {
  const reading = useReading();
  const newest = [...(blame ?? [])].sort((a, b) => b.revision - a.revision)[0];
  const shown = facet === null ? newest : blame?.find((each) => each.facet === facet);
  // What was said of the taking back stays in view when that is confirmed, and is who set this last.
  const firstOf = useRoom((room) => (shown === undefined ? 0 : firstTaken(room.changes, shown.revision)));
  if (shown === undefined) {
    return (
      <p className={styles.note} data-none>
        {blame === null ? '' : blame.length === 0 ? strings.inspector.unknown : strings.inspector.never}
      </p>
    );
  }
  const known = shown.facet as Facet;
  const now = facetValue({ objects: new Map([[object.id, object]]) }, object.id, known) ?? null;
  const rows =
    shown.before === null || known === 'existence'
      ? []
      : valueRows(object.id, known, shown.before.value, now, reading);
  return (
    <div className={styles.note} role="note" aria-label={strings.inspector.whoSet}>
      <p className={styles.who}>
        <strong>{rows[0]?.what ?? titleOf(known)}</strong>
        {rows[0] === undefined ? '' : ` ${rows[0].after}`}: <strong>{actorPhrase(shown.actor)}</strong>,{' '}
        <button
          type="button"
          className={styles.version}
          onClick={() => selectChange(shown.intent, [object.id])}
        >
          {formatCount(shown.revision)}
        </button>
      </p>
      <p>
        {[
          ...rows.map((row) =>
            strings.inspector.before(rows.length > 1 ? `${row.what} ${row.before}` : row.before),
          ),
          ...(shown.approvedBy === null ? [] : [approvedBy(shown.approvedBy)]),
          ...(shown.edited === true ? [strings.approvals.blame.edited] : []),
        ].join(', ')}
      </p>
      {shown.why === '' ? null : <p className={styles.why}>“{shown.why}”</p>}
      <TakeBackIcon key={firstOf} n={shown.revision} />
    </div>
  );
}

/** The click of a person, or what they had allowed beforehand. */
function approvedBy(by: string): string {
  const words = strings.approvals.blame;
  if (by === 'grant') return words.freeHand;
  return by === 'rule' ? words.rule : strings.inspector.approvedBy;
}

function TakeBackIcon({ n }: { readonly n: number }) {
  const { busy, problem, taken, run } = useTakeBack(n);
  const closed = useIsClosed();
  return (
    <>
      <span className={styles.back}>
        <IconButton
          label={strings.takeBack.changeLabel(formatCount(n))}
          title={closed ? strings.inspector.held : strings.takeBack.hint}
          disabled={busy || closed}
          onClick={() => void run()}
        >
          <Undo2 aria-hidden="true" />
        </IconButton>
      </span>
      <Taken taken={taken} />
      <Problem text={problem} />
    </>
  );
}

function titleOf(facet: Facet): string {
  if (facet.startsWith('property:')) return facet.slice('property:'.length);
  const titles: Readonly<Record<string, string>> = {
    existence: strings.facets.existence,
    name: strings.facets.name,
    parent: strings.facets.parent,
    transform: strings.facets.transform,
    visibility: strings.facets.visibility,
  };
  return titles[facet] ?? facet;
}
