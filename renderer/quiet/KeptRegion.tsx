import { useMemo, useState } from 'react';
import type { WaitingView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Mark } from '../components/Mark.tsx';
import { Problem } from '../components/Problem.tsx';
import { engineNames, laneLabel, toneOf } from '../model/actors.ts';
import { waitingOf } from '../model/allowing.ts';
import type { Region } from '../model/regions.ts';
import { togetherOf } from '../model/together.ts';
import { variantsOf } from '../model/variants.ts';
import { CardRows } from '../needs/CardRows.tsx';
import { DenyPopup } from '../needs/DenyPopup.tsx';
import { Reach } from '../needs/Reach.tsx';
import { useGuard } from '../needs/useGuard.ts';
import { Variants } from '../needs/Variants.tsx';
import { ask, noteTogether, notTogether, showObjects } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './Kept.module.css';

/** A deletion asks alone, nothing is approved that is not shown whole, and of what contradicts another one is chosen first. */
const goesTogether = (all: readonly WaitingView[], each: WaitingView): boolean =>
  each.class !== 'destructive' &&
  each.hash !== null &&
  each.state === 'awaiting_approval' &&
  variantsOf(all, each).length === 0;

/** What was suggested at one place, shown one below the other, and answered together as far as that may be. */
export function KeptRegion({
  region,
  closed: deskClosed,
}: {
  readonly region: Region;
  readonly closed: boolean;
}) {
  const { kind, name, waiting } = region;
  const [busy, setBusy] = useState(false);
  /** Those that were shown when the words were begun. */
  const [denying, setDenying] = useState<readonly WaitingView[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const guarded = useGuard(waiting.map(({ id, hash }) => `${id} ${hash ?? ''}`).join());
  const all = useRoom((room) => room.waiting);
  const together = useMemo(() => waiting.filter((each) => goesTogether(all, each)), [all, waiting]);
  const alone = waiting.length - together.length;
  const closed = guarded || busy || deskClosed;
  const words = strings.quiet;
  const place = kind === 'new' ? words.regions.new : words.regions[kind](name);
  const answer = async (run: () => Promise<string | null>): Promise<void> => {
    setBusy(true);
    setProblem(await run());
    setBusy(false);
  };
  return (
    <section className={styles.region} aria-label={place}>
      <h4>{place}</h4>
      <ul className={styles.suggestions}>
        {waiting.map((each) => (
          <li key={each.id} data-class={each.class}>
            <p className={styles.who}>
              <Mark tone={toneOf(each.actor)} hollow={each.agentGone} />
              <strong>{laneLabel(each.actor)}</strong>
              <span>{each.task ?? words.noTask}</span>
            </p>
            <blockquote className={styles.reason} data-selectable>
              {each.reason === '' ? strings.card.noReason : `“${each.reason}”`}
            </blockquote>
            <CardRows shown={each} onObjects={showObjects} />
            <p className={styles.kind}>
              <b aria-hidden="true">{strings.classes[each.class].sign}</b> {strings.classes[each.class].words}
            </p>
            <Reach waiting={each} />
            {each.waitedFor.length === 0 ? null : (
              <p className={styles.note}>{strings.hands.waited(engineNames(each.waitedFor))}</p>
            )}
            <Variants waiting={each} />
          </li>
        ))}
      </ul>
      {alone === 0 ? null : <p className={styles.note}>{words.askAlone(alone)}</p>}
      <Problem text={problem} />
      <div className={styles.actions}>
        {together.length === 0 ? null : (
          <Button
            small
            look="primary"
            disabled={closed}
            aria-label={words.approveLabel(together.length, place)}
            onClick={() => void answer(() => approve(together))}
          >
            {words.approve(together.length)}
          </Button>
        )}
        <DenyPopup
          open={denying !== null}
          onOpenChange={(open) => setDenying(open && !closed ? waiting : null)}
          onDeny={(reason) => {
            setDenying(null);
            const ids = new Set(waitingOf(denying ?? [], waiting));
            void answer(() =>
              deny(
                waiting.filter(({ id }) => ids.has(id)),
                reason,
              ),
            );
          }}
          since={denying === null ? 0 : waiting.length - waitingOf(denying, waiting).length}
          trigger={
            <Button small disabled={closed} aria-label={words.denyLabel(waiting.length, place)}>
              {words.deny(waiting.length)}
            </Button>
          }
        />
      </div>
    </section>
  );
}

/** Those of one agent's task go with one word each (R29); the others one after the other. @returns what stayed, and why */
async function approve(cards: readonly WaitingView[]): Promise<string | null> {
  const left: string[] = [];
  for (const those of byTask(cards)) {
    const [{ actor, task } = { actor: null, task: null }] = those;
    const shown = those.flatMap(({ id, hash }) => (hash === null ? [] : [{ id, hash }]));
    if (actor?.kind === 'agent') {
      const together = togetherOf(those);
      if (together !== null) noteTogether(together);
      const answer = await ask('approve_task', { agent: actor.id, task, cards: shown });
      if (answer.ok) left.push(...answer.value.left.map(({ reason }) => reason.message));
      else left.push(...shown.map(() => answer.reason.message));
      const stayed = answer.ok ? answer.value.left : shown;
      if (together !== null) notTogether(together.key, new Set(stayed.map(({ id }) => id)));
    } else
      for (const card of shown) {
        const answer = await ask('approve', card);
        if (!answer.ok) left.push(answer.reason.message);
      }
  }
  return left.length === 0 ? null : strings.quiet.stayed(left.length, left[0] ?? '');
}

async function deny(cards: readonly WaitingView[], reason: string): Promise<string | null> {
  const left: string[] = [];
  for (const those of byTask(cards)) {
    const [first] = those;
    const ids = those.map(({ id }) => id);
    if (first?.actor.kind === 'agent') {
      const answer = await ask('deny_task', { agent: first.actor.id, task: first.task, ids, reason });
      if (!answer.ok) left.push(...ids.map(() => answer.reason.message));
    } else
      for (const id of ids) {
        const answer = await ask('deny', { id, reason });
        if (!answer.ok) left.push(answer.reason.message);
      }
  }
  return left.length === 0 ? null : strings.quiet.stayed(left.length, left[0] ?? '');
}

function byTask(cards: readonly WaitingView[]): WaitingView[][] {
  const groups = new Map<string, WaitingView[]>();
  for (const card of cards) {
    const key = JSON.stringify([card.actor.id, card.task]);
    groups.set(key, [...(groups.get(key) ?? []), card]);
  }
  return [...groups.values()];
}
