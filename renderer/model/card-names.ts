/** What a card is called in one line of plain text, where a list names it. */
import type { Card } from '#app/control-room/cards.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { strings } from '../strings.ts';
import { engineName, engineNames, fileWord, laneLabel, sessionName } from './actors.ts';
import { engineOfEntry } from './offers.ts';
import { waitingLabel } from './timeline.ts';

export type NameOf = (id: ObjectId) => string | undefined;

export function cardName(card: Card, nameOf: NameOf): string {
  const words = strings.questions;
  const { hands } = strings;
  switch (card.kind) {
    case 'suggestion':
      return `${laneLabel(card.waiting.actor)}: ${waitingLabel(card.waiting)}`;
    case 'conflict': {
      const { items, why, engine } = card.conflict;
      const objects = [...new Set(items.map(({ id }) => id))];
      return `${severalNames(objects.map(nameOf))} ${words.conflictTitles[why](engineName(engine))}`;
    }
    case 'differing':
      return `${severalNames(card.differing.objects.map(({ name }) => name))} ${hands.staysTitle(engineName(card.differing.engine))}`;
    case 'waits':
      return `${severalNames(card.waits.objects.map(({ name }) => name))} ${hands.waitsTitle(engineNames(card.waits.engines))}`;
    case 'played':
      return strings.played.title(card.entry.states.length, engineName(engineOfEntry(card.entry)));
    case 'breaker':
      return words.breakerTitle(sessionName(card.session));
    case 'foreign':
      return card.session.openIn === null
        ? words.foreignTitle(sessionName(card.session), fileWord(card.session))
        : words.twiceTitle(fileWord(card.session), sessionName(card.session));
    case 'differences':
      return words.differencesTitle(sessionName(card.session), card.session.preview?.objects ?? 0);
    case 'unmanaged':
      return words.unmanagedTitle(sessionName(card.session), card.session.unmanaged);
    case 'gone':
      return strings.notices.lostTitle(sessionName(card.session));
    case 'file':
      return card.session.file === null
        ? card.session.title
        : strings.files.title[card.session.file.age](card.session.title, sessionName(card.session));
    case 'copy': {
      const { copy, title } = card.session;
      const other = copy?.others.at(-1) ?? '';
      return copy?.isAnswered === true
        ? strings.files.asideTitle(title)
        : strings.files.copyTitle(title, other);
    }
    case 'lost':
      return words.lostTitle;
  }
}

function severalNames(names: readonly (string | undefined)[]): string {
  const [first = strings.change.deletedObject] = names;
  return names.length > 1 ? `${first} +${names.length - 1}` : first;
}
