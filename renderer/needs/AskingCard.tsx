import type { Card } from '#app/control-room/cards.ts';
import { askedAbout } from '../model/cards.ts';
import { ApprovalCard } from './ApprovalCard.tsx';
import { CopyCard } from './CopyCard.tsx';
import { FileCard } from './FileCard.tsx';
import { HandsCard } from './HandsCard.tsx';
import { OfferCard } from './OfferCard.tsx';
import { QuestionCard } from './QuestionCard.tsx';
import { useGuard } from './useGuard.ts';

interface AskingCardProps {
  readonly card: Card;
  /** How many conflicts it stands for. */
  readonly alike: number;
  /** How many stand above it: with another number, it has moved to where the hand was about to answer something else. */
  readonly above: number;
  /** How often the keys came here because the card before went away. */
  readonly landings: number;
  /** Nothing can be answered at all. */
  readonly closed: boolean;
}

/** A card of any kind. It takes no answer for a moment after it came, moved, got the keys, or asks about something else. */
export function AskingCard({ card, alike, above, landings, closed: deskClosed }: AskingCardProps) {
  const guarded = useGuard(`${above} ${landings} ${alike} ${askedAbout(card)}`);
  const closed = guarded || deskClosed;
  switch (card.kind) {
    case 'suggestion':
      return <ApprovalCard waiting={card.waiting} closed={closed} />;
    case 'differing':
    case 'waits':
      return <HandsCard about={card} closed={closed} />;
    case 'file':
      return <FileCard about={card} closed={closed} />;
    case 'copy':
      return <CopyCard about={card} closed={closed} />;
    case 'played':
      return <OfferCard entry={card.entry} closed={closed} />;
    default:
      return <QuestionCard card={card} alike={alike} closed={closed} guarded={guarded} />;
  }
}
