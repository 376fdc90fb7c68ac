import { useShallow } from 'zustand/react/shallow';
import type { ConflictRuleView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { choicesSaid, placeSaid } from '../model/conflict-rules.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './Disagreeing.module.css';

/** Rules that say opposite things about a conflict: why it asks, and a way to end one of them. */
export function Disagreeing({ conflict }: { readonly conflict: string }) {
  const rules = useRoom(
    useShallow(({ permissions: { conflictRules, disagreeing } }) => {
      const ids = disagreeing.find((each) => each.conflict === conflict)?.rules ?? [];
      return conflictRules.filter(({ id }) => ids.includes(id));
    }),
  );
  // One alone disagrees with nobody any more.
  if (rules.length < 2) return null;
  return (
    <section className={styles.disagreeing}>
      <p>{strings.conflictRules.disagree(rules.length)}</p>
      <ul>
        {rules.map((rule) => (
          <Rule key={rule.id} rule={rule} />
        ))}
      </ul>
    </section>
  );
}

function Rule({ rule }: { readonly rule: ConflictRuleView }) {
  const { busy, problem, run } = useAsk();
  const words = strings.conflictRules;
  const said = `${choicesSaid(rule.choices, rule.engine)} · ${placeSaid(rule.objects)}`;
  return (
    <li>
      <span>{said}</span>
      <Button
        small
        disabled={busy}
        aria-label={words.endLabel(said)}
        onClick={() => void run('end_conflict_rule', { rule: rule.id })}
      >
        {words.end}
      </Button>
      <Problem text={problem} />
    </li>
  );
}
