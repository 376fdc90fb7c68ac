import type { ConflictRuleView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Mark } from '../components/Mark.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { useLeft } from '../components/useLeft.ts';
import { engineName, engineTone } from '../model/actors.ts';
import { choicesSaid, placeSaid, spanSaid, usesSaid } from '../model/conflict-rules.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './RulesPlace.module.css';

/** Conflicts that decide themselves, what each rule has done, and its end. */
export function ConflictRules() {
  const rules = useRoom((room) => room.permissions.conflictRules);
  const words = strings.conflictRules;
  return (
    <section className={styles.group} aria-label={words.title}>
      <h3>{words.title}</h3>
      {rules.length === 0 ? <p className={styles.none}>{words.none}</p> : null}
      <ul className={styles.list}>
        {rules.map((rule) => (
          <ConflictRule key={rule.id} rule={rule} />
        ))}
      </ul>
    </section>
  );
}

function ConflictRule({ rule }: { readonly rule: ConflictRuleView }) {
  const { busy, problem, run } = useAsk();
  const permissions = useRoom((room) => room.permissions);
  const leftMs = useLeft(rule.leftMs === null ? null : permissions, rule.leftMs ?? 0);
  const words = strings.conflictRules;
  const choices = choicesSaid(rule.choices, rule.engine);
  const place = placeSaid(rule.objects);
  return (
    <li className={styles.rule}>
      <span className={styles.said}>
        <Mark tone={engineTone(rule.engine)} /> <b>{engineName(rule.engine)}</b> {words.causes[rule.why]} ·{' '}
        {choices} · {place}
        <span className={styles.uses}>
          {spanSaid(rule, leftMs)} · {usesSaid(rule)}
        </span>
      </span>
      <Button
        small
        disabled={busy}
        aria-label={words.endLabel(`${choices}, ${place}`)}
        onClick={() => void run('end_conflict_rule', { rule: rule.id })}
      >
        {words.end}
      </Button>
      <Problem text={problem} />
    </li>
  );
}
