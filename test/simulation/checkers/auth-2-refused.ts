/** AUTH-2: what an agent has on its way, and is not the truth yet, is no ground to refuse a person's change. */
import { applyTo, objectsTouched } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import type { HistoryEvent, Objects } from '../history.ts';
import { ENDS, moment } from './facts.ts';
import type { Facts } from './facts.ts';

type Step = Extract<HistoryEvent, { at: 'step' }>;

/** Refusals that say that a change does not go together with the scene. */
const MISFITS: ReadonlySet<string> = new Set([
  'unknown_object',
  'object_exists',
  'unknown_parent',
  'cycle',
  'too_deep',
  'closure_incomplete',
  'name_taken',
  'no_effect',
]);

export function* refusedForAgents(facts: Facts): Iterable<string> {
  const operationsOf = new Map<string, readonly Operation[]>();
  for (const { submission } of facts.handedIn) operationsOf.set(submission.id, submission.operations);
  for (const { message } of facts.frames)
    if (message.type === 'observed') operationsOf.set(message.edit, message.operations);
  const troubled = new Set(facts.ledgerTrouble.map(({ life }) => life));
  const commits = facts.records('commit').filter(({ record }) => facts.commitOf.has(record.n));
  /** Agents' numbers that are not submitted. */
  const flying = new Set<number>();
  /** People's changes that have no end yet. */
  const open = new Set<string>();
  for (const [index, event] of facts.events.entries()) {
    if (event.at === 'start') {
      flying.clear();
      open.clear();
    }
    if (event.at !== 'step') continue;
    const refused = flying.size > 0 && !troubled.has(event.life) ? refusalIn(event) : null;
    if (refused !== null) {
      const landed = commits.findLast(({ at }) => at < moment(index))?.record.n;
      const truth = landed === undefined ? facts.truthAt(0) : facts.truthAt(landed);
      const places = placesOf(refused.operations);
      const others = [...open].filter((id) => id !== refused.id).flatMap((id) => operationsOf.get(id) ?? []);
      const isAlone = ![...placesOf(others)].some((id) => places.has(id));
      if (truth !== undefined && isAlone && fits(truth, refused.operations))
        yield `${refused.id} of a person was refused (${refused.code}) for what only an agent’s ${[...flying].join()} did`;
    }
    for (const effect of event.effects) {
      if (effect.fx === 'settled' && !effect.actor.startsWith('agent:')) {
        if (ENDS.has(effect.state)) open.delete(effect.id);
        else open.add(effect.id);
      }
      if (effect.fx !== 'append') continue;
      for (const record of effect.records) {
        if (record.kind === 'begin' && record.intent.authority === 'ai') flying.add(record.n);
        if (record.kind === 'commit' || record.kind === 'abort') flying.delete(record.n);
      }
    }
  }
}

/** A person's change that was handed in, and refused in the same step since it does not fit. */
function refusalIn({
  input,
  effects,
}: Step): { readonly id: string; readonly code: string; readonly operations: readonly Operation[] } | null {
  if (input.in === 'submit' && input.channel !== 'ai') {
    const { id, operations } = input.submission;
    for (const effect of effects)
      if (effect.fx === 'settled' && effect.id === id && MISFITS.has(effect.reason?.code ?? ''))
        return { id, code: effect.reason?.code ?? '', operations };
  }
  if (input.in === 'frame' && input.message.type === 'observed') {
    const { edit: id, operations } = input.message;
    for (const effect of effects)
      if (effect.fx === 'send' && effect.message.type === 'decided' && effect.message.edit === id)
        if (MISFITS.has(effect.message.code)) return { id, code: effect.message.code, operations };
  }
  return null;
}

/** What they touch, and what they hang things under. */
function placesOf(operations: readonly Operation[]): ReadonlySet<string> {
  const places = new Set<string>(objectsTouched(operations));
  for (const operation of operations) {
    if (operation.op === 'create' && operation.object.parent !== null) places.add(operation.object.parent);
    if (operation.op === 'reparent' && operation.parent !== null) places.add(operation.parent);
  }
  return places;
}

function fits(truth: Objects, operations: readonly Operation[]): boolean {
  const objects = new Map(truth);
  return operations.every((operation) => applyTo(objects, operation) === null);
}
