import { useState } from 'react';
import type { LinkView } from '#app/control-room/index.ts';
import { Problem } from '../components/Problem.tsx';
import { Mark } from '../components/Mark.tsx';
import { toneOf } from '../model/actors.ts';
import { formatCount } from '../numbers.ts';
import { useDesk } from '../store/store.ts';
import { revealLink } from '../store/timeline.ts';
import { strings } from '../strings.ts';
import styles from './Causality.module.css';

/** Links of one kind that are listed; the timeline draws all of them. */
const LINKS_SHOWN = 8;

/** What a change came from and led to, each a way to that change. */
export function Causality({ id }: { readonly id: string }) {
  const known = useDesk((desk) => desk.causality);
  const [problem, setProblem] = useState<string | null>(null);
  if (known === null || known.id !== id) return null;
  const { basedOn, ledTo, supersededBy, superseded, isPart } = known.view;
  const words = strings.timeline;
  const kinds = [
    { name: words.basedOn, links: basedOn },
    { name: words.supersededBy, links: supersededBy === null ? [] : [supersededBy] },
    { name: words.superseded, links: superseded },
    { name: words.ledTo, links: ledTo },
  ].filter(({ links }) => links.length > 0);
  if (kinds.length === 0) return null;
  return (
    <section className={styles.causality} aria-label={words.causality}>
      <h4>{words.causality}</h4>
      {kinds.map(({ name, links }) => (
        <div key={name} className={styles.kind}>
          <h5>{name}</h5>
          <ul>
            {links.slice(0, LINKS_SHOWN).map((link) => (
              <li key={`${link.actor.id} ${link.id}`}>
                <Link link={link} onProblem={setProblem} />
              </li>
            ))}
            {links.length > LINKS_SHOWN ? (
              <li className={styles.rest}>{strings.card.more(links.length - LINKS_SHOWN)}</li>
            ) : null}
          </ul>
        </div>
      ))}
      {isPart ? <p className={styles.rest}>{words.part}</p> : null}
      <Problem text={problem} />
    </section>
  );
}

function Link({
  link,
  onProblem,
}: {
  readonly link: LinkView;
  readonly onProblem: (problem: string | null) => void;
}) {
  return (
    <button type="button" className={styles.link} onClick={() => void revealLink(link).then(onProblem)}>
      <Mark tone={toneOf(link.actor)} />
      <span className={styles.number}>{link.n === null ? strings.change.noNumber : formatCount(link.n)}</span>
      <span className={styles.label}>{link.label}</span>
    </button>
  );
}
