import { EqualNot, FileQuestion, PackagePlus, RefreshCcw, TriangleAlert, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { engineName, fileWord, sessionName } from '../model/actors.ts';
import type { Card } from '#app/control-room/cards.ts';
import { becauseOf } from '../model/conflicts.ts';
import { dismissCard, openConflict, selectObject } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { OnlyThere } from './OnlyThere.tsx';
import { Preview } from './Preview.tsx';
import { usePointedAt } from './usePointedAt.ts';
import styles from './Card.module.css';

type Question = Exclude<Card, { kind: 'suggestion' | 'played' | 'differing' | 'waits' | 'file' | 'copy' }>;

/** A question of VibeSync's own: about an engine, a file, a collision, or what the last end took with it. */
export function QuestionCard({
  card,
  alike,
  closed: cardClosed,
  guarded,
}: {
  readonly card: Question;
  /** How many conflicts it stands for. */
  readonly alike: number;
  readonly closed: boolean;
  /** It came or changed a moment ago; else what asks nothing of VibeSync is open while everything is held, too. */
  readonly guarded: boolean;
}) {
  const element = usePointedAt(card.key);
  const { busy, problem, run } = useAsk();
  const closed = busy || cardClosed;
  const dismiss = (): void => dismissCard(card.key);
  const project = useRoom((room) => room.status?.project.name ?? strings.product);
  const nameOf = useRoom((room) => room.scene.objects);
  const parts = ((): {
    readonly icon: ReactNode;
    readonly title: ReactNode;
    readonly text: ReactNode;
    readonly actions: ReactNode;
  } => {
    const words = strings.questions;
    switch (card.kind) {
      case 'foreign': {
        const { session } = card;
        const { openIn } = session;
        if (openIn !== null) {
          return {
            icon: <FileQuestion />,
            title: words.twiceTitle(fileWord(session), engineName(session.kind)),
            text: words.twiceText(session.title),
            actions: (
              <>
                <Button
                  look="primary"
                  disabled={busy || guarded}
                  onClick={() => void run('revoke_session', { session: openIn })}
                >
                  {words.workHere}
                </Button>
                <Button disabled={guarded} onClick={dismiss}>
                  {words.leaveWaiting}
                </Button>
              </>
            ),
          };
        }
        return {
          icon: <FileQuestion />,
          title: words.foreignTitle(sessionName(session), fileWord(session)),
          text: words.foreignText(session.title, project),
          actions: (
            <>
              <Button
                look="primary"
                disabled={closed}
                onClick={() => void run('link_scene', { session: session.session })}
              >
                {words.link(fileWord(session))}
              </Button>
              <Button disabled={guarded} onClick={dismiss}>
                {words.leave}
              </Button>
            </>
          ),
        };
      }
      case 'unmanaged': {
        const { session } = card;
        return {
          icon: <PackagePlus />,
          title: words.unmanagedTitle(sessionName(session), session.unmanaged),
          text: words.unmanagedText(session.unmanaged),
          actions: (
            <>
              <Button
                look="primary"
                disabled={closed}
                onClick={() => void run('adopt_objects', { session: session.session })}
              >
                {words.adopt(session.unmanaged)}
              </Button>
              <Button disabled={guarded} onClick={dismiss}>
                {session.unmanaged === 1 ? words.leave : words.leaveThem}
              </Button>
            </>
          ),
        };
      }
      case 'differences': {
        const { session } = card;
        const objects = session.preview?.objects ?? 0;
        return {
          icon: <RefreshCcw />,
          title: words.differencesTitle(sessionName(session), objects),
          text: <Preview preview={session.preview} />,
          actions: (
            <Button
              look="primary"
              disabled={closed}
              onClick={() =>
                void run('refresh_engine', { session: session.session, kept: session.preview?.kept ?? 0 })
              }
            >
              {words.refresh(objects)}
            </Button>
          ),
        };
      }
      case 'breaker': {
        const { session } = card;
        return {
          icon: <Unplug />,
          title: words.breakerTitle(sessionName(session)),
          text:
            session.reason === null ? words.breakerText : `${session.reason.message} ${words.breakerText}`,
          actions: (
            <Button
              look="primary"
              disabled={closed}
              onClick={() => void run('close_breaker', { session: session.session })}
            >
              {words.breakerAction}
            </Button>
          ),
        };
      }
      case 'conflict': {
        const { conflict } = card;
        const first = conflict.items[0];
        const objects = [...new Set(conflict.items.map((item) => item.id))];
        const name = nameOf.get(first?.id ?? '')?.name ?? strings.change.deletedObject;
        return {
          icon: <EqualNot />,
          title: (
            <>
              <strong>{objects.length > 1 ? `${name} +${objects.length - 1}` : name}</strong>{' '}
              <span className={styles.task}>
                {words.conflictTitles[conflict.why](engineName(conflict.engine))}
              </span>
            </>
          ),
          text: (
            <>
              {alike === 1 ? null : <strong>{words.alike(alike)} </strong>}
              {becauseOf(conflict) ?? words.conflictText(conflict.items.length, engineName(conflict.engine))}
            </>
          ),
          actions: (
            <Button
              look="primary"
              disabled={guarded}
              onClick={() => {
                if (first !== undefined) selectObject(first.id);
                openConflict(conflict.id);
              }}
            >
              {words.decide}
            </Button>
          ),
        };
      }
      case 'gone': {
        const { session } = card;
        return {
          icon: <Unplug />,
          title: strings.notices.lostTitle(sessionName(session)),
          text: (
            <>
              {strings.notices.lostText}
              <OnlyThere session={session} />
              {strings.notices.lostShared}
            </>
          ),
          actions: (
            <Button disabled={guarded} onClick={dismiss}>
              {words.lostAcknowledge}
            </Button>
          ),
        };
      }
      case 'lost':
        return {
          icon: <TriangleAlert />,
          title: words.lostTitle,
          text: (
            <>
              {words.lostText}
              <ul className={styles.lost} data-selectable>
                {card.lost.map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            </>
          ),
          actions: (
            <Button disabled={guarded} onClick={dismiss}>
              {words.lostAcknowledge}
            </Button>
          ),
        };
    }
  })();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what points at a card gives it the focus
    <article
      ref={element}
      className={styles.card}
      data-kind={card.kind}
      tabIndex={0}
      data-card={card.key}
      aria-labelledby={`title ${card.key}`.replaceAll(' ', '-')}
    >
      <header className={styles.question}>
        <span className={styles.icon} aria-hidden="true">
          {parts.icon}
        </span>
        <h3 id={`title ${card.key}`.replaceAll(' ', '-')} className={styles.title}>
          {parts.title}
        </h3>
      </header>
      <div className={styles.text}>{parts.text}</div>
      <Problem text={problem} />
      <div className={styles.actions}>{parts.actions}</div>
    </article>
  );
}
