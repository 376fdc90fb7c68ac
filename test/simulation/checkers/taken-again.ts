/**
 * TAKEN: once all is well, what lies on a card or on the shelf and goes together with what is shared is let in when a person
 * takes it, and shared. Of the shelf that holds for the rest, too, where some objects are gone.
 */
import { LIMITS, sameValue, withFacet } from '#app/scene/index.ts';
import type { FacetState, ObjectId, SceneObject } from '#app/scene/index.ts';
import type { Click, Checker, Facts } from './facts.ts';
import { moment } from './facts.ts';
import { valueOf } from './scenes.ts';
import { keptAt } from './taken.ts';

type Scene = ReadonlyMap<ObjectId, SceneObject>;

export const takenAgain: Checker = {
  guarantee: 'TAKEN',
  *check(facts) {
    const healing = facts.events.findIndex((event) => event.at === 'heal' && event.what === 'begun');
    if (healing < 0) return;
    for (const click of facts.clicks) {
      if (click.at < moment(healing) || click.answer === null) continue;
      const { command } = click;
      const isCard = command.do === 'decide' && command.take !== undefined && command.take.length > 0;
      if (!isCard && command.do !== 'propose_shelved') continue;
      const [shared, before] = sharedAt(facts, click);
      // Something was on its way, and may have stood in the way.
      if (shared === null) continue;
      const wanted = command.do === 'decide' ? onCard(facts, click) : keptAt(facts, click);
      const there = wanted.filter((state) => isThere(shared, wanted, state));
      if (isCard && there.length < wanted.length) continue;
      const then = withValues(shared, there);
      if (then === null || there.length === 0) continue;
      const what = isCard ? 'on a card' : 'on the shelf';
      // A disk that is still being tried takes nothing from anybody.
      if (!click.answer.ok && click.answer.reason.code === 'ledger_read_only') continue;
      if (!click.answer.ok) {
        yield `what lay ${what} and fits was turned away: ${click.answer.reason.message}`;
        continue;
      }
      // Others go on in between, and may set anew what was shared with one of the first pieces.
      const scenes = [shared, ...scenesSince(facts, before, command.intent ?? '')];
      const lost = there.find((state) => !scenes.some((scene) => holds(scene, then, state)));
      if (lost !== undefined)
        yield `${lost.facet} of ${lost.id} lay ${what}, fits, was taken, and is not shared`;
    }
  },
};

/** The scene at a click, with the number of its last commit; null where a number had no end then. */
function sharedAt(facts: Facts, { at }: Click): [Scene | null, number] {
  const ended = new Set(
    [...facts.records('abort'), ...facts.records('commit')].flatMap(({ record, at: when, onDisk }) =>
      when < at && (record.kind === 'abort' || (onDisk ?? at) < at) ? [record.n] : [],
    ),
  );
  const life = facts.starts.findLast((start) => start.at < at);
  const open = facts
    .records('begin')
    .some((begin) => begin.at < at && begin.at > (life?.at ?? 0) && !ended.has(begin.record.n));
  const committed = facts.records('commit').findLast(({ onDisk }) => onDisk !== null && onDisk < at)
    ?.record.n;
  const n = committed ?? 0;
  return [open ? null : (facts.truthAt(n) ?? null), n];
}

/** The scenes from the first piece of what a click took to the last; empty where nothing of it was committed. */
function scenesSince(facts: Facts, before: number, intent: string): readonly Scene[] {
  const first = facts.commits.findIndex((commit) => commit.n > before && commit.intent.id === intent);
  const pieces = /\(part 1 of (\d+)\)$/u.exec(facts.commits[first]?.intent.reason ?? '')?.[1];
  const last =
    pieces === undefined
      ? first
      : facts.commits.findIndex(
          (commit, index) => index > first && commit.intent.reason.endsWith(`(part ${pieces} of ${pieces})`),
        );
  return first < 0
    ? []
    : facts.commits.slice(first, last < 0 ? undefined : last + 1).map(({ after }) => after);
}

/** As the card was when it was clicked: it is noted anew, under its id, when the value goes on. What was noted in an earlier
 * life, and never came to the disk, was not on it. */
function onCard(facts: Facts, { command, at }: Click): FacetState[] {
  const life = facts.starts.findLast((start) => start.at < at)?.at ?? 0;
  const card = facts
    .records('conflict')
    .findLast(
      (each) =>
        each.at < at &&
        each.record.conflict.id === command.conflict &&
        (each.onDisk !== null || each.at > life),
    );
  const picked = new Set(command.take?.map(({ id, facet }) => `${id} ${facet}`));
  return (card?.record.conflict.items ?? []).flatMap(({ id, facet, engine }) =>
    picked.has(`${id} ${facet}`) ? [{ id, facet, value: engine }] : [],
  );
}

function isThere(shared: Scene, wanted: readonly FacetState[], { id, facet, value }: FacetState): boolean {
  if (facet === 'existence') {
    const object = shared.get(id);
    // Of another kind it cannot become.
    return value === null || object === undefined || object.kind === (value as SceneObject).kind;
  }
  return (
    shared.has(id) ||
    wanted.some((each) => each.id === id && each.facet === 'existence' && each.value !== null)
  );
}

/** The scene with these values; null where that is none: it would not fit. */
function withValues(shared: Scene, states: readonly FacetState[]): Scene | null {
  const objects = new Map(shared);
  for (const { id, facet, value } of states) {
    if (facet !== 'existence') continue;
    if (value === null) objects.delete(id);
    else objects.set(id, value as SceneObject);
  }
  for (const state of states) {
    const object = objects.get(state.id);
    if (state.facet !== 'existence' && object !== undefined) objects.set(state.id, withFacet(object, state));
  }
  const names = new Set<string>();
  for (const object of objects.values()) {
    if (
      names.has(object.name) ||
      !isName(object.name) ||
      Object.keys(object.properties).length > LIMITS.propertiesPerObject
    )
      return null;
    names.add(object.name);
    let depth = 1;
    for (let { parent } = object; parent !== null; depth += 1) {
      const above = objects.get(parent);
      if (above === undefined || depth >= LIMITS.depth) return null;
      ({ parent } = above);
    }
  }
  return objects;
}

/** What an engine calls an object may be no name: it is kept as the engine told it. */
function isName(text: string): boolean {
  const bytes = new TextEncoder().encode(text).length;
  return bytes > 0 && bytes <= LIMITS.nameBytes && !/\p{Cc}/u.test(text);
}

/** Whether it is shared as it would be: of an object as a whole, with the values that were kept beside it. */
function holds(after: Scene, then: Scene, { id, facet }: FacetState): boolean {
  const [is, wanted] = [after.get(id), then.get(id)];
  if (facet === 'existence') return sameValue(is ?? null, wanted ?? null);
  if (is === undefined || wanted === undefined) return is === wanted;
  return sameValue(valueOf(is, facet), valueOf(wanted, facet));
}
