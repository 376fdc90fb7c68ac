/** Rule 2: what an engine alone holds of more than a handful of objects is taken from it only after a click on the count. */
import type { Facts } from './facts.ts';

/** As ids of shelf entries end that a comparison made. */
const MADE_BY = 'resync-';

export function* askedFirst(facts: Facts): Iterable<string> {
  const { purgeWithoutAsking } = facts.history;
  /** Sessions that are being compared, and have had nothing put on the shelf by it yet: whether a person agreed. */
  const compared = new Map<string, boolean>();
  /** Sessions whose next comparison a person has agreed to: what they saw is compared anew before it is set back. */
  const agreed = new Set<string>();
  /** Sessions in step: to compare one of them anew is no word about what is found. */
  const live = new Set<string>();
  /** Written again, an entry is what is left of it. */
  const known = new Set<string>();
  for (const event of facts.events) {
    if (event.at !== 'step') continue;
    const { input } = event;
    const isTaken = event.effects.some(
      (effect) =>
        effect.fx === 'reply' && input.in === 'command' && effect.reply === input.reply && effect.answer.ok,
    );
    if (input.in === 'command' && isTaken && !live.has(input.command.session ?? '')) {
      const { do: what, answer, session = '' } = input.command;
      if (what === 'refresh_engine' || (what === 'answer_file' && answer === 'bring')) agreed.add(session);
      else if (what === 'answer_file') agreed.delete(session);
    }
    // Another file is another question.
    if (input.in === 'frame' && input.message.type === 'scene') agreed.delete(input.session);
    for (const effect of event.effects) {
      if (effect.fx === 'send' && effect.message.type === 'live') live.add(effect.session);
      if (effect.fx === 'send' && effect.message.type === 'take_inventory') {
        live.delete(effect.session);
        compared.set(effect.session, agreed.delete(effect.session));
      }
      if (effect.fx !== 'append') continue;
      for (const record of effect.records) {
        if (record.kind !== 'shelve' || known.has(record.entry.id)) continue;
        known.add(record.entry.id);
        const made = record.entry.id.slice(record.entry.id.indexOf('-') + 1);
        if (!made.startsWith(MADE_BY)) continue;
        const session = [...compared.keys()].find((each) => each.startsWith(made.slice(MADE_BY.length)));
        if (session === undefined) continue;
        const objects = new Set(record.entry.states.map(({ id }) => id)).size;
        if (compared.get(session) === false && objects > purgeWithoutAsking)
          yield `${objects} objects of ${record.entry.from} were taken from it, and nobody was asked`;
        // What hands do while it is refreshed is kept as it comes.
        compared.delete(session);
      }
    }
  }
}
