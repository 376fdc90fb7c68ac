import { CircleCheck, Moon, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { AwayAnswer, AwayItem } from '#app/control-room/index.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { Empty } from '../components/Empty.tsx';
import { Mark } from '../components/Mark.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { useReturnFocus } from '../components/useReturnFocus.ts';
import { actorPhrase, toneOf } from '../model/actors.ts';
import { spanWords } from '../model/away.ts';
import { formatCount } from '../numbers.ts';
import { openAway } from '../store/actions.ts';
import { useDesk, useIsClosed, useRoom } from '../store/store.ts';
import { say } from '../store/undo.ts';
import { strings } from '../strings.ts';
import { AwayRow } from './AwayRow.tsx';
import { TakingBack } from './TakingBack.tsx';
import { useAway } from './useAway.ts';
import { keyOf, nameOf, useTakingBackAway } from './useTakingBackAway.ts';
import type { Target } from './useTakingBackAway.ts';
import styles from './Away.module.css';

/** What others changed meanwhile, over the foot of the scene. It opens when a person asks for it, and Esc puts it away. */
export function AwaySheet() {
  const isOpen = useDesk((desk) => desk.away);
  const held = useRoom((room) => room.status !== null && room.status.halted !== null);
  // Nobody was away from a copy.
  const isCopy = useRoom((room) => room.status !== null && room.status.copy !== null);
  // The halt panel takes this place meanwhile.
  return isOpen && !held && !isCopy ? <Sheet /> : null;
}

function Sheet() {
  const sheet = useRef<HTMLElement>(null);
  const { answer, problem, again } = useAway();
  const { busy, problem: notKept, run } = useAsk();
  const words = strings.away;
  useReturnFocus(sheet, 'stage');
  useEffect(() => sheet.current?.focus(), []);
  const keep = async (what: { readonly objects?: string[]; readonly actor?: string }): Promise<void> => {
    if (answer === null) return;
    // What had the focus is gone with its row.
    sheet.current?.focus();
    if ((await run('keep_away', { to: answer.view.to, ...what })) !== null) again();
  };
  return (
    <section
      ref={sheet}
      className={styles.sheet}
      role="dialog"
      data-cover
      aria-modal="false"
      aria-label={words.title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') openAway(false);
      }}
    >
      <header className={styles.head}>
        <Moon aria-hidden="true" />
        <h3>{words.title}</h3>
        {answer === null ? null : <Span answer={answer} />}
        <IconButton label={strings.common.close} onClick={() => openAway(false)}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      <Problem text={problem ?? notKept} />
      {answer === null ? (
        problem === null ? (
          <p className={styles.quiet}>{words.reading}</p>
        ) : null
      ) : answer.view.objects + answer.view.back === 0 ? (
        <Empty
          icon={<CircleCheck />}
          title={answer.span === null ? words.noneHere : words.none}
          text={words.noneText(formatCount(answer.view.to))}
        />
      ) : (
        <Changed
          answer={answer}
          busy={busy}
          onKeep={(what) => void keep(what)}
          // What had the focus is gone; the row goes once it is confirmed.
          onTaken={() => sheet.current?.focus()}
          again={again}
        />
      )}
    </section>
  );
}

function Span({ answer: { span, view } }: { readonly answer: AwayAnswer }) {
  const words = strings.away;
  const versions = words.versions(formatCount(view.from), formatCount(view.to));
  return <span className={styles.span}>{span === null ? versions : `${spanWords(span)} · ${versions}`}</span>;
}

function Changed({
  answer,
  busy,
  onKeep,
  onTaken,
  again,
}: {
  readonly answer: AwayAnswer;
  readonly busy: boolean;
  readonly onKeep: (what: { readonly objects?: string[]; readonly actor?: string }) => void;
  readonly onTaken: () => void;
  readonly again: () => void;
}) {
  const { view, span } = answer;
  const closed = useIsClosed();
  const takingBack = useTakingBackAway(answer, again);
  const words = strings.away;
  const take = async (target: Target): Promise<void> => {
    if (!(await takingBack.take(target))) return;
    say(words.took(nameOf(target)));
    onTaken();
  };
  const looked = (target: Target) =>
    takingBack.key === keyOf(target) ? (
      <TakingBack
        found={takingBack.found}
        busy={takingBack.busy}
        problem={takingBack.problem}
        onTake={() => void take(target)}
        onCancel={takingBack.cancel}
      />
    ) : null;
  const isMany = view.authors.length + view.otherAuthors > 1;
  return (
    <div className={styles.body}>
      <ul className={styles.authors} aria-label={words.authors}>
        {view.authors.map(({ actor, objects }) => {
          const target: Target = { kind: 'author', actor };
          const name = actorPhrase(actor);
          return (
            <li key={actor.id} className={styles.author}>
              <Mark tone={toneOf(actor)} />
              <b>{name}</b>
              <span className={styles.count}>{words.author(objects)}</span>
              {isMany ? (
                <Button
                  small
                  look="quiet"
                  disabled={busy}
                  aria-label={words.keepAllOf(name)}
                  onClick={() => onKeep({ actor: actor.id })}
                >
                  {words.keep}
                </Button>
              ) : null}
              <Button
                small
                look="quiet"
                disabled={closed || takingBack.busy}
                aria-label={words.takeBackAllOf(name)}
                title={closed ? strings.inspector.held : words.takeBackListedHint}
                onClick={() => void takingBack.look(target)}
              >
                {words.takeBack}
              </Button>
              {looked(target)}
            </li>
          );
        })}
        {view.otherAuthors === 0 ? null : (
          <li className={styles.count}>{words.moreAuthors(view.otherAuthors)}</li>
        )}
      </ul>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
      <ul className={styles.list} aria-label={words.list} tabIndex={0}>
        {view.items.map((item: AwayItem) => (
          <AwayRow
            key={item.id}
            item={item}
            closed={closed || takingBack.busy}
            busy={busy}
            onKeep={() => onKeep({ objects: [item.id] })}
            onTakeBack={() => void takingBack.look({ kind: 'object', item })}
          >
            {looked({ kind: 'object', item })}
          </AwayRow>
        ))}
      </ul>
      <footer className={styles.foot}>
        <p className={styles.quiet}>
          {[
            ...(view.back > 0 ? [words.back(view.back)] : []),
            ...(view.objects > view.items.length ? [words.unlisted(view.items.length, view.objects)] : []),
            span?.without === 'own_in_engines' ? words.ownLeftOut : words.ownHereLeftOut,
          ].join(' ')}
        </p>
        <Button look="primary" disabled={busy} title={words.keepHint} onClick={() => onKeep({})}>
          {words.keepAll}
        </Button>
      </footer>
    </div>
  );
}
