/** What changed while somebody was away, in words. */
import type { AwayCounts, AwayItem, AwaySpan } from '#app/control-room/index.ts';
import { formatMoment } from '../numbers.ts';
import { strings } from '../strings.ts';
import { actorPhrase } from './actors.ts';

/** More make no sentence that can be read at a glance. */
const AUTHORS_NAMED = 2;

/** One sentence, to be read at a glance. */
export function summarySentence({ objects, back, isMore, authors, otherAuthors }: AwayCounts): string {
  const words = strings.away;
  if (objects === 0) return words.onlyBack(back);
  const named = authors.slice(0, AUTHORS_NAMED);
  const by =
    named.map(({ actor, objects: had }) => words.by(had, objects, actorPhrase(actor))).join('') +
    words.andOthers(authors.length - named.length + otherAuthors);
  return words.line(words.objects(objects, isMore), by);
}

/** How it came through: whose word let it in. */
export function approvalWords({ actor, approvedBy }: AwayItem['last']): string | null {
  if (approvedBy !== null) return strings.away.approvers[approvedBy] ?? null;
  return actor.kind === 'agent' ? strings.away.unasked : null;
}

export function spanWords({ leftAt, cameAt }: AwaySpan): string {
  const [from, to] = [formatMoment(leftAt), formatMoment(cameAt)];
  const isSameDay = from.slice(0, DAY_LENGTH) === to.slice(0, DAY_LENGTH);
  return strings.away.span(from, isSameDay ? to.slice(DAY_LENGTH + 1) : to, strings.change.clock);
}

/** `2026-11-22`. */
const DAY_LENGTH = 10;

/** Who else had a part in it, beside its last author. */
export function othersIn({ by, last }: AwayItem): string {
  const others = by.filter(({ id }) => id !== last.actor.id).map(actorPhrase);
  return others.length === 0 ? '' : strings.away.also(others.join(', '));
}
