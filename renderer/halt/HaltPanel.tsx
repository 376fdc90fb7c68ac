import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { StatusView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { useReturnFocus } from '../components/useReturnFocus.ts';
import { engineName } from '../model/actors.ts';
import { findChange } from '../model/changes.ts';
import { formatCount, formatLatency } from '../numbers.ts';
import { armForce, goTo } from '../store/actions.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { BringBack } from './BringBack.tsx';
import { Collected } from './Collected.tsx';
import styles from './HaltPanel.module.css';

const REASON_LIMIT = 2_048;

/**
 * What the override did and the ways on, calmly: over at most half of the stage, taking no focus when it opens, and with
 * the ways to resume far from the override itself.
 */
export function HaltPanel() {
  const halted = useRoom((room) => room.status?.halted ?? null);
  return halted === null ? null : <Panel halted={halted} />;
}

function Panel({ halted }: { readonly halted: NonNullable<StatusView['halted']> }) {
  const revision = useRoom((room) => room.status?.revision ?? 0);
  const agents = useRoom((room) => room.agents);
  const suggestions = useRoom((room) => room.waiting.length);
  const readOnly = useRoom((room) => room.status?.ledger.state === 'read_only');
  const locks = useRoom((room) => room.locks);
  const objects = useRoom((room) => room.scene.objects);
  const shelved = useRoom((room) => room.counts.halted);
  const chosen = useDesk((desk) => desk.change);
  const chosenNumber = useRoom((room) =>
    chosen === null ? null : (findChange(room.changes, chosen)?.n ?? null),
  );
  const { busy, problem, run } = useAsk();
  const panel = useRef<HTMLElement>(null);
  useReturnFocus(panel, 'stage');
  const words = strings.halt;
  const lockedNames = [...locks]
    .map((id) => objects.get(id)?.name ?? strings.change.deletedObject)
    .join(', ');
  // One after the other: the first that is refused is said, and the rest stay locked.
  const release = async (): Promise<void> => {
    for (const id of locks) if ((await run('lock', { id, on: false })) === null) return;
  };
  const suggested =
    chosenNumber !== null && chosenNumber < revision ? chosenNumber : Math.max(0, revision - 1);
  const names = agents.map((agent) => agent.name).join(', ');
  return (
    <section ref={panel} className={styles.panel} data-cover aria-label={words.title}>
      <header className={styles.head}>
        <h2>{words.title}</h2>
        <p>{words.pressed(whoPressed(halted.by), formatCount(revision))}</p>
      </header>
      <dl className={styles.rows}>
        <Row name={words.engines}>
          {halted.engines.length === 0 ? words.noEngines : null}
          {halted.engines.map((engine) => (
            <span
              key={engine.session}
              className={styles.item}
              data-told={engine.confirmedAfterMs === null || undefined}
            >
              {engine.confirmedAfterMs === null
                ? words.engineSilent(engineName(engine.engine))
                : words.engineConfirmed(engineName(engine.engine), formatLatency(engine.confirmedAfterMs))}
            </span>
          ))}
        </Row>
        {halted.caught.length === 0 ? (
          <Row name={words.caught}>{words.nothingCaught}</Row>
        ) : (
          halted.caught.map((caught) => (
            <Row key={caught.n} name={<span className={styles.number}>{formatCount(caught.n)}</span>}>
              <strong>{caught.label}</strong> {words.became[caught.became]}
            </Row>
          ))
        )}
        <Row name={words.since}>
          <Collected collected={halted.collected} />
        </Row>
        {shelved === 0 ? null : (
          <Row
            name={words.shelf}
            action={
              <Button small onClick={() => goTo('shelf')}>
                {words.toShelf}
              </Button>
            }
          >
            {words.shelved(shelved)}
          </Row>
        )}
        <Row
          name={words.agents}
          action={
            agents.length === 0 ? null : (
              <Button small onClick={() => goTo('engines')}>
                {words.toAgents}
              </Button>
            )
          }
        >
          {agents.length === 0 ? words.noAgents : words.agentsFrozen(names, suggestions)}
        </Row>
        {locks.size === 0 ? null : (
          <Row
            name={words.locks}
            action={
              <Button small disabled={busy} onClick={() => void release()}>
                {words.release(locks.size)}
              </Button>
            }
          >
            {words.locked(lockedNames)}
          </Row>
        )}
      </dl>
      <Problem text={problem} />
      <footer className={styles.foot}>
        <Force readOnly={readOnly} />
        <span className={styles.back}>
          <BringBack suggested={suggested} />
        </span>
        <Button disabled={busy} onClick={() => void run('resume', { scope: 'everyone' })}>
          {words.resumeEveryone}
        </Button>
        <Button look="primary" disabled={busy} onClick={() => void run('resume', { scope: 'people' })}>
          {words.resumePeople}
        </Button>
      </footer>
    </section>
  );
}

/** Main names the way by which it was pressed; after a restart, that it already was. */
function whoPressed(by: string): string {
  const words: Readonly<Record<string, string>> = strings.halt.by;
  return words[by] ?? strings.halt.byOther(by);
}

function Row({
  name,
  action,
  children,
}: {
  readonly name: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.row}>
      <dt>{name}</dt>
      <dd>
        <span className={styles.text}>{children}</span>
        {action}
      </dd>
    </div>
  );
}

/** FORCE: arms one change in the inspector, with a reason that is recorded. */
function Force({ readOnly }: { readonly readOnly: boolean }) {
  const armed = useDesk((desk) => desk.force !== null);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const words = strings.halt;
  if (armed) {
    return (
      <span className={styles.armed}>
        {words.forceArmed}
        <Button small onClick={() => armForce(null)}>
          {words.forceCancel}
        </Button>
      </span>
    );
  }
  return (
    <span className={styles.armed}>
      <Popup
        open={open}
        onOpenChange={setOpen}
        label={words.forceTitle}
        trigger={
          <Button disabled={readOnly} title={readOnly ? strings.inspector.readOnly : words.moreText}>
            {words.force}
          </Button>
        }
      >
        <form
          className={styles.force}
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim() === '') return;
            armForce(reason.trim());
            setOpen(false);
            setReason('');
          }}
        >
          <p>
            <strong>{words.moreText}</strong> {words.forceHint}
          </p>
          <input
            type="text"
            aria-label={words.forceReason}
            placeholder={words.forceReason}
            maxLength={REASON_LIMIT}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button type="submit" disabled={reason.trim() === ''}>
            {words.forceStart}
          </Button>
        </form>
      </Popup>
    </span>
  );
}
