import type { ReactNode } from 'react';
import type { Done, Result } from '#app/control-room/index.ts';
import { AXES } from '../axes.ts';
import { keysOf } from '../bar/shortcut.ts';
import { EditField } from '../components/EditField.tsx';
import { Keys } from '../components/Keys.tsx';
import { Segmented } from '../components/Segmented.tsx';
import { ask, prefer } from '../store/actions.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Place } from './Place.tsx';
import styles from './SettingsPlace.module.css';

/** The contract takes no longer patience than ten minutes. */
const PATIENCE_MOST_S = 600;
const MS_PER_S = 1_000;
/** No axes chosen. */
const FOLLOW = 'follow';
const CHOICES = [FOLLOW, ...AXES] as const;

/** How values read, how long to wait for a busy engine, the keys, what runs, and what is not promised. */
export function SettingsPlace() {
  const status = useRoom((room) => room.status);
  const unit = useDesk((desk) => desk.preferences.unit);
  const axes = useDesk((desk) => desk.preferences.axes);
  const hasSpace = useDesk((desk) => desk.preferences.hasSpace);
  const words = strings.settings;
  return (
    <Place title={words.title}>
      <div className={styles.settings}>
        <Group title={words.reading}>
          <Line name={words.axes} hint={words.axesHint}>
            <Segmented
              label={words.axes}
              value={axes ?? FOLLOW}
              options={CHOICES.map((each) => ({ value: each, label: strings.axes[each] }))}
              onChange={(next) => prefer({ axes: next === FOLLOW ? null : next })}
            />
          </Line>
          <Line name={words.unit} hint={words.unitHint}>
            <Segmented
              label={words.unit}
              value={unit}
              options={[
                { value: 'm', label: words.metres },
                { value: 'cm', label: words.centimetres },
              ]}
              onChange={(next) => prefer({ unit: next })}
            />
          </Line>
          <Line name={strings.space.preference} hint={strings.space.preferenceHint}>
            <Segmented
              label={strings.space.preference}
              value={hasSpace ? 'on' : 'off'}
              options={(['on', 'off'] as const).map((each) => ({ value: each, label: strings.space[each] }))}
              onChange={(next) => prefer({ hasSpace: next === 'on' })}
            />
          </Line>
        </Group>
        {status === null ? null : (
          <>
            <Group title={words.engines}>
              <Patience
                name={words.patience}
                hint={words.patienceHint}
                limitMs={status.busyLimitMs}
                set={async (busyLimitMs) => ask('set_patience', { busyLimitMs })}
              />
              <Patience
                name={words.handsPatience}
                hint={words.handsPatienceHint}
                limitMs={status.handsLimitMs}
                set={async (handsLimitMs) => ask('set_hands_patience', { handsLimitMs })}
              />
            </Group>
            <Group title={words.keys}>
              <Line
                name={words.shortcut}
                hint={status.shortcut.registered ? words.registered : words.unregistered}
                failed={!status.shortcut.registered}
              >
                <Keys keys={keysOf(status.shortcut.accelerator)} />
              </Line>
              {words.keyRows.map(({ keys, what }) => (
                <Line key={what} name={what}>
                  <Keys keys={keys} />
                </Line>
              ))}
            </Group>
            <Group title={words.about}>
              <Line name={words.app}>
                <span data-selectable>{status.runtime.app}</span>
              </Line>
              <Line name={words.electron}>
                <span data-selectable>{status.runtime.electron}</span>
              </Line>
            </Group>
          </>
        )}
        <Group title={words.promises}>
          <ul className={styles.promises}>
            {words.promisesText.map((promise) => (
              <li key={promise}>{promise}</li>
            ))}
          </ul>
        </Group>
      </div>
    </Place>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.group} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

interface LineProps {
  readonly name: string;
  readonly hint?: string;
  readonly failed?: boolean;
  readonly children: ReactNode;
}

function Line({ name, hint, failed = false, children }: LineProps) {
  return (
    <div className={styles.line}>
      <span>
        {name}
        {hint === undefined ? null : (
          <span className={styles.hint} data-failed={failed || undefined}>
            {hint}
          </span>
        )}
      </span>
      <div>{children}</div>
    </div>
  );
}

/** How long something is waited for, in whole seconds. */
function Patience({
  name,
  hint,
  limitMs,
  set,
}: {
  readonly name: string;
  readonly hint: string;
  readonly limitMs: number;
  readonly set: (limitMs: number) => Promise<Result<Done>>;
}) {
  const words = strings.settings;
  return (
    <Line name={name} hint={hint}>
      <div className={styles.patience}>
        <EditField
          label={name}
          figures
          shown={(limitMs / MS_PER_S).toString()}
          onCommit={async (text) => {
            const seconds = Number(text.trim());
            const isWhole = text.trim() !== '' && Number.isInteger(seconds);
            if (!isWhole || seconds < 0 || seconds > PATIENCE_MOST_S) return words.patienceInvalid;
            const answer = await set(seconds * MS_PER_S);
            return answer.ok ? null : answer.reason.message;
          }}
        />
        <span>{words.seconds}</span>
      </div>
    </Line>
  );
}
