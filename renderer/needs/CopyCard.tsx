import { Files } from 'lucide-react';
import type { SessionView } from '#app/control-room/index.ts';
import { useAsk } from '../components/useAsk.ts';
import { engineName, fileWord } from '../model/actors.ts';
import { strings } from '../strings.ts';
import { ChoiceFrame } from './ChoiceFrame.tsx';
import card from './Card.module.css';

/** Two files carry the id of one scene: which of them is worked on, asked once (rule 3). */
export function CopyCard({
  about: { key, session },
  closed,
}: {
  readonly about: { readonly key: string; readonly session: SessionView };
  readonly closed: boolean;
}) {
  const { busy, problem, run } = useAsk();
  const { copy } = session;
  if (copy === null) return null;
  const words = strings.files;
  const word = fileWord(session);
  const left = copy.others.at(-1) ?? '';
  // In another folder it may have the same name.
  const [title, other] =
    session.title === left ? [words.openNow(left), words.theOther(left)] : [session.title, left];
  const engine = engineName(session.engine);
  const answer = (said: 'this' | 'other' | 'apart') => (): void =>
    void run('answer_copy', { session: session.session, answer: said });
  return (
    <ChoiceFrame
      card={key}
      kind="copy"
      icon={<Files />}
      title={copy.isAnswered ? words.asideTitle(title) : words.copyTitle(title, other)}
      problem={problem}
      disabled={busy || closed}
      choices={[
        {
          label: copy.isLive ? words.goOnHere(title) : words.workHere(title),
          hint: copy.isLive ? words.goOnHint(other) : words.workHereHint(other),
          choose: answer('this'),
        },
        ...(copy.isAnswered
          ? []
          : [
              {
                label: copy.isLive ? words.goBack(other) : words.goOnThere(other),
                hint: copy.isLive ? words.goBackHint(engine) : words.goOnThereHint,
                choose: answer('other'),
              },
            ]),
        { label: words.apart, hint: words.apartHint(word), choose: answer('apart') },
      ]}
    >
      <p className={card.text}>
        {copy.isAnswered
          ? words.asideText(other)
          : copy.isLive
            ? words.copyLiveText(engine, copy.others.length)
            : words.copyText(word)}
      </p>
    </ChoiceFrame>
  );
}
