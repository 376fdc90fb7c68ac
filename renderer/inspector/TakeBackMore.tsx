import { useState } from 'react';
import type { ChangeView, RequestBody } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import { Problem } from '../components/Problem.tsx';
import { actorPhrase } from '../model/actors.ts';
import { useIsClosed, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Taken } from './TakeBack.tsx';
import { ByPieces } from './ByPieces.tsx';
import { useUndoing } from './useUndoing.ts';
import type { Found } from './useUndoing.ts';
import styles from './TakeBackMore.module.css';

type Kind = 'actor' | 'task' | 'object';

/** Beside a confirmed change: takes back all like it – of its author, of its task, of its object – in a span of versions. */
export function TakeBackMore({ change, n }: { readonly change: ChangeView; readonly n: number }) {
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState<Found | null>(null);
  const closed = useIsClosed();
  const words = strings.takeBackMore;
  return (
    <>
      <Popup
        open={open}
        onOpenChange={(next) => {
          setOpen(next && !closed);
          if (next) setDone(null);
        }}
        label={words.title}
        trigger={
          <Button small disabled={closed} title={closed ? strings.inspector.held : words.title}>
            {words.open}
          </Button>
        }
      >
        <Form
          change={change}
          n={n}
          onDone={(taken) => {
            setOpen(false);
            setDone(taken);
          }}
        />
      </Popup>
      <span role="status" className={styles.done}>
        {done === null ? '' : words.done(done.changes.length, done.view.pieces)}
      </span>
    </>
  );
}

function Form({
  change,
  n,
  onDone,
}: {
  readonly change: ChangeView;
  readonly n: number;
  readonly onDone: (taken: Found) => void;
}) {
  const newest = useRoom((room) => room.status?.revision ?? n);
  const [object] = change.objects;
  const name = useRoom((room) => (object === undefined ? undefined : room.scene.objects.get(object)?.name));
  const kinds: readonly Kind[] = [
    'actor',
    ...(change.actor.kind === 'agent' ? (['task'] as const) : []),
    ...(change.objects.length === 1 ? (['object'] as const) : []),
  ];
  const [picked, setPicked] = useState<ReadonlySet<Kind>>(new Set(['actor']));
  const [from, setFrom] = useState(String(n));
  const [to, setTo] = useState(String(newest));
  const [isNone, setNone] = useState(false);
  const [hasMore, setMore] = useState(false);
  const undoing = useUndoing();
  const { busy, problem, run, found } = undoing;
  const words = strings.takeBackMore;
  const span = [numberOf(from), numberOf(to)] as const;

  const again = (): void => {
    setNone(false);
    undoing.again();
  };
  const look = async (): Promise<void> => {
    const [first, last] = span;
    if (first === null || last === null || busy) return;
    const which: RequestBody<'find_changes'> = {
      from: first,
      to: last,
      ...(picked.has('actor') ? { actor: change.actor.id } : {}),
      ...(picked.has('task') ? { taskOf: n } : {}),
      ...(picked.has('object') && object !== undefined ? { object } : {}),
    };
    const matching = await run('find_changes', which);
    if (matching === null) return;
    const { changes, more } = matching;
    setMore(more);
    if (changes.length === 0) setNone(true);
    else await undoing.look(changes);
  };
  const take = async (seen: Found): Promise<void> => {
    if (await undoing.take(seen)) onDone(seen);
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void (found === null ? look() : take(found));
      }}
    >
      <fieldset className={styles.kinds}>
        <legend>{words.which}</legend>
        {kinds.map((kind) => (
          <label key={kind}>
            <input
              type="checkbox"
              checked={picked.has(kind)}
              onChange={(event) => {
                const next = new Set(picked);
                if (event.currentTarget.checked) next.add(kind);
                else next.delete(kind);
                setPicked(next);
                again();
              }}
            />
            {kind === 'actor'
              ? words.by(actorPhrase(change.actor))
              : kind === 'task'
                ? words.task
                : words.of(name ?? strings.change.deletedObject)}
          </label>
        ))}
      </fieldset>
      <div className={styles.span}>
        {(
          [
            [words.from, from, setFrom],
            [words.to, to, setTo],
          ] as const
        ).map(([label, value, set]) => (
          <label key={label}>
            <span>{label}</span>
            <input
              type="text"
              inputMode="numeric"
              value={value}
              onChange={(event) => {
                set(event.currentTarget.value);
                again();
              }}
            />
          </label>
        ))}
      </div>
      {isNone ? <p className={styles.none}>{words.none}</p> : null}
      {found === null ? (
        <Button type="submit" disabled={busy || span.includes(null)}>
          {busy ? strings.versions.looking : strings.versions.look}
        </Button>
      ) : (
        <>
          <p className={styles.summary}>{words.found(found.changes.length)}</p>
          {hasMore ? <p className={styles.bound}>{words.more(found.changes.length)}</p> : null}
          <Taken taken={found.view} />
          <ByPieces pieces={found.view.pieces} />
          <Button type="submit" look="primary" disabled={busy || found.view.operations === 0}>
            {words.take(found.changes.length)}
          </Button>
        </>
      )}
      <Problem text={problem} />
    </form>
  );
}

function numberOf(text: string): number | null {
  const digits = text.replaceAll(/\s/gu, '');
  return /^[1-9]\d{0,14}$/u.test(digits) ? Number(digits) : null;
}
