import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Hourglass } from 'lucide-react';
import type { AskedBecause, WaitingView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Mark } from '../components/Mark.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { engineNames, laneLabel, toneOf } from '../model/actors.ts';
import { taskOf, waitingOf } from '../model/allowing.ts';
import { formatCount } from '../numbers.ts';
import { draftFor, newDraft } from '../model/steps.ts';
import type { Draft } from '../model/steps.ts';
import { togetherOf } from '../model/together.ts';
import { isShortcut, useKeys } from '../shortcuts.ts';
import { noteTogether, notTogether, selectChange, showObjects } from '../store/actions.ts';
import { store, useDesk, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { AdjustSteps } from './AdjustSteps.tsx';
import { CardRows } from './CardRows.tsx';
import { DenyPopup } from './DenyPopup.tsx';
import { MorePopup } from './MorePopup.tsx';
import { Reach } from './Reach.tsx';
import { ShelfKeeps } from './ShelfKeeps.tsx';
import { useGuard } from './useGuard.ts';
import { Variants } from './Variants.tsx';
import { usePointedAt } from './usePointedAt.ts';
import styles from './Card.module.css';

const asksWords = ({ code, most }: AskedBecause): string => strings.approvals.asks[code](most ?? 0);

/** Enough of the hash to tell two apart by eye; all of it is sent. */
const SHOWN_HASH_DIGITS = 8;

/**
 * A suggestion: who asks, for which task and why (its own words, as text), what would change, how grave that is, and the
 * answer. Approving sends the hash of what is shown here, so a card that changed meanwhile approves nothing (R29).
 */
export function ApprovalCard({
  waiting: fed,
  closed: cardClosed,
}: {
  readonly waiting: WaitingView;
  readonly closed: boolean;
}) {
  const element = usePointedAt(fed.id);
  const keysOf = useKeys();
  /** Of a suggestion of many steps, all of them, read on request; not for what the card has become since. */
  const [read, setRead] = useState<{ readonly of: WaitingView; readonly whole: WaitingView } | null>(null);
  const waiting = read?.of === fed ? read.whole : fed;
  const { hash } = waiting;
  // Once all of it is read, the button below the hand is another.
  const guarded = useGuard(String(hash));
  const selected = useDesk((desk) => desk.change === waiting.id);
  const { busy, problem, run } = useAsk();
  /** It alone, or those of its task that were shown when it was asked for. */
  const [denying, setDenying] = useState<'one' | readonly WaitingView[] | null>(null);
  const [more, setMore] = useState(false);
  /** The card is open step by step, with what the person has made of it so far. */
  const [begun, setBegun] = useState<Draft | null>(null);
  const [stayed, setStayed] = useState<string | null>(null);
  const denyButton = useRef<HTMLButtonElement>(null);
  const destructive = waiting.class === 'destructive';
  const decided = waiting.state !== 'awaiting_approval';
  const closed = guarded || busy || cardClosed || decided;

  const readWhole = async (): Promise<void> => {
    const whole = await run('read_card', { id: fed.id });
    if (whole !== null) setRead({ of: fed, whole });
  };
  const approve = (): void => {
    if (closed) return;
    if (hash === null) void readWhole();
    else void run('approve', { id: waiting.id, hash });
  };
  const approveTask = async (cards: readonly WaitingView[]): Promise<void> => {
    const shown = cards.flatMap((each) => (each.hash === null ? [] : [{ id: each.id, hash: each.hash }]));
    const together = togetherOf(cards);
    if (together !== null) noteTogether(together);
    const answer = await run('approve_task', {
      agent: waiting.actor.id,
      task: waiting.task,
      cards: shown,
    });
    if (together !== null) notTogether(together.key, new Set((answer?.left ?? shown).map(({ id }) => id)));
    const [first] = answer?.left ?? [];
    setStayed(
      first === undefined ? null : strings.approvals.left(answer?.left.length ?? 0, first.reason.message),
    );
  };
  const deny = async (reason: string): Promise<void> => {
    const { actor, task } = waiting;
    const { room } = store.getState();
    const answer =
      denying === null || denying === 'one'
        ? await run('deny', { id: waiting.id, reason })
        : await run('deny_task', { agent: actor.id, task, ids: waitingOf(denying, room.waiting), reason });
    if (answer !== null) setDenying(null);
  };
  const since = useRoom(({ waiting: all }) =>
    denying === null || denying === 'one'
      ? 0
      : taskOf(all, waiting).all.length - waitingOf(denying, all).length,
  );
  const draft = begun === null || hash === null || decided ? null : draftFor(begun, hash, waiting.operations);
  const isTyping = denying !== null || more || draft !== null;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    // Keys typed into the reason bubble here through the portal; they are words, not answers.
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || isTyping)
      return;
    if (event.repeat || closed) return;
    if (isShortcut(event, destructive && hash !== null ? 'approve_deletion' : 'approve')) approve();
    else if (isShortcut(event, 'deny')) setDenying('one');
    else if (isShortcut(event, 'more') && hash !== null) setMore(true);
    else return;
    event.preventDefault();
  };

  const kind = strings.classes[waiting.class];
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a card takes the focus so that its keys act on it alone
    <article
      ref={element}
      className={styles.card}
      tabIndex={0}
      data-card={waiting.id}
      aria-label={strings.card.label(laneLabel(waiting.actor), waiting.task ?? '')}
      data-selected={selected || undefined}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === event.currentTarget && !selected) selectChange(waiting.id);
      }}
    >
      <header className={styles.head}>
        <Mark tone={toneOf(waiting.actor)} hollow={waiting.agentGone} />
        <strong className={styles.who}>{laneLabel(waiting.actor)}</strong>
        {waiting.task === null ? null : <span className={styles.task}>{waiting.task}</span>}
        {hash === null ? null : (
          <span
            className={styles.binding}
            title={`${strings.card.bindingHint} (${strings.card.basis(formatCount(waiting.base))})\n${hash}`}
            aria-label={strings.card.binding(hash.slice(0, SHOWN_HASH_DIGITS))}
            role="note"
          >
            {hash.slice(0, SHOWN_HASH_DIGITS)}
          </span>
        )}
      </header>
      <blockquote className={styles.reason} data-selectable>
        {waiting.reason === '' ? strings.card.noReason : `“${waiting.reason}”`}
      </blockquote>
      {draft !== null ? null : <CardRows shown={waiting} onObjects={showObjects} />}
      {hash === null ? (
        <p className={styles.note}>
          {strings.card.firstSteps(waiting.operations.length, waiting.of.operations)}
        </p>
      ) : null}
      <p className={styles.gravity}>
        <span className={styles.class} data-class={waiting.class}>
          <b aria-hidden="true">{kind.sign}</b> {kind.words}
          {destructive ? ` · ${strings.card.alwaysAsks}` : ''}
          {waiting.asks === undefined ? '' : ` · ${asksWords(waiting.asks)}`}
        </span>
        <Reach waiting={waiting} />
      </p>
      {destructive ? <ShelfKeeps changes={waiting.changes} /> : null}
      {waiting.held === null ? null : (
        <p className={styles.wait}>
          <Hourglass aria-hidden="true" />
          {waiting.held.message}
        </p>
      )}
      {waiting.waitedFor.length === 0 ? null : (
        <p className={styles.note}>{strings.hands.waited(engineNames(waiting.waitedFor))}</p>
      )}
      {decided ? null : <Variants waiting={fed} />}
      {waiting.agentGone && waiting.actor.kind === 'agent' ? (
        <p className={styles.note}>{strings.card.agentGone}</p>
      ) : null}
      <Problem text={problem ?? stayed} />
      {draft !== null ? (
        <AdjustSteps
          waiting={waiting}
          draft={draft}
          closed={closed}
          onDraft={setBegun}
          onApprove={(adjusted) => void run('approve_adjusted', adjusted)}
          onCancel={() => {
            setBegun(null);
            element.current?.focus();
          }}
        />
      ) : decided ? (
        <p className={styles.outcome} data-state={waiting.state} role="status">
          {strings.card.outcomes[waiting.state]}
        </p>
      ) : (
        <div className={styles.actions}>
          <Button
            look="primary"
            hint={keysOf(destructive && hash !== null ? 'approve_deletion' : 'approve')}
            disabled={closed}
            onClick={approve}
          >
            {hash === null
              ? strings.card.readWhole
              : destructive
                ? strings.card.approveDestructive
                : strings.card.approve}
          </Button>
          <DenyPopup
            open={denying !== null}
            onOpenChange={(open) => setDenying(open && !closed ? (denying ?? 'one') : null)}
            onDeny={(reason) => void deny(reason)}
            since={since}
            trigger={
              <Button ref={denyButton} hint={keysOf('deny')} disabled={closed}>
                {strings.card.deny}
              </Button>
            }
          />
          {hash === null || waiting.actor.kind !== 'agent' ? null : (
            <MorePopup
              waiting={waiting}
              open={more}
              disabled={closed}
              onOpenChange={(open) => setMore(open && !closed)}
              onAdjust={() => setBegun(newDraft(hash, waiting.operations))}
              onApproveTask={(cards) => void approveTask(cards)}
              onDenyTask={setDenying}
            />
          )}
        </div>
      )}
    </article>
  );
}
