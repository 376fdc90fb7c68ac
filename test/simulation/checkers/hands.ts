/** HANDS: what an artist has in hand is written to by nobody, and what they made of it is kept (rules 1 and 6). */
import { objectsTouched } from '#app/scene/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import type { Checker, Facts } from './facts.ts';

export const hands: Checker = {
  guarantee: 'HANDS',
  *check(facts) {
    yield* writtenToHands(facts);
    yield* staysUntilAnswered(facts);
  },
};

/** From the step on in which an engine's hands were heard of, nothing is sent that would write to what is in them. */
function* writtenToHands(facts: Facts): Iterable<string> {
  const held = new Map<string, ReadonlySet<ObjectId>>();
  for (const event of facts.events) {
    if (event.at !== 'step') continue;
    const { input } = event;
    if (input.in === 'frame' && input.message.type === 'hands')
      held.set(input.session, new Set(input.message.objects));
    // Another file, another connection: what is in hand there is said anew.
    if (input.in === 'frame' && input.message.type === 'scene') held.delete(input.session);
    for (const effect of event.effects) {
      if (effect.fx !== 'send') continue;
      const inHands = held.get(effect.session);
      const id =
        inHands === undefined ? undefined : writtenBy(effect.message).find((each) => inHands.has(each));
      if (id !== undefined)
        yield `${effect.message.type} to ${effect.session} writes to ${id}, which its artist has in hand`;
    }
  }
}

function writtenBy(message: OrchestratorMessage): ObjectId[] {
  switch (message.type) {
    case 'apply':
      return objectsTouched(message.operations);
    case 'patch':
      return [...message.objects.map(({ id }) => id), ...message.removed];
    case 'compensate':
      return message.entries.map(({ id }) => id);
    default:
      return [];
  }
}

/** A change that stays in its artist's hands is on the shelf with its question, and ends with an answer or a reason. */
function* staysUntilAnswered(facts: Facts): Iterable<string> {
  const shelved = new Set(facts.records('shelve').map(({ record }) => record.entry.id));
  for (const { record } of facts.records('differs'))
    if (!shelved.has(record.differing.id))
      yield `${record.differing.edit} stays in ${record.differing.engine} and is not on the shelf`;
  for (const { record, at } of facts.records('settle_differing')) {
    if (record.answer === 'moot') continue;
    const clicked = facts.clicks.some(
      ({ at: when, command }) =>
        when < at && (command.differing === record.id || command.shelf === record.id),
    );
    if (!clicked) yield `${record.id} was answered with ${record.answer} by nobody`;
  }
}
