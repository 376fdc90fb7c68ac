import {
  CircleCheck,
  CircleDashed,
  FlaskConical,
  LoaderCircle,
  ShieldCheck,
  TriangleAlert,
  Unplug,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Empty } from '../components/Empty.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { guaranteesOf, summaryOf } from '../model/guarantees.ts';
import type { Guarantee, GuaranteeAction, GuaranteeTone, Measure } from '../model/guarantees.ts';
import { formatDuration } from '../numbers.ts';
import { ageOf } from '../store/arrival.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Place } from './Place.tsx';
import styles from './GuaranteesPlace.module.css';

const ICONS: Readonly<Record<GuaranteeTone, LucideIcon>> = {
  holds: CircleCheck,
  failed: TriangleAlert,
  warns: TriangleAlert,
  running: LoaderCircle,
  unchecked: CircleDashed,
  tests: FlaskConical,
};
const AGE_STEP_MS = 1_000;

/** Each guarantee, what this system has measured of it, and the buttons that measure it now. */
export function GuaranteesPlace() {
  const evidence = useRoom((room) => room.evidence);
  const sessions = useRoom((room) => room.sessions);
  const status = useRoom((room) => room.status);
  const words = strings.guarantees;
  if (evidence === null || status === null)
    return (
      <Place title={words.title}>
        <Empty icon={<Unplug />} title={words.notConnected} text={words.notConnectedText} />
      </Place>
    );
  const groups = guaranteesOf({ evidence, sessions, status });
  const { holding, failing } = summaryOf(groups);
  const failed = failing.length > 0;
  return (
    <Place
      title={words.title}
      aside={
        <p className={styles.summary} role="status" data-tone={failed ? 'failed' : 'holds'}>
          {failed ? <TriangleAlert aria-hidden="true" /> : <ShieldCheck aria-hidden="true" />}
          {failed
            ? words.failing(failing.join(', '), failing.length)
            : holding === 0
              ? words.nothingYet
              : words.allHold(holding)}
        </p>
      }
    >
      <div className={styles.body}>
        <table className={styles.table}>
          <caption>{words.hint}</caption>
          <thead>
            <tr>
              <th scope="col">{words.columns.guarantee}</th>
              <th scope="col">{words.columns.state}</th>
              <th scope="col">{words.columns.measured}</th>
              <th scope="col" className={styles.age}>
                {words.columns.checked}
              </th>
              <th scope="col">{words.columns.action}</th>
            </tr>
          </thead>
          {groups.map(({ group, guarantees }) => (
            <tbody key={group}>
              <tr>
                <th scope="rowgroup" colSpan={5} className={styles.group}>
                  {words.groups[group]}
                </th>
              </tr>
              {guarantees.map((guarantee) => (
                <Rows key={guarantee.id} guarantee={guarantee} />
              ))}
            </tbody>
          ))}
        </table>
        <NotPromised />
      </div>
    </Place>
  );
}

function Rows({ guarantee: { id, promise, measures } }: { readonly guarantee: Guarantee }) {
  return measures.map((measure, index) => (
    <tr key={measure.key} data-guarantee={id} data-tone={measure.tone} data-more={index > 0 || undefined}>
      {index > 0 ? null : (
        <th scope="row" rowSpan={measures.length}>
          <div className={styles.promise}>
            <code>{id}</code>
            <span>{promise}</span>
          </div>
        </th>
      )}
      <Cells measure={measure} />
    </tr>
  ));
}

function Cells({ measure: { tone, state, text, checked, problem, action } }: { readonly measure: Measure }) {
  const { busy, problem: refusal, run } = useAsk();
  const Icon = ICONS[tone];
  const press = (wanted: GuaranteeAction): void => {
    if (wanted.kind === 'check') void run('check_guarantee', { check: wanted.check });
    else void run('audit_engine', { session: wanted.session });
  };
  return (
    <>
      <td className={styles.state}>
        {state === '' ? null : (
          <span>
            <Icon aria-hidden="true" />
            {state}
          </span>
        )}
      </td>
      <td className={styles.measured}>
        {text}
        {problem === null ? null : (
          <p className={styles.found} data-tone={tone} data-selectable>
            {problem}
          </p>
        )}
        <Problem text={refusal} />
      </td>
      <td className={styles.age}>
        {checked === null ? null : checked === 'always' ? strings.guarantees.always : <Age of={checked} />}
      </td>
      <td>
        {action === null ? null : (
          <Button
            small
            disabled={busy || tone === 'running'}
            aria-label={action.kind === 'audit' ? strings.guarantees.auditLabel(action.engine) : undefined}
            onClick={() => press(action)}
          >
            {strings.guarantees.actions[action.kind === 'audit' ? 'audit' : action.check]}
          </Button>
        )}
      </td>
    </>
  );
}

/** Grows older by itself. */
function Age({ of }: { readonly of: Exclude<Measure['checked'], 'always' | null> }) {
  const part = useRoom((room) => room[of.of]);
  const [, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), AGE_STEP_MS);
    return () => clearInterval(timer);
  }, []);
  return part === null ? null : strings.guarantees.ago(formatDuration(ageOf(part, of.agoMs)));
}

function NotPromised() {
  return (
    <section className={styles.not} aria-label={strings.settings.promises}>
      <h3>{strings.settings.promises}</h3>
      <ul>
        {strings.settings.promisesText.map((text, index) => (
          <li key={text} className={styles.promise}>
            <code>{`NON-${index + 1}`}</code>
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
