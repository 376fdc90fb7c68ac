import { useState } from 'react';
import { PERMITTED_CLASSES } from '#app/ledger/index.ts';
import type { PermittedClass } from '#app/ledger/index.ts';
import type { RuleView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { Segmented } from '../components/Segmented.tsx';
import { useAsk } from '../components/useAsk.ts';
import { whereOf } from '../model/allowing.ts';
import { FreeHands, useAgentName } from '../needs/FreeHands.tsx';
import { preferNews } from '../store/actions.ts';
import { RULE_NEWS_MINUTES } from '../store/preferences.ts';
import { useDesk, useIsClosed, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { ConflictRules } from './ConflictRules.tsx';
import { Place } from './Place.tsx';
import styles from './RulesPlace.module.css';

/** Every agent, in the list of who a rule is for. */
const EVERYONE = '';

/** What agents may do without asking: free hands that run out, and rules that stand until they are taken back. */
export function RulesPlace() {
  const { grants, rules } = useRoom((room) => room.permissions);
  const words = strings.approvals;
  return (
    <Place title={words.rulesTitle}>
      <div className={styles.rules}>
        <div className={styles.columns}>
          <section className={styles.group}>
            <p className={styles.lead}>{words.rulesLead}</p>
            <ul className={styles.always}>
              {words.rulesAlways.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
          <section className={styles.group} aria-label={words.hands}>
            <h3>{words.hands}</h3>
            {grants.length === 0 ? <p className={styles.none}>{words.noHands}</p> : <FreeHands wide />}
          </section>
          <section className={styles.group} aria-label={words.rulesList}>
            <h3>{words.rulesList}</h3>
            {rules.length === 0 ? <p className={styles.none}>{words.noRules}</p> : null}
            <ul className={styles.list}>
              {rules.map((rule) => (
                <Rule key={rule.id} rule={rule} />
              ))}
            </ul>
          </section>
          <ConflictRules />
          <NewRule />
          <RuleNews />
        </div>
      </div>
    </Place>
  );
}

function Rule({ rule }: { readonly rule: RuleView }) {
  const { busy, problem, run } = useAsk();
  const name = useAgentName(rule.agent ?? EVERYONE);
  const words = strings.approvals;
  const who = rule.agent === null ? words.everyAgent : name;
  const said = words.rule(who, words.mostWords[rule.most], whereOf(rule));
  return (
    <li className={styles.rule}>
      <span className={styles.said}>
        <b>{who}</b> {words.mostWords[rule.most]} · {whereOf(rule)}
      </span>
      <Button
        small
        disabled={busy}
        aria-label={words.endRuleLabel(said)}
        onClick={() => void run('end_rule', { rule: rule.id })}
      >
        {words.endRule}
      </Button>
      <Problem text={problem} />
    </li>
  );
}

/** How often a person who looks elsewhere hears of what went on without asking. */
function RuleNews() {
  const minutes = useDesk((desk) => desk.preferences.ruleNewsMinutes);
  const words = strings.trust;
  return (
    <section className={styles.group} aria-label={words.news}>
      <h3>{words.news}</h3>
      <p className={styles.none}>{words.newsHint}</p>
      <div>
        <Segmented
          label={words.news}
          value={String(minutes)}
          options={[...RULE_NEWS_MINUTES, null].map((each) => ({
            value: String(each),
            label: each === null ? words.newsOff : words.everyMinutes(each),
          }))}
          onChange={(value) => preferNews(RULE_NEWS_MINUTES.find((each) => String(each) === value) ?? null)}
        />
      </div>
    </section>
  );
}

/** Nothing is chosen that widens it: one agent, values only, one object. */
function NewRule() {
  const agents = useRoom((room) => room.agents);
  const closed = useIsClosed();
  const selected = useDesk((desk) => desk.object);
  const selectedName = useRoom((room) =>
    selected === null ? undefined : room.scene.objects.get(selected)?.name,
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const [most, setMost] = useState<PermittedClass>('cosmetic');
  const [where, setWhere] = useState<'selected' | 'scene'>('selected');
  const { busy, problem, run } = useAsk();
  const words = strings.approvals;
  const agent = chosen ?? agents[0]?.agent ?? EVERYONE;
  const lacksObject = where === 'selected' && selectedName === undefined;
  const blocked = busy || closed || lacksObject;
  return (
    <form
      className={styles.group}
      aria-label={words.newRule}
      onSubmit={(event) => {
        event.preventDefault();
        if (blocked) return;
        const objects = where === 'selected' && selected !== null ? [selected] : null;
        void run('add_rule', { agent: agent === EVERYONE ? null : agent, most, objects });
      }}
    >
      <h3>{words.newRule}</h3>
      <label className={styles.line}>
        <span>{words.who}</span>
        <select value={agent} onChange={(event) => setChosen(event.currentTarget.value)}>
          {agents.map((each) => (
            <option key={each.agent} value={each.agent}>
              {each.name}
            </option>
          ))}
          <option value={EVERYONE}>{words.everyAgent}</option>
        </select>
      </label>
      <div className={styles.line}>
        <span>{words.kinds}</span>
        <Segmented
          label={words.kinds}
          value={most}
          options={PERMITTED_CLASSES.map((each) => ({ value: each, label: words.most[each] }))}
          onChange={setMost}
        />
      </div>
      <div className={styles.line}>
        <span>{words.where}</span>
        <Segmented
          label={words.where}
          value={where}
          options={[
            {
              value: 'selected',
              label: selectedName === undefined ? words.selected : words.below(selectedName),
            },
            { value: 'scene', label: words.wholeScene },
          ]}
          onChange={setWhere}
        />
      </div>
      {lacksObject ? <p className={styles.none}>{words.selectFirst}</p> : null}
      <Problem text={problem} />
      <div className={styles.add}>
        <Button type="submit" disabled={blocked}>
          {words.add}
        </Button>
      </div>
    </form>
  );
}
