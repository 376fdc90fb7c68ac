/** What the durable state still knows of earlier revisions, and what it says where it has forgotten. */
import { describe, expect, test } from 'vitest';
import type { Intent } from '#app/intents/index.ts';
import {
  DURABLE_LIMITS,
  earlierScene,
  emptyDurableState,
  foldRecord,
  isOwnRevision,
  lastByPerson,
  reviveDurableState,
  serialiseDurableState,
  valueAt,
} from '#app/ledger/index.ts';
import type { DurableState, LedgerRecord } from '#app/ledger/index.ts';
import { contentHash } from '#app/scene/index.ts';
import type { FacetState, Operation, SceneObject } from '#app/scene/index.ts';
import { IDS } from './arbitraries.ts';
import { intentOf, REASON, uuid } from './histories.ts';

const [A, B, C] = IDS as [string, string, string];
const participants = [{ session: uuid(3), engine: 'blender' }];

function object(id: string, name: string, properties: SceneObject['properties'] = {}): SceneObject {
  return {
    id,
    kind: 'mesh',
    name,
    parent: null,
    transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties,
  };
}

class Log {
  readonly state: DurableState;

  constructor(state?: DurableState) {
    this.state = state ?? emptyDurableState();
    if (state !== undefined) return;
    this.append({ kind: 'genesis', ledger: uuid(1), project: { id: uuid(2), name: 'x' }, format: 1 });
    this.append({ kind: 'lease', lo: 1, hi: 100_000 });
  }

  append(record: LedgerRecord): void {
    foldRecord(this.state, this.state.position + 1, record, contentHash);
  }

  /** The number that was committed. */
  commit(operations: Operation[], more: Partial<Intent> = {}): number {
    const n = this.state.begunTo + 1;
    const intent = { ...intentOf(n, operations), ...more };
    this.append({ kind: 'begin', n, intent, participants });
    this.append({ kind: 'commit', n, participants, stale: [] });
    return n;
  }

  /** A number that comes to nothing. */
  abort(): number {
    const n = this.state.begunTo + 1;
    this.append({ kind: 'begin', n, intent: intentOf(n, []), participants });
    this.append({ kind: 'abort', n, reason: REASON, fault: null, ends: 'aborted' });
    return n;
  }
}

const rename = (id: string, name: string): Operation => ({ op: 'rename', id, name });

describe('the scene of an earlier version', () => {
  test('has what was touched since as it was, null for what was not there, and counts the changes', () => {
    const log = new Log();
    log.commit([{ op: 'create', object: object(A, 'a', { mass: 1 }) }]);
    const then = log.commit([{ op: 'create', object: object(B, 'b') }]);
    log.commit([rename(A, 'a2'), { op: 'set_property', id: A, key: 'mass', value: null }]);
    log.commit([rename(A, 'a3'), { op: 'create', object: object(C, 'c') }]);
    log.commit([{ op: 'delete', id: B, descendants: [] }]);
    const earlier = earlierScene(log.state, then);
    expect(earlier.commits).toBe(3);
    expect(new Map(earlier.objects)).toStrictEqual(
      new Map<string, SceneObject | null>([
        [B, object(B, 'b')],
        [A, object(A, 'a', { mass: 1 })],
        [C, null],
      ]),
    );
  });

  test('has what was changed and then deleted as it was before both', () => {
    const log = new Log();
    const then = log.commit([{ op: 'create', object: object(A, 'a') }]);
    log.commit([rename(A, 'a2')]);
    log.commit([{ op: 'delete', id: A, descendants: [] }]);
    expect(earlierScene(log.state, then).objects.get(A)).toStrictEqual(object(A, 'a'));
  });

  test('of the newest version is nothing, and what was neither then nor now stays out', () => {
    const log = new Log();
    const first = log.commit([{ op: 'create', object: object(A, 'a') }]);
    expect(earlierScene(log.state, first)).toStrictEqual({ objects: new Map(), commits: 0 });
    const then = log.commit([]);
    log.commit([{ op: 'create', object: object(B, 'b') }, rename(B, 'b2')]);
    log.commit([{ op: 'delete', id: B, descendants: [] }]);
    expect(earlierScene(log.state, then)).toStrictEqual({ objects: new Map([[B, null]]), commits: 2 });
  });

  test('is known back to the beginning, until the oldest is forgotten', () => {
    const log = new Log();
    log.abort();
    for (let index = 0; index < DURABLE_LIMITS.overwritten; index += 1) log.commit([]);
    expect(log.state.earliestKnown).toBe(0);
    log.abort();
    log.commit([]);
    expect([log.state.earliestKnown, log.state.overwritten[0]?.n]).toStrictEqual([2, 3]);
  });
});

describe('of changes of very many values', () => {
  const named = (count: number): FacetState[] =>
    Array.from({ length: count }, () => ({ id: C, facet: 'name', value: 'c' }));

  test('fewer are remembered, and what is forgotten is not made up', () => {
    const log = new Log();
    const born = log.commit([{ op: 'create', object: object(A, 'a') }]);
    const stored = serialiseDurableState(log.state) as Record<string, unknown>;
    const [first] = log.state.overwritten;
    const states = [...(first?.states ?? []), ...named(DURABLE_LIMITS.overwrittenValues - 1)];
    const full = new Log(reviveDurableState({ ...stored, overwritten: [{ n: born, states }] }));
    expect(full.state.earliestKnown).toBe(0);
    expect(valueAt(full.state, 0, A, 'existence')).toBeNull();
    full.commit([rename(A, 'a2')]);
    expect([full.state.overwrittenValues, full.state.earliestKnown]).toStrictEqual([1, born]);
    expect(valueAt(full.state, 0, A, 'existence')).toBeUndefined();
    expect(valueAt(full.state, born, A, 'name')).toBe('a');
    expect(isOwnRevision(full.state, born)).toBe(true);
    expect(reviveDurableState(serialiseDurableState(full.state))).toStrictEqual(full.state);
  });

  test('an object that is gone weighs as much as all that it had', () => {
    const log = new Log();
    log.commit([{ op: 'create', object: object(A, 'a') }]);
    log.commit([{ op: 'create', object: object(B, 'b', { x: 1, y: 2 }) }]);
    const weightOf = (id: string): number => {
      const before = log.state.overwrittenValues;
      log.commit([{ op: 'delete', id, descendants: [] }]);
      return log.state.overwrittenValues - before;
    };
    expect(weightOf(B) - weightOf(A)).toBeGreaterThanOrEqual(2);
  });

  test('a state that was stored before there was this bound comes within it, and says from where on it knows', () => {
    const log = new Log();
    log.commit([{ op: 'create', object: object(A, 'a') }]);
    const entries = (count: number, values: number) =>
      Array.from({ length: count }, (_, index) => ({
        n: index + 10,
        states: named(values),
      }));
    const { earliestKnown: _, ...stored } = serialiseDurableState(log.state) as Record<string, unknown>;
    const known = (overwritten: unknown) => {
      const state = reviveDurableState({ ...stored, overwritten });
      return [state.overwritten.length, state.overwrittenValues, state.earliestKnown];
    };
    const { overwritten: most, overwrittenValues } = DURABLE_LIMITS;
    expect(known(entries(most - 1, 0))).toStrictEqual([most - 1, 0, 0]);
    expect(known(entries(most, 0))).toStrictEqual([most, 0, 9]);
    expect(known(entries(3, overwrittenValues / 2))).toStrictEqual([2, overwrittenValues, 10]);
    // The last is remembered however large it was.
    expect(known(entries(2, overwrittenValues + 1))).toStrictEqual([1, overwrittenValues + 1, 10]);
  });
});

describe('whether this history gave a revision out', () => {
  test('it gave out those that were committed, and none of those that came to nothing', () => {
    const log = new Log();
    const numbers = [log.commit([]), log.abort(), log.commit([]), log.commit([])];
    expect([0, ...numbers, 5, 6].map((n) => isOwnRevision(log.state, n))).toStrictEqual([
      ...[true, true, false, true, true],
      ...[false, false],
    ]);
  });

  test('where it no longer remembers that far back, it believes', () => {
    const log = new Log();
    log.abort();
    for (let index = 0; index <= DURABLE_LIMITS.overwritten; index += 1) log.commit([]);
    const forgotten = log.state.overwritten[0]!.n;
    log.abort();
    const last = log.commit([]);
    expect(isOwnRevision(log.state, 1)).toBe(true);
    expect(isOwnRevision(log.state, forgotten)).toBe(true);
    expect(isOwnRevision(log.state, last - 1)).toBe(false);
    expect(isOwnRevision(log.state, last + 1)).toBe(false);
  });
});

describe('a value at an earlier revision', () => {
  test('of an object that was deleted and made anew is that of the one that was there', () => {
    const log = new Log();
    const first = log.commit([{ op: 'create', object: object(A, 'a') }]);
    const gone = log.commit([{ op: 'delete', id: A, descendants: [] }]);
    log.commit([{ op: 'create', object: object(A, 'again') }]);
    expect(valueAt(log.state, first, A, 'name')).toBe('a');
    expect(valueAt(log.state, first, A, 'existence')).toStrictEqual(object(A, 'a'));
    expect(valueAt(log.state, gone, A, 'name')).toBeUndefined();
    expect(valueAt(log.state, gone, A, 'existence')).toBeNull();
    expect(valueAt(log.state, 0, A, 'existence')).toBeNull();
    expect(valueAt(log.state, 0, 'nobody', 'existence')).toBeNull();
  });

  test('of a whole object has all its facets as they were', () => {
    const log = new Log();
    const then = log.commit([{ op: 'create', object: object(A, 'a', { mass: 1 }) }]);
    log.commit([rename(A, 'b'), { op: 'set_property', id: A, key: 'mass', value: 2 }]);
    log.commit([rename(A, 'c'), { op: 'set_property', id: A, key: 'size', value: 2 }]);
    expect(valueAt(log.state, then, A, 'existence')).toStrictEqual(object(A, 'a', { mass: 1 }));
    expect(valueAt(log.state, then, A, 'property:size')).toBeNull();
  });
});

describe('who wrote a facet last', () => {
  const byAgent = intentOf(500, [], 0, true);
  const agent = { actor: byAgent.actor, authority: byAgent.authority };

  test('an agent’s write keeps the person’s that it covers, also under a second of its own (ORD-4)', () => {
    const log = new Log();
    const made = log.commit([{ op: 'create', object: object(A, 'a') }]);
    log.commit([rename(A, 'b')], agent);
    const last = log.commit([rename(A, 'c')], agent);
    const write = log.state.lastWrites.get(A)?.get('name');
    expect(write).toMatchObject({ revision: last, authority: 'ai', actor: agent.actor });
    expect(lastByPerson(write)).toStrictEqual({
      revision: made,
      intent: uuid(made),
      actor: { kind: 'person', id: 'person', name: 'You' },
      authority: 'human',
    });
    const mine = log.commit([rename(A, 'd')]);
    const own = log.state.lastWrites.get(A)?.get('name');
    expect(own).not.toHaveProperty('covered');
    expect(lastByPerson(own)?.revision).toBe(mine);
  });

  test('what only agents wrote, no person has written', () => {
    const log = new Log();
    log.commit([{ op: 'create', object: object(A, 'a') }], agent);
    log.commit([rename(A, 'b')], agent);
    const write = log.state.lastWrites.get(A)?.get('name');
    expect(write).not.toHaveProperty('covered');
    expect([lastByPerson(write), lastByPerson(undefined)]).toStrictEqual([undefined, undefined]);
  });
});
