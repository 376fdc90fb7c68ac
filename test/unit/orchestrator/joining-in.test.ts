/** An engine comes to be in step (R22): what is forgotten with that, what is said, and what is looked at on the way. */
import { describe, expect, test } from 'vitest';
import { digestObject } from '#app/scene/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { DEFAULT_CONFIG } from '#main/orchestrator/index.ts';
import { box, moved, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

describe('once it is in step', () => {
  test('nothing is left of what was wrong with it, and it is said to everybody', () => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.submit(10, [moveTo(3)]);
    rig.playApply(rig.blender);
    const n = rig.take(rig.unity, ['apply'])?.n ?? 0;
    rig.frame(rig.unity, { type: 'failed', n, code: 'broken', message: 'It broke.' });
    rig.settle();
    const session = rig.session(rig.unity);
    session.drift.set(uuid(2), 0);
    session.differed.add('a card');
    expect(session).toMatchObject({ phase: 'quarantined', breaker: 'open', isAside: true });
    expect([...session.inDoubt]).toStrictEqual([uuid(1)]);
    rig.sent.length = 0;
    const before = rig.records.length;
    rig.tick(1_000);
    expect(session).toMatchObject({ phase: 'comparing', breaker: 'half_open', retryAtMs: null });
    rig.playResync(rig.unity);
    expect(session).toMatchObject({
      phase: 'live',
      breaker: 'closed',
      breakerNeedsClick: false,
      retryAtMs: null,
      reason: null,
      resync: null,
      isAside: false,
      appliedThrough: rig.state.revision,
      freshProcess: false,
    });
    expect(session.round.comparedMs).toBe(rig.orchestrator.core.nowMs);
    for (const left of [session.inDoubt, session.drift, session.sent, session.differed, session.unshared])
      expect(left.size).toBe(0);
    expect(rig.take(rig.unity, ['live'])).toStrictEqual({ type: 'live', revision: rig.state.revision });
    const events = rig.records
      .slice(before)
      .flatMap((record) => (record.kind === 'session' ? [[record.session, record.event]] : []));
    expect(events[0]).toStrictEqual([rig.unity, 'tried_again']);
    expect(events).toHaveLength(2);
    expect(events[1]?.[0]).toBe(rig.unity);
  });

  test('a value that came to nothing elsewhere is its artist’s own again, if they make it by hand', () => {
    const rig = HandsRig.withBoxes(1);
    rig.submit(10, [moveTo(3)]);
    const n = rig.take(rig.unity, ['apply'])?.n ?? 0;
    rig.frame(rig.unity, { type: 'failed', n, code: 'broken', message: 'It broke.' });
    rig.settle();
    rig.wait(5_000);
    rig.settle();
    expect(rig.session(rig.unity).phase).toBe('live');
    expect(rig.orchestrator.core.residues).toStrictEqual([]);
  });
});

describe('on the way', () => {
  /** Unity is asked what it holds, and holds this beside Box_1. */
  function compared(...own: ReturnType<typeof box>[]): HandsRig {
    const rig = HandsRig.withBoxes(1);
    rig.engines.set(rig.unity, {
      objects: new Map([box(1), ...own].map((object) => [object.id, object])),
    });
    rig.command({ do: 'refresh_engine', session: rig.unity });
    return rig;
  }
  const forceBox = (rig: HandsRig): void => {
    rig.submit(20, [{ op: 'create', object: box(9) }], { channel: 'override', reason: 'now' });
    rig.sync();
  };

  test('an object of its own stays its own, and is offered', () => {
    const rig = compared(box(9));
    rig.playResync(rig.unity);
    expect([...rig.session(rig.unity).unshared]).toStrictEqual([uuid(9)]);
    expect(rig.engines.get(rig.unity)?.objects.has(uuid(9))).toBe(true);
    expect(rig.state.conflicts.size).toBe(0);
  });

  test('one that has become shared meanwhile under the same id is read, and what it has of it is kept', () => {
    const rig = compared(box(9, { transform: moved(4) }));
    // Its inventory is told, and then the object becomes shared.
    const inventory = rig.take(rig.unity, ['take_inventory']);
    rig.submit(10, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'override', reason: 'now' });
    rig.frame(rig.unity, {
      type: 'inventory',
      request: inventory?.request ?? 0,
      last: true,
      objects: [
        [uuid(1), 'f'.repeat(32)],
        [uuid(9), 'e'.repeat(32)],
      ],
      unmanaged: 0,
    });
    forceBox(rig);
    rig.playResync(rig.unity);
    rig.settle();
    expect(rig.session(rig.unity).phase).toBe('live');
    expect([...rig.state.shelf.values()]).toMatchObject([
      { from: 'engine:unity', states: [{ id: uuid(9), facet: 'transform', value: moved(4) }] },
    ]);
    expect(rig.engines.get(rig.unity)?.objects.get(uuid(9))).toStrictEqual(box(9));
    expect(rig.session(rig.unity).unshared.size).toBe(0);
  });

  test('what its artist does meanwhile is read once more, and kept', () => {
    const rig = compared();
    const inventory = rig.take(rig.unity, ['take_inventory']);
    rig.move(rig.unity, 50, 4);
    expect(rig.take(rig.unity, ['decided'])).toMatchObject({
      outcome: 'rejected',
      code: 'not_live',
      message: 'Not in step at the moment; it is compared when it is.',
    });
    rig.frame(rig.unity, {
      type: 'inventory',
      request: inventory?.request ?? 0,
      last: true,
      objects: [],
      unmanaged: 3,
    });
    rig.settle();
    expect(rig.session(rig.unity)).toMatchObject({ phase: 'live', unmanaged: 3 });
    expect([...rig.state.conflicts.values()]).toMatchObject([
      { engine: 'unity', why: 'differs_at_handshake', items: [{ facet: 'transform', engine: moved(4) }] },
    ]);
    expect(rig.xIn(rig.unity)).toBe(0);
  });

  test('a file with more than a handful of its own asks first, with how much that is', () => {
    const rig = HandsRig.withBoxes(1, 2, 3, 4, 5, 6);
    const mine = [1, 2, 3, 4, 5, 6].map((id) => box(id, { transform: moved(4), name: `Mine_${id}` }));
    rig.engines.set(rig.unity, { objects: new Map(mine.map((object) => [object.id, object])) });
    rig.command({ do: 'refresh_engine', session: rig.unity });
    rig.playResync(rig.unity);
    expect(rig.session(rig.unity)).toMatchObject({
      phase: 'asking',
      resync: {
        preview: {
          objects: 6,
          missing: 0,
          extra: 0,
          kept: 6,
          differing: { transform: 6, name: 6, parent: 0, visibility: 0, properties: 0 },
        },
      },
    });
    expect(rig.take(rig.unity, ['patch'])).toBeNull();
    rig.command({ do: 'refresh_engine', session: rig.unity, kept: 6 });
    rig.settle();
    expect(rig.session(rig.unity).phase).toBe('live');
    expect([...rig.state.shelf.values()].map(({ states }) => states.length)).toStrictEqual([12]);
  });
});

describe('a word for what was shown', () => {
  const mine = (ids: readonly number[]): Map<string, ReturnType<typeof box>> =>
    new Map(
      [1, 2, 3, 4, 5, 6, 7, 8].map((id) => [
        uuid(id),
        box(id, ids.includes(id) ? { transform: moved(4) } : {}),
      ]),
    );
  /** Unity holds six boxes otherwise, and it is shown that it does. */
  function shown(): HandsRig {
    const rig = HandsRig.withBoxes(1, 2, 3, 4, 5, 6, 7, 8);
    rig.engines.set(rig.unity, { objects: mine([1, 2, 3, 4, 5, 6]) });
    rig.command({ do: 'refresh_engine', session: rig.unity });
    rig.playResync(rig.unity);
    return rig;
  }
  const asks = (rig: HandsRig, kept: number): void => {
    expect(rig.session(rig.unity)).toMatchObject({ phase: 'asking', resync: { preview: { kept } } });
    expect([rig.take(rig.unity, ['patch']), rig.state.shelf.size]).toEqual([null, 0]);
  };

  test('is none for what its artist did since: more asks again, and all of it goes with a word for all', () => {
    const rig = shown();
    asks(rig, 6);
    rig.engines.set(rig.unity, { objects: mine([1, 2, 3, 4, 5, 6, 7, 8]) });
    rig.command({ do: 'refresh_engine', session: rig.unity, kept: 6 });
    rig.playResync(rig.unity);
    asks(rig, 8);
    rig.command({ do: 'refresh_engine', session: rig.unity, kept: 8 });
    rig.settle();
    expect(rig.session(rig.unity).phase).toBe('live');
    expect([...rig.state.shelf.values()].map(({ states }) => states.length)).toStrictEqual([8]);
  });

  test('is used up by it: what its artist does to as many while it is set back asks again', () => {
    const rig = shown();
    rig.command({ do: 'refresh_engine', session: rig.unity, kept: 6 });
    rig.playResync(rig.unity, 2);
    rig.sync();
    const patch = rig.take(rig.unity, ['patch']);
    rig.frame(rig.unity, {
      type: 'patched',
      request: patch?.request ?? 0,
      states: (patch?.objects ?? []).map(({ id }) => [id, 'f'.repeat(32)]),
    });
    rig.engines.set(rig.unity, {
      objects: new Map(
        [1, 2, 3, 4, 5, 6, 7, 8].map((id) => [uuid(id), box(id, id > 6 ? {} : { transform: moved(5) })]),
      ),
    });
    rig.playResync(rig.unity);
    expect(rig.session(rig.unity)).toMatchObject({ phase: 'asking', resync: { preview: { kept: 6 } } });
  });

  test('is none where nothing was shown', () => {
    const rig = shown();
    rig.command({ do: 'refresh_engine', session: rig.unity });
    rig.playResync(rig.unity);
    asks(rig, 6);
  });
});

test('an object of another kind is one that goes and comes anew: it is neither missing nor the engine’s alone', () => {
  const rig = HandsRig.withBoxes(1, 2, 3, 4, 5, 6, 7);
  rig.submit(20, [{ op: 'create', object: box(8) }]);
  rig.settle();
  rig.submit(21, [{ op: 'delete', id: uuid(8), descendants: [] }]);
  rig.settle();
  const lights = [1, 2, 3, 4, 5, 6].map((id) => box(id, { kind: 'light' }));
  rig.engines.set(rig.unity, {
    objects: new Map([...lights, box(8)].map((object) => [object.id, object])),
  });
  rig.command({ do: 'refresh_engine', session: rig.unity });
  rig.playResync(rig.unity);
  expect(rig.session(rig.unity)).toMatchObject({
    phase: 'asking',
    resync: {
      preview: {
        objects: 8,
        missing: 1,
        extra: 1,
        differing: { transform: 0, name: 0, parent: 0, visibility: 0, properties: 0 },
      },
    },
  });
});

describe('a number waits for an engine that has only the newest changes left to be told', () => {
  /** Unity gets Box_2 while Box_1 is moved, and is told of that next. */
  function told(): { rig: HandsRig; patch: { request: number } } {
    const rig = HandsRig.withBoxes(1, 2);
    rig.engines.set(rig.unity, { objects: new Map([[uuid(1), box(1)]]) });
    rig.command({ do: 'refresh_engine', session: rig.unity });
    rig.playResync(rig.unity, 1);
    rig.submit(20, [moveTo(3)]);
    rig.playApply(rig.blender);
    rig.sync();
    rig.playResync(rig.unity, 1);
    const patch = rig.take(rig.unity, ['patch']);
    if (patch === null) throw new Error('it is told nothing');
    expect(patch.objects.map(({ id }) => id)).toEqual([uuid(1)]);
    return { rig, patch };
  }

  /** Whether the number has left. */
  function leaves(rig: HandsRig): boolean {
    return rig.orchestrator.core.flights.size > 0;
  }

  const { joinHoldMs } = DEFAULT_CONFIG;

  test.each<['patching' | 'checking' | 'shelving', (rig: HandsRig, request: number) => void]>([
    ['patching', () => undefined],
    [
      'checking',
      (rig, request) =>
        rig.frame(rig.unity, { type: 'patched', request, states: [[uuid(1), 'f'.repeat(64)]] }),
    ],
    [
      'shelving',
      (rig, request) => {
        rig.frame(rig.unity, { type: 'patched', request, states: [[uuid(1), 'f'.repeat(64)]] });
        const read = rig.take(rig.unity, ['read_values'])?.request ?? 0;
        const own = box(1, { transform: moved(9) });
        rig.frame(rig.unity, { type: 'values', request: read, last: true, objects: [own], missing: [] });
      },
    ],
  ])('for half a second, and no longer: while it is %s', (phase, then) => {
    const { rig, patch } = told();
    then(rig, patch.request);
    expect(rig.session(rig.unity).phase).toBe(phase);
    rig.submit(21, [{ op: 'rename', id: uuid(2), name: 'Crate' }]);
    expect(leaves(rig)).toBe(false);
    rig.tick(joinHoldMs - 1);
    expect(leaves(rig)).toBe(false);
    rig.tick(1);
    expect(leaves(rig)).toBe(true);
  });
});

test('what its artist has open stands through a refresh that has to be sent once more, and gives way to one that never takes', () => {
  for (const [refusals, ends] of [
    [2, false],
    [4, true],
  ] as const) {
    const rig = HandsRig.withBoxes(1, 2);
    rig.command({ do: 'trust', engine: 'unity', level: 'ask' });
    rig.move(rig.unity, 50, 4);
    rig.sync();
    rig.engines.set(rig.unity, {
      objects: new Map([
        [uuid(1), box(1, { transform: moved(4) })],
        [uuid(2), box(2, { name: 'Crate' })],
      ]),
    });
    let left = refusals as number;
    rig.refusesToPatch = () => (left -= 1) >= 0;
    rig.command({ do: 'refresh_engine', session: rig.unity });
    rig.playResync(rig.unity);
    expect(rig.session(rig.unity).phase).toBe('live');
    expect(rig.orchestrator.core.proposals.has(uuid(50))).toBe(!ends);
    expect(rig.statesOf(50).at(-1)).toBe(ends ? 'conflicted' : 'awaiting_approval');
  }
});

test.each(['live', 'refreshed'])(
  'what is taken in hand while its patch is on the way is set back when it is let go of: %s',
  (how) => {
    const rig = HandsRig.withBoxes(1, 2);
    if (how === 'live') {
      rig.submit(20, [moveTo(3)], { channel: 'override', reason: 'now' });
      rig.sync();
    } else {
      rig.engines.set(rig.unity, { objects: new Map([[uuid(2), box(2)]]) });
      rig.command({ do: 'refresh_engine', session: rig.unity });
      rig.playResync(rig.unity, 1);
    }
    const patch = rig.take(rig.unity, ['patch']);
    expect(patch?.objects.map(({ id }) => id)).toEqual([uuid(1)]);
    rig.hold(rig.unity, 1);
    rig.frame(rig.unity, {
      type: 'patched',
      request: patch?.request ?? 0,
      states: [[uuid(1), digestObject(box(1, { transform: moved(7) }))]],
    });
    rig.engines.set(rig.unity, {
      objects: new Map([box(1, { transform: moved(7) }), box(2)].map((object) => [object.id, object])),
    });
    expect(rig.session(rig.unity).phase).toBe('live');
    expect(rig.take(rig.unity, ['patch', 'read_values'])).toBeNull();
    expect([...rig.session(rig.unity).inDoubt]).toEqual([uuid(1)]);
    rig.hold(rig.unity);
    rig.settle();
    expect(rig.xIn(rig.unity)).toBe(rig.sharedX);
  },
);

describe('what a person has before them of an engine is not kept and asked about once more: that very value', () => {
  const weighed = (more: Partial<Record<'mass' | 'height', number>>, id = 1): SceneObject =>
    box(id, { properties: { mass: 1, height: 1, ...more } });

  test.each<[string, SceneObject, 'unity' | 'blender', number]>([
    ['the same', weighed({ mass: 9 }), 'unity', 1],
    ['another value', weighed({ mass: 8 }), 'unity', 2],
    ['the same of another object', weighed({ mass: 9 }, 2), 'unity', 2],
    ['the same of another property', weighed({ height: 9 }), 'unity', 2],
    ['the same in another engine', weighed({ mass: 9 }), 'blender', 2],
    ['the same beside another', weighed({ mass: 9, height: 7 }), 'unity', 2],
  ])('%s', (_what, then, where, entries) => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.submit(
      20,
      [1, 2].flatMap((id) =>
        ['mass', 'height'].map((key) => ({ op: 'set_property', id: uuid(id), key, value: 1 }) as const),
      ),
    );
    rig.settle();
    const found = (session: string, object: SceneObject): void => {
      rig.engines.set(session, { objects: new Map(rig.state.objects).set(object.id, object) });
      rig.command({ do: 'refresh_engine', session });
      rig.settle();
    };
    found(rig.unity, weighed({ mass: 9 }));
    expect([...rig.state.conflicts.values()]).toMatchObject([
      { engine: 'unity', items: [{ id: uuid(1), facet: 'property:mass', engine: 9 }] },
    ]);
    found(where === 'unity' ? rig.unity : rig.blender, then);
    expect(rig.state.shelf.size).toBe(entries);
    const newest = [...rig.state.shelf.values()].at(-1);
    expect(newest?.states).toHaveLength(1);
  });
});
