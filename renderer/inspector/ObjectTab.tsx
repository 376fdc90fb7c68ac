import { useState } from 'react';
import type { Facet, SceneObject } from '#app/scene/index.ts';
import { EditField } from '../components/EditField.tsx';
import { Switch } from '../components/Switch.tsx';
import { engineTone, sessionName, stateWord } from '../model/actors.ts';
import { Mark } from '../components/Mark.tsx';
import { project } from '../model/pending.ts';
import { isConnected } from '../model/verdict.ts';
import { formatCount } from '../numbers.ts';
import { ask } from '../store/actions.ts';
import { PastNote } from '../past/PastNote.tsx';
import type { Room } from '../store/room.ts';
import { useAxes, useEditState, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import type { SessionView } from '#app/control-room/index.ts';
import { change } from './change.ts';
import { BlameNote } from './BlameNote.tsx';
import { DeleteObjects } from './DeleteObjects.tsx';
import { EditNotice } from './EditNotice.tsx';
import { ParentPicker } from './ParentPicker.tsx';
import { Properties } from './Properties.tsx';
import { TransformFields } from './TransformFields.tsx';
import { useBlame } from './useBlame.ts';
import styles from './ObjectTab.module.css';

const NOTHING_PENDING: Room['pending'] = [];

/**
 * An object with every value that can be changed here. A commit is an intent of the person at this window; until it is
 * confirmed the value is marked as applying, since the shared scene does not hold it yet.
 */
export function ObjectTab({ truth }: { readonly truth: SceneObject }) {
  const pending = useRoom((room) => room.pending);
  const locked = useRoom((room) => room.locks.has(truth.id));
  const edit = useEditState();
  const [facet, setFacet] = useState<Facet | null>(null);
  const blame = useBlame(truth.id);
  const isPast = edit === 'past';
  const { object, facets } = project(truth, isPast ? NOTHING_PENDING : pending);
  const closed = isPast || edit === 'held' || edit === 'read_only';
  const words = strings.inspector;
  const visibility = strings.visibility[useAxes()];

  return (
    <>
      <EditNotice object={truth} edit={edit} />
      {isPast ? <PastNote object={truth} /> : null}
      <section className={styles.section}>
        <div className={styles.nameRow}>
          <div className={styles.name}>
            <EditField
              label={words.name}
              shown={object.name}
              readOnly={closed}
              applying={facets.has('name')}
              onFocus={() => setFacet('name')}
              onCommit={async (text) => {
                if (text.trim() === '') return words.isEmpty;
                return change(
                  [{ op: 'rename', id: truth.id, name: text.trim() }],
                  strings.facets.name,
                  truth,
                );
              }}
            />
          </div>
          <span className={styles.kind}>{strings.kinds[object.kind]}</span>
        </div>
      </section>

      <TransformFields
        object={object}
        truth={truth}
        applying={facets.has('transform')}
        readOnly={closed}
        onFocus={() => setFacet('transform')}
      />
      {isPast ? null : (
        <>
          <div className={styles.blame}>
            <BlameNote object={truth} blame={blame} facet={facet} />
          </div>
          <InEngines object={truth} />
        </>
      )}

      <section className={styles.section}>
        <h3>{words.state}</h3>
        <dl className={styles.list}>
          <dt>{words.parent}</dt>
          <dd onFocus={() => setFacet('parent')}>
            <ParentPicker object={object} readOnly={closed} applying={facets.has('parent')} />
          </dd>
          {(['viewport', 'render'] as const).map((which) => (
            <div key={which} className={styles.pair} onFocus={() => setFacet('visibility')}>
              <dt>{visibility[which]}</dt>
              <dd>
                <Switch
                  label={visibility[which]}
                  on={object.visibility[which]}
                  words={[words.on, words.off]}
                  applying={facets.has('visibility')}
                  disabled={closed}
                  onChange={async (on) => {
                    const wanted = { ...object.visibility, [which]: on };
                    return change(
                      [{ op: 'set_visibility', id: truth.id, visibility: wanted }],
                      visibility[which],
                      truth,
                    );
                  }}
                />
              </dd>
            </div>
          ))}
          {isPast ? null : (
            <>
              <dt>{words.hands}</dt>
              <dd>
                <Hands object={truth} />
              </dd>
              <dt>{words.lock}</dt>
              <dd>
                <Switch
                  label={words.lock}
                  on={!locked}
                  words={[words.lockYes, words.lockNo]}
                  disabled={edit === 'read_only'}
                  onChange={async (on) => {
                    const answer = await ask('lock', { id: truth.id, on: !on });
                    return answer.ok ? null : answer.reason.message;
                  }}
                />
              </dd>
            </>
          )}
        </dl>
      </section>

      <Properties object={object} facets={facets} readOnly={closed} onFocus={setFacet} />
      {isPast ? null : <DeleteObjects objects={[truth]} readOnly={closed} />}
    </>
  );
}

function Hands({ object }: { readonly object: SceneObject }) {
  const session = useRoom((room) => room.sessions.find((each) => each.inHands.includes(object.id)));
  return (
    <span>
      {session === undefined ? strings.inspector.nobody : strings.inspector.yours(sessionName(session))}
    </span>
  );
}

function InEngines({ object }: { readonly object: SceneObject }) {
  const sessions = useRoom((room) => room.sessions);
  const conflicts = useRoom((room) => room.conflicts);
  const words = strings.inspector;
  const shown = sessions.filter(isConnected);
  const wordFor = (session: SessionView): { readonly text: string; readonly tone: string } => {
    if (
      conflicts.some(
        (each) => each.engine === session.engine && each.items.some((item) => item.id === object.id),
      )
    ) {
      return { text: words.differsWaiting, tone: 'conflict' };
    }
    if (session.differing.includes(object.id)) return { text: strings.hands.differsHere, tone: 'waiting' };
    if (session.inDoubt.includes(object.id) || session.state === 'in_doubt')
      return { text: words.notConfirmed, tone: 'failed' };
    if (session.state === 'foreign') return { text: stateWord(session), tone: 'quiet' };
    if (session.driven.some((each) => each.id === object.id)) return { text: words.driven, tone: 'quiet' };
    // “Matches” is said only of an engine that is live and caught up.
    if (session.state !== 'live' || session.behind > 0)
      return { text: words.matchedAt(formatCount(session.appliedThrough)), tone: 'quiet' };
    return { text: words.matches, tone: 'calm' };
  };
  return (
    <section className={styles.section}>
      <h3>{words.inEngines}</h3>
      {shown.length === 0 ? <p className={styles.quiet}>{words.noEngines}</p> : null}
      <dl className={styles.list}>
        {shown.map((session) => {
          const word = wordFor(session);
          return (
            <div key={session.session} className={styles.pair}>
              <dt>
                <Mark tone={engineTone(session.engine)} /> {sessionName(session)}
              </dt>
              <dd data-tone={word.tone}>{word.text}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
