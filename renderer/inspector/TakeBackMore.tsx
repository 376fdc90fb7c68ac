import { useState } from 'react';
import type { ChangeView, RequestBody, UndoView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { actorPhrase } from '../model/actors.ts';
import { useIsClosed, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Taken } from './TakeBack.tsx';
import styles from './TakeBackMore.module.css';

type Kind = 'actor' | 'task' | 'object';

interface Found {
  readonly changes: readonly number[];
  readonly view: UndoView;
}

/** Beside a confirmed change: takes back all like it – of its author, of its task, of its object – in a span of versions. */
export function TakeBackMore({ change, n }: { readonly change: ChangeView; readonly n: number }) {
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState<number | null>(null);
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
          onDone={(count) => {
            setOpen(false);
            setDone(count);
          }}
        />
      </Popup>
      <span role="status" className={styles.done}>
        {done === null ? '' : words.done(done)}
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
  readonly onDone: (count: number) => void;
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
  const [found, setFound] = useState<Found | 'none' | null>(null);
  const { busy, problem, run } = useAsk();
  const words = strings.takeBackMore;
  const span = [numberOf(from), numberOf(to)] as const;

  const again = (): void => setFound(null);
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
    const { changes } = matching;
    if (changes.length === 0) return setFound('none');
    const view = await run('preview_undo', { changes: [...changes] });
    setFound(view === null ? null : { changes, view });
  };
  const take = async ({ changes, view }: Found): Promise<void> => {
    const reason = words.reason(changes.length, String(changes.at(-1)), String(changes[0]));
    const body = { id: crypto.randomUUID(), changes: [...changes], at: view.at, reason };
    if ((await run('undo_changes', body)) === null) again();
    else onDone(changes.length);
  };
  const shown = found === null || found === 'none' ? null : found;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void (shown === null ? look() : take(shown));
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
      {found === 'none' ? <p className={styles.none}>{words.none}</p> : null}
      {shown === null ? (
        <Button type="submit" disabled={busy || span.includes(null)}>
          {busy ? strings.versions.looking : strings.versions.look}
        </Button>
      ) : (
        <>
          <p className={styles.summary}>{words.found(shown.changes.length)}</p>
          <Taken taken={shown.view} />
          <Button type="submit" look="primary" disabled={busy || shown.view.operations === 0}>
            {words.take(shown.changes.length)}
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
