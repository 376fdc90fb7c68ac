/** A live engine in which single objects are not as they were set: these alone are looked at (rule 2, R14, R22). */
import { describe, expect, test } from 'vitest';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import { canonicalTransform, digestObject } from '#app/scene/index.ts';
import type { FacetState, SceneObject } from '#app/scene/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const FORCED = { channel: 'override', reason: 'test' } as const;

/** Blender holds Box_1 … Box_8, and everything that was sent until then is read. */
function withBoxes(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  const boxes = Array.from({ length: 8 }, (_, index) => box(index + 1));
  rig.submit(
    101,
    boxes.map((object) => ({ op: 'create', object })),
  );
  rig.playApply(blender);
  rig.sync();
  rig.sent.length = 0;
  return { rig, blender };
}

/** What an engine was asked or told that reads or writes its scene. */
function askedOf(rig: Rig, session: string): OrchestratorMessage[] {
  const of: readonly OrchestratorMessage['type'][] = ['take_inventory', 'read_values', 'patch'];
  return rig.effects.flatMap((effect) =>
    effect.fx === 'send' && effect.session === session && of.includes(effect.message.type)
      ? effect.message
      : [],
  );
}

function holds(rig: Rig, session: string, ...objects: readonly SceneObject[]): void {
  const before = rig.engines.get(session)?.objects ?? new Map<string, SceneObject>();
  rig.engines.set(session, {
    objects: new Map([...before, ...objects.map((each) => [each.id, each] as const)]),
  });
}

/** Changes Box_1 without asking the engines: they get it as a patch. */
function force(rig: Rig, x: number): void {
  rig.submit(102, [{ op: 'set_transform', id: uuid(1), transform: moved(x) }], FORCED);
  rig.sync();
}

describe('rule 2: what is not as a patch set it is read, and nothing else of the engine', () => {
  test('within its bounds it is as shared: one object is read, and its engine stays live', () => {
    const { rig, blender } = withBoxes();
    rig.frame(blender, { type: 'declare', objects: [{ id: uuid(1), driven: [], bounded: true }] });
    rig.effects.length = 0;
    const turned = canonicalTransform({ ...moved(0), rotation: [0.6, 0, 0, 0.8] });
    const rounded = canonicalTransform({ ...turned, rotation: [0.600_000_1, 0, 0, 0.799_999_9] });
    rig.submit(102, [{ op: 'set_transform', id: uuid(1), transform: turned }], FORCED);
    rig.sync();
    const shown = box(1, { transform: rounded });
    const request = rig.take(blender, ['patch'])?.request ?? 0;
    rig.frame(blender, { type: 'patched', request, states: [[uuid(1), digestObject(shown)]] });
    holds(rig, blender, shown);
    rig.submit(103, [{ op: 'rename', id: uuid(2), name: 'Crate' }]);
    // Until it is known, no number leaves.
    expect(rig.take(blender, ['apply'])).toBeNull();
    rig.playResync(blender);
    expect(askedOf(rig, blender)).toMatchObject([
      { type: 'patch', objects: [{ id: uuid(1) }] },
      { type: 'read_values', ids: [uuid(1)] },
    ]);
    expect(rig.take(blender, ['apply'])).not.toBeNull();
    expect(rig.orchestrator.core.ahead.shelf.size).toBe(0);
  });

  test('one that does not take it is set again, and what else differs there is left to the audit', () => {
    const { rig, blender } = withBoxes();
    rig.effects.length = 0;
    holds(rig, blender, ...[2, 3, 4, 5, 6, 7, 8].map((each) => box(each, { name: `Mine_${each}` })));
    let refusals = 2;
    rig.refusesToPatch = () => (refusals -= 1) >= 0;
    force(rig, 3);
    rig.playResync(blender);
    expect(askedOf(rig, blender).map(({ type }) => type)).toEqual([
      'patch',
      'read_values',
      'patch',
      'read_values',
      'patch',
    ]);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))?.transform).toEqual(moved(3));
    expect(rig.engines.get(blender)?.objects.get(uuid(5))?.name).toBe('Mine_5');
    const { core } = rig.orchestrator;
    expect(core.sessions.get(blender)).toMatchObject({ phase: 'live', looks: new Map() });
    // It went on showing what had been shared before: that is nobody’s own.
    expect([core.ahead.shelf.size, core.ahead.conflicts.size]).toEqual([0, 0]);
  });

  test('one that never takes it is compared as a whole, and that asks before it takes more than a handful', () => {
    const { rig, blender } = withBoxes();
    rig.effects.length = 0;
    holds(rig, blender, ...[2, 3, 4, 5, 6, 7, 8].map((each) => box(each, { name: `Mine_${each}` })));
    rig.refusesToPatch = ({ id }) => id === uuid(1);
    force(rig, 3);
    rig.playResync(blender);
    const { core } = rig.orchestrator;
    expect(core.sessions.get(blender)).toMatchObject({ phase: 'asking', resync: { preview: { kept: 7 } } });
    expect(rig.engines.get(blender)?.objects.get(uuid(5))?.name).toBe('Mine_5');
    rig.refusesToPatch = () => false;
    rig.command({ do: 'refresh_engine', session: blender, kept: 7 });
    rig.sync();
    rig.playResync(blender);
    expect(core.sessions.get(blender)?.phase).toBe('live');
    expect(rig.engines.get(blender)?.objects.get(uuid(5))?.name).toBe('Box_5');
    expect([...core.ahead.shelf.values()][0]?.states).toHaveLength(7);
  });

  test('what the engine alone holds there is on the shelf, durable, before it is set back, and once', () => {
    const { rig, blender } = withBoxes();
    force(rig, 3);
    const own = box(1, { transform: moved(9) });
    const request = rig.take(blender, ['patch'])?.request ?? 0;
    rig.frame(blender, { type: 'patched', request, states: [[uuid(1), digestObject(own)]] });
    holds(rig, blender, own);
    const look = rig.take(blender, ['read_values']);
    rig.frame(blender, {
      type: 'values',
      request: look?.request ?? 0,
      last: true,
      objects: [own],
      missing: [],
    });
    expect(rig.take(blender, ['patch'])).toBeNull();
    const { core } = rig.orchestrator;
    expect([...core.ahead.conflicts.values()]).toMatchObject([
      {
        why: 'drift',
        items: [{ id: uuid(1), facet: 'transform', engine: moved(9), before: { value: moved(0) } }],
      },
    ]);
    rig.sync();
    // Kept already: nobody is asked about it a second time.
    let refusals = 1;
    rig.refusesToPatch = () => (refusals -= 1) >= 0;
    rig.playResync(blender);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))?.transform).toEqual(moved(3));
    expect([core.ahead.shelf.size, core.ahead.conflicts.size]).toEqual([1, 1]);
  });

  test('an edit told meanwhile explains it: its value stands until it is decided', () => {
    const { rig, blender } = withBoxes();
    force(rig, 3);
    const own = box(1, { transform: moved(9) });
    const request = rig.take(blender, ['patch'])?.request ?? 0;
    rig.frame(blender, { type: 'patched', request, states: [[uuid(1), digestObject(box(1))]] });
    const look = rig.take(blender, ['read_values']);
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(50),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Move' },
      before: [{ id: uuid(1), facet: 'transform', value: moved(3) }],
      operations: [{ op: 'set_transform', id: uuid(1), transform: moved(9) }],
    });
    holds(rig, blender, own);
    rig.frame(blender, {
      type: 'values',
      request: look?.request ?? 0,
      last: true,
      objects: [own],
      missing: [],
    });
    expect(rig.orchestrator.core.ahead.conflicts.size).toBe(0);
    rig.playApply(blender);
    rig.sync();
    rig.playResync(blender);
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(9));
    expect(rig.orchestrator.core.ahead.shelf.size).toBe(0);
  });

  test('SEC-2: another object than the one asked about ends the session', () => {
    const { rig, blender } = withBoxes();
    force(rig, 3);
    const request = rig.take(blender, ['patch'])?.request ?? 0;
    rig.frame(blender, { type: 'patched', request, states: [[uuid(1), digestObject(box(1))]] });
    const look = rig.take(blender, ['read_values']);
    rig.frame(blender, {
      type: 'values',
      request: look?.request ?? 0,
      last: true,
      objects: [box(2)],
      missing: [],
    });
    expect(rig.orchestrator.core.sessions.get(blender)).toMatchObject({
      phase: 'over',
      reason: { code: 'wrong_turn' },
    });
  });
});

test('R14: what could not be taken back is looked at by itself, and laid before a person', () => {
  const { rig, blender } = withBoxes();
  const unity = rig.connect(2, 'unity');
  rig.sent.length = 0;
  rig.submit(102, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
  const n = rig.playApply(blender) ?? 0;
  rig.take(unity, ['apply']);
  rig.frame(unity, { type: 'failed', n, code: 'no', message: 'No.' });
  holds(rig, blender, box(1, { transform: moved(9) }));
  rig.effects.length = 0;
  const { core } = rig.orchestrator;
  rig.frame(blender, {
    type: 'compensated',
    n,
    outcomes: [{ id: uuid(1), facet: 'transform', outcome: 'diverged' }],
  });
  expect([...(core.sessions.get(blender)?.inDoubt ?? [])]).toEqual([uuid(1)]);
  rig.frame(unity, { type: 'compensated', n, outcomes: [] });
  rig.sync();
  for (let turn = 0; turn < 3; turn += 1) {
    rig.playResync(blender);
    rig.playApply(blender);
    rig.sync();
  }
  expect(askedOf(rig, blender)).toMatchObject([
    { type: 'read_values', ids: [uuid(1)] },
    { type: 'patch', objects: [{ id: uuid(1) }] },
  ]);
  expect([...core.ahead.shelf.values()].map(({ why, states }) => [why, states[0]?.value])).toContainEqual([
    'drift',
    moved(9),
  ]);
  expect(core.sessions.get(blender)).toMatchObject({ phase: 'live', inDoubt: new Set() });
});

test('rule 2: left behind on a number where its artist has something open, it is asked before a handful is taken', () => {
  const { rig, blender } = withBoxes();
  holds(rig, blender, ...[2, 3, 4, 5, 6, 7].map((each) => box(each, { name: `Mine_${each}` })));
  rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
  rig.frame(blender, {
    type: 'observed',
    edit: uuid(50),
    applied_through: rig.state.revision,
    undo: { kind: 'step', name: 'Rename' },
    before: [{ id: uuid(1), facet: 'name', value: 'Box_1' }],
    operations: [{ op: 'rename', id: uuid(1), name: 'Crate' }],
  });
  holds(rig, blender, box(1, { name: 'Crate' }));
  force(rig, 3);
  rig.playResync(blender);
  const { core } = rig.orchestrator;
  expect(core.sessions.get(blender)).toMatchObject({ phase: 'asking', resync: { preview: { kept: 6 } } });
  expect(rig.engines.get(blender)?.objects.get(uuid(5))?.name).toBe('Mine_5');
});

describe('what lies on the shelf already is not kept a second time: the very value, of that object, from that engine', () => {
  const weigh = (mass: number, id = 1): FacetState => ({ id: uuid(id), facet: 'property:mass', value: mass });
  const put = (x: number, id = 1): FacetState => ({ id: uuid(id), facet: 'transform', value: moved(x) });

  test.each<[string, FacetState[], 'blender' | 'unity', number]>([
    ['the same', [weigh(9)], 'blender', 1],
    ['the same beside another', [put(9), weigh(9)], 'blender', 1],
    ['another value', [weigh(8)], 'blender', 2],
    ['the same of another object', [weigh(9, 2)], 'blender', 2],
    ['the same of another property', [{ ...weigh(9), facet: 'property:height' }], 'blender', 2],
    ['another facet', [put(9)], 'blender', 2],
    ['the same from another engine', [weigh(9)], 'unity', 2],
  ])('%s', (_what, lies, from, entries) => {
    const { rig, blender } = withBoxes();
    const unity = rig.connect(2, 'unity', [...rig.state.objects.values()]);
    rig.submit(
      103,
      [1, 2].flatMap((id) =>
        ['mass', 'height'].map((key) => ({ op: 'set_property', id: uuid(id), key, value: 1 }) as const),
      ),
      FORCED,
    );
    rig.sync();
    for (const session of [blender, unity]) rig.playResync(session);
    rig.frame(from === 'blender' ? blender : unity, {
      type: 'offered',
      offer: uuid(0x0ffe),
      applied_through: rig.state.revision,
      last: true,
      states: lies,
    });
    rig.sync();
    const { ahead } = rig.orchestrator.core;
    expect(ahead.shelf.size).toBe(1);
    const own = box(1, { properties: { mass: 9, height: 1 } });
    rig.submit(104, [{ op: 'set_property', id: uuid(1), key: 'mass', value: 3 }], FORCED);
    rig.sync();
    const request = rig.take(blender, ['patch'])?.request ?? 0;
    rig.frame(blender, { type: 'patched', request, states: [[uuid(1), digestObject(own)]] });
    holds(rig, blender, own);
    rig.playResync(blender);
    expect(rig.orchestrator.core.ahead.shelf.size).toBe(entries);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))?.properties).toEqual({ mass: 3, height: 1 });
  });
});
