import { Hand, Hourglass } from 'lucide-react';
import type { DifferingView, HandsWaitView } from '#app/control-room/index.ts';
import { useAsk } from '../components/useAsk.ts';
import { engineName, engineNames, engineOf, laneLabel } from '../model/actors.ts';
import type { AboutHands } from '#app/control-room/cards.ts';
import { formatDuration } from '../numbers.ts';
import { showObjects } from '../store/actions.ts';
import { strings } from '../strings.ts';
import { CardRows } from './CardRows.tsx';
import { ChoiceFrame } from './ChoiceFrame.tsx';
import card from './Card.module.css';
import styles from './HandsCard.module.css';

/**
 * What the artist's hands hold up: a change of theirs that did not go through and stays as they have it, or somebody's
 * change that waits for them. Every answer says beside it what becomes of the change and of the engine.
 */
export function HandsCard({ about, closed }: { readonly about: AboutHands; readonly closed: boolean }) {
  return about.kind === 'differing' ? (
    <Differing card={about.key} differing={about.differing} closed={closed} />
  ) : (
    <Waits card={about.key} waits={about.waits} closed={closed} />
  );
}

interface PartProps {
  readonly card: string;
  readonly closed: boolean;
}

function Differing({ differing, ...part }: PartProps & { readonly differing: DifferingView }) {
  const words = strings.hands;
  const { busy, problem, run } = useAsk();
  const engine = engineName(differing.engine);
  const { id, inHands } = differing;
  const answer = (said: 'try_again' | 'put_back' | 'shelf') => (): void =>
    void run('answer_differing', { differing: id, answer: said });
  return (
    <ChoiceFrame
      card={part.card}
      kind="hands"
      icon={<Hand />}
      title={<Title objects={differing.objects} what={words.staysTitle(engine)} />}
      problem={problem}
      disabled={busy || part.closed}
      choices={[
        {
          label: words.tryAgain,
          hint: differing.overwrites ? words.tryAgainOver : words.tryAgainHint,
          grave: differing.overwrites,
          choose: answer('try_again'),
        },
        {
          label: words.shelf,
          hint: inHands ? words.shelfHint(engine) : words.shelfHintFree(engine),
          choose: answer('shelf'),
        },
        {
          label: words.putBack,
          hint: inHands ? words.putBackHint(engine) : words.putBackHintFree(engine),
          choose: answer('put_back'),
        },
      ]}
    >
      <p className={card.text}>{words.staysText(differing.label, differing.reason.message)}</p>
      <CardRows shown={differing} onObjects={showObjects} />
      {inHands ? null : <p className={card.note}>{words.letGo(engine)}</p>}
    </ChoiceFrame>
  );
}

function Waits({ waits, ...part }: PartProps & { readonly waits: HandsWaitView }) {
  const words = strings.hands;
  const { busy, problem, run } = useAsk();
  const { actor, intents } = waits;
  const engines = engineNames(waits.engines);
  const answer = (said: 'wait' | 'without' | 'take_back') => (): void =>
    void run('answer_wait', { actor: actor.id, intents: [...intents], answer: said });
  return (
    <ChoiceFrame
      card={part.card}
      kind="hands"
      icon={<Hourglass />}
      title={<Title objects={waits.objects} what={words.waitsTitle(engines)} />}
      problem={problem}
      disabled={busy || part.closed}
      choices={[
        { label: words.wait, hint: words.waitHint, choose: answer('wait') },
        {
          label: words.without(engines),
          hint: words.withoutHint(engines),
          choose: answer('without'),
        },
        {
          label: words.takeBack,
          hint:
            actor.kind === 'engine'
              ? words.takeBackHint(engineName(engineOf(actor)))
              : words.takeBackHintHere,
          choose: answer('take_back'),
        },
      ]}
    >
      <p className={card.text}>
        {words.waitsText(laneLabel(actor), waits.label, intents.length - 1)}{' '}
        <span className={styles.waited}>{words.waitsFor(formatDuration(waits.waitedMs))}</span>
      </p>
    </ChoiceFrame>
  );
}

/** The objects by name, a click shows them; and what there is to say about them. */
function Title({ objects, what }: { readonly objects: DifferingView['objects']; readonly what: string }) {
  const [first] = objects;
  const name = first?.name ?? strings.change.deletedObject;
  return (
    <>
      <button
        type="button"
        className={styles.object}
        title={strings.card.showObject(name)}
        onClick={() => showObjects(objects.map(({ id }) => id))}
      >
        {objects.length > 1 ? `${name} +${objects.length - 1}` : name}
      </button>{' '}
      <span className={card.task}>{what}</span>
    </>
  );
}
