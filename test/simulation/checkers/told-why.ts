/** R31: what a person did in an engine is theirs, refused or not: the card says by what rule, and never calls it drift. */
import { eventOf } from './facts.ts';
import type { Checker, Facts, SentMessage } from './facts.ts';

export const toldWhy: Checker = {
  guarantee: 'R31',
  *check(facts) {
    const shown = stepsShown(facts);
    const told = answers(facts);
    for (const { record, at } of facts.records('conflict')) {
      const { id, why, reason } = record.conflict;
      const edit = id.slice(id.indexOf('-') + 1);
      const evidence = shown.get(edit);
      // It was found by a comparison.
      if (evidence === undefined) continue;
      if (why === 'drift' && !evidence.has('none')) yield `${edit} was a person’s, and is called drift`;
      if (why !== 'drift' && !evidence.has('step'))
        yield `${edit} was nobody’s, and is laid before a person as theirs`;
      if ((why === 'refused' || why === 'in_flight') && reason === undefined)
        yield `${edit} is ${why}, and nobody says why`;
      if (reason === undefined) continue;
      // A part of it may stay in its artist's hands, which is told first: the last word is the one about the rest.
      const last = told.get(edit)?.findLast((each) => eventOf(each.at) === eventOf(at))?.message;
      if (last?.type === 'decided' && !last.message.startsWith(reason.message.slice(0, 960)))
        yield `${edit} is ${why} because of ${reason.code}, and its engine hears “${last.message}”`;
    }
  },
};

/** By edit, whether it was told of with a step of a person, without, or both. */
function stepsShown(facts: Facts): Map<string, Set<'step' | 'none'>> {
  const shown = new Map<string, Set<'step' | 'none'>>();
  for (const { message } of facts.frames) {
    if (message.type !== 'observed') continue;
    const before = shown.get(message.edit) ?? new Set();
    shown.set(message.edit, before.add(message.undo === null ? 'none' : 'step'));
  }
  return shown;
}

function answers(facts: Facts): Map<string, SentMessage[]> {
  const told = new Map<string, SentMessage[]>();
  for (const each of facts.sent) {
    if (each.message.type !== 'decided') continue;
    const before = told.get(each.message.edit);
    if (before === undefined) told.set(each.message.edit, [each]);
    else before.push(each);
  }
  return told;
}
