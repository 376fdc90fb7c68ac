/** ORD-5: where an engine diverges the shared scene wins, and what the engine held is on the shelf before it is taken. */
import { facetsOf, sameValue } from '#app/scene/index.ts';
import type { FacetState, FacetValue, ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import type { Checker, Facts, Moment } from './facts.ts';
import { statesSetBy } from '../differences.ts';
import { valueOf } from './scenes.ts';

export const ord5: Checker = {
  guarantee: 'ORD-5',
  *check(facts) {
    const known = new KnownValues(facts);
    const sentAt = new Map<string, Moment>();
    for (const { at, session, message } of facts.sent)
      if (message.type === 'patch') sentAt.set(`${session} ${message.request}`, at);
    for (const { event } of facts.engineEvents) {
      if (event.did !== 'patched' || !event.honest) continue;
      const at = sentAt.get(`${event.session} ${event.request}`);
      if (at === undefined) continue;
      for (const { id, facet, from } of event.changes) {
        const lost = known.lost({ id, facet, value: from }, at, event.engine);
        if (lost !== null)
          yield `a refresh took ${lost} of ${id} from ${event.engine}, and it was never on the shelf`;
      }
    }
    yield* ownEditsTakenBack(facts);
  },
};

/** An edit made in an engine is taken back there only after it is safe on the shelf. */
function* ownEditsTakenBack(facts: Facts): Iterable<string> {
  const shelved = facts.records('shelve');
  const begins = new Map(
    facts.records('begin').map((each) => [`${each.life} ${each.record.n}`, each.record]),
  );
  for (const { at, life, session, message } of facts.sent) {
    if (message.type !== 'compensate') continue;
    const begin = begins.get(`${life} ${message.n}`);
    if (begin?.intent.observation?.session !== session) continue;
    for (const { id, facet, expected } of message.entries) {
      const safe = shelved.some(
        ({ record, onDisk }) =>
          onDisk !== null &&
          onDisk < at &&
          record.entry.states.some(
            (state) => state.id === id && state.facet === facet && sameValue(state.value, expected.value),
          ),
      );
      if (!safe)
        yield `${message.n} took ${facet} of ${id} back from its own artist before it was on the shelf`;
    }
  }
}

/** Where nobody loses a value: it is no artist's own there. */
type IsNoLossIn = (engine: string) => boolean;
const ANYWHERE: IsNoLossIn = () => true;

/** Values that nobody loses when an engine forgets them: they were shared once, or never came through there. */
class KnownValues {
  readonly #values = new Map<string, { readonly value: FacetValue; readonly isNoLossIn: IsNoLossIn }[]>();
  readonly #objects = new Map<ObjectId, IsNoLossIn[]>();
  readonly #facts: Facts;

  constructor(facts: Facts) {
    this.#facts = facts;
    for (const commit of facts.commits) {
      for (const [id, object] of commit.after) {
        if (commit.before.get(id) !== object) this.#addObject(object);
      }
    }
    // What changed by itself, and not even the adapter noticed, is nobody's work. Where the audit finds it before
    // something else is written there, it goes on the shelf all the same (test/unit/orchestrator/audit.test.ts).
    for (const { event } of facts.engineEvents) {
      if (event.did !== 'edited' || !event.silent) continue;
      for (const operation of event.operations)
        if (operation.op === 'set_transform') this.#add(operation.id, 'transform', operation.transform);
    }
    // Residue: what a number wrote that came to nothing, where it was sent to; of an artist's own edit not in their engine.
    for (const { record } of facts.records('begin')) {
      const { intent, participants } = record;
      const madeIn = intent.observation === null ? null : intent.actor.name;
      const engines = new Set(participants.map(({ engine }) => engine));
      engines.delete(madeIn ?? '');
      this.#addWritten(intent.operations, (engine) => engines.has(engine), madeIn);
    }
  }

  /** What is lost of a state that is overwritten; null when nothing is. */
  lost(state: FacetState, at: Moment, engine: string): string | null {
    if (state.facet !== 'existence') {
      if (this.#isKnown(state, engine) || this.#isShelved(state, at)) return null;
      return `${state.facet} ${JSON.stringify(state.value)}`;
    }
    // What is merely missing holds nothing that could be lost.
    if (state.value === null || this.#isShelved(state, at)) return null;
    const object = state.value as SceneObject;
    if (this.#objects.get(state.id)?.some((isNoLossIn) => isNoLossIn(engine)) !== true)
      return 'the whole object';
    for (const facet of facetsOf(object)) {
      if (facet === 'existence' || facet === 'parent') continue;
      const lost = this.lost({ id: state.id, facet, value: valueOf(object, facet) }, at, engine);
      if (lost !== null) return lost;
    }
    return null;
  }

  #isKnown({ id, facet, value }: FacetState, engine: string): boolean {
    if (value === null && (facet === 'parent' || facet.startsWith('property:'))) return true;
    const values = this.#values.get(`${id} ${facet}`) ?? [];
    return values.some((each) => each.isNoLossIn(engine) && sameValue(each.value, value));
  }

  #isShelved({ id, facet, value }: FacetState, at: Moment): boolean {
    return this.#facts.records('shelve').some(
      ({ record, onDisk }) =>
        onDisk !== null &&
        onDisk < at &&
        record.entry.states.some((state) => {
          if (state.id !== id) return false;
          if (state.facet === facet) return sameValue(state.value, value);
          return (
            state.facet === 'existence' &&
            state.value !== null &&
            sameValue(valueOf(state.value as SceneObject, facet), value)
          );
        }),
    );
  }

  #addWritten(operations: readonly Operation[], isNoLossIn: IsNoLossIn, madeIn: string | null): void {
    for (const operation of operations) {
      if (operation.op === 'create') this.#addObject(operation.object, isNoLossIn, madeIn);
      else
        for (const { id, facet, value } of statesSetBy(operation))
          if (facet !== 'existence') this.#add(id, facet, value, isNoLossIn);
    }
  }

  #addObject(object: SceneObject, isNoLossIn = ANYWHERE, madeIn: string | null = null): void {
    const known = this.#objects.get(object.id) ?? [];
    if (madeIn === null && !known.includes(isNoLossIn)) this.#objects.set(object.id, [...known, isNoLossIn]);
    for (const facet of facetsOf(object))
      if (facet !== 'existence') this.#add(object.id, facet, valueOf(object, facet), isNoLossIn);
  }

  #add(id: ObjectId, facet: string, value: FacetValue, isNoLossIn = ANYWHERE): void {
    const key = `${id} ${facet}`;
    const values = this.#values.get(key);
    if (values === undefined) this.#values.set(key, [{ value, isNoLossIn }]);
    else if (!values.some((each) => each.value === value && each.isNoLossIn === isNoLossIn))
      values.push({ value, isNoLossIn });
  }
}
