/** Two artists at one object in the same moment (R12, R13, R23, rule 2). */
import { strict as assert } from 'node:assert';
import type { ChangeView } from '#app/control-room/index.ts';
import type { Conflict } from '#app/ledger/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object } from '../scripted/objects.ts';
import { ENGINES, otherThan } from './world.ts';
import type { EngineName, World } from './world.ts';

/** Turns after which an engine's edit is on the wire, where it is held. */
const TURNS = 15;

type Edit = readonly [verb: string, command: Readonly<Record<string, unknown>>];

export function conflictTests(world: World): Test[] {
  const { room, blender, editor } = world;

  /** Both artists act before either edit has come through; that of `first` is let through first, and decided. */
  const together = async (
    edits: Readonly<Record<EngineName, Edit>>,
    first: EngineName,
  ): Promise<ChangeView> => {
    for (const engine of ENGINES) world.lines[engine].hold('to_host');
    for (const engine of ENGINES) await world.process(engine).call(...edits[engine]);
    await blender.call('idle', { turns: TURNS });
    await editor.frames(TURNS);
    const told = world.told(first);
    world.lines[first].release('to_host');
    // The other has not voted yet: what comes next meets a number that flies.
    await room.until(`the edit of ${first} to fly`, () => room.snapshot().status.inFlight.length > 0);
    world.lines[otherThan(first)].release('to_host');
    const decided = await told();
    await world.settle();
    return decided;
  };
  const onlyConflict = async (engine: EngineName): Promise<Conflict> => {
    const [conflict] = await room.until(`a card for ${engine}`, () => {
      const { conflicts } = room.snapshot();
      return conflicts.length > 0 ? conflicts : null;
    });
    assert.equal(room.snapshot().conflicts.length, 1);
    assert.equal(conflict?.engine, engine);
    return conflict;
  };
  const moveTo = (x: number, y: number, z: number, name = 'Crate'): Record<EngineName, Edit> => ({
    blender: ['move', { name, location: [x, -z, y] }],
    unity: ['move', { name, position: [-x, y, z] }],
  });

  const sameFacet = (first: EngineName, takes: 'truth' | 'engine'): Test => [
    `both move one object, ${first} is first: its value stands in both, the other’s is a card and on the shelf; the person takes the ${takes} (AUTH-3, ORD-3)`,
    async () => {
      const crate = object('Crate', { kind: 'mesh' });
      await world.fresh(crate);
      const second = otherThan(first);
      const winner = await together(
        { [first]: moveTo(1, 2, 3)[first], [second]: moveTo(7, 8, 9)[second] } as Record<EngineName, Edit>,
        first,
      );
      assert.equal(winner.state, 'committed');
      const conflict = await onlyConflict(second);
      assert.deepEqual(
        conflict.items.map(({ facet, truth, engine }) => [facet, truth, engine]),
        [['transform', at(1, 2, 3), at(7, 8, 9)]],
      );
      assert.deepEqual(
        room.snapshot().shelf.map(({ id, states }) => [id, states[0]?.value]),
        [[conflict.shelf, at(7, 8, 9)]],
      );
      await world.inStep();
      assert.deepEqual(world.named('Crate').transform, at(1, 2, 3));
      await room.request('decide_conflict', {
        conflict: conflict.id,
        take: takes === 'engine' ? [{ id: crate.id, facet: 'transform' }] : [],
      });
      await world.inStep();
      assert.deepEqual(world.named('Crate').transform, takes === 'engine' ? at(7, 8, 9) : at(1, 2, 3));
      assert.deepEqual(room.snapshot().conflicts, []);
      assert.equal(room.snapshot().shelf.length, takes === 'engine' ? 0 : 1);
    },
  ];

  return [
    sameFacet('blender', 'truth'),
    sameFacet('unity', 'engine'),
    [
      'Blender moves what Unity renames in the same moment: both are taken, nobody is asked, and either can be taken back',
      async () => {
        await world.fresh(object('Crate', { kind: 'mesh' }));
        const { state } = await together(
          { blender: moveTo(4, 5, 6).blender, unity: ['rename', { name: 'Crate', to: 'Kiste' }] },
          'blender',
        );
        assert.equal(state, 'committed');
        await world.inStep();
        assert.deepEqual(world.named('Kiste').transform, at(4, 5, 6));
        assert.deepEqual(room.snapshot().conflicts, []);
        const notices = room
          .snapshot()
          .merges.filter(({ objects }) => objects.first[0] === world.named('Kiste').id);
        assert.deepEqual(
          notices.map(({ sides }) => sides.map(({ actor, facets, stands }) => [actor.id, facets, stands])),
          [
            [
              ['engine:blender', ['transform'], 1],
              ['engine:unity', ['name'], 1],
            ],
          ],
        );
        const merge = notices[0]?.id ?? '';
        await room.request('take_back', { merge, actor: 'engine:unity' });
        await room.until(
          'the rename to be taken back',
          () => world.truth.objects.size === 1 && [...world.truth.objects.values()][0]?.name === 'Crate',
        );
        await world.inStep();
        assert.deepEqual(world.named('Crate').transform, at(4, 5, 6));
        await room.request('take_back', { merge, actor: 'engine:blender' });
        await world.settle();
        await world.inStep();
        assert.deepEqual(world.named('Crate').transform, at(0, 0, 0));
        assert.ok(
          room.snapshot().merges.every(({ id }) => id !== merge),
          'both are back: it folds away',
        );
      },
    ],
    [
      'a property in Unity, visibility and another property in Blender: all three are taken',
      async () => {
        await world.fresh(object('Crate', { kind: 'mesh', properties: { mass: 1, tag: 'a' } }));
        await together(
          {
            blender: [
              'exec',
              {
                code: `bpy.data.objects['Crate'].hide_render = True; bpy.data.objects['Crate']['tag'] = 'b'; bpy.ops.ed.undo_push(message='Hide')`,
              },
            ],
            unity: ['set_property', { name: 'Crate', key: 'mass', value: 2 }],
          },
          'unity',
        );
        await world.inStep();
        const { properties, visibility } = world.named('Crate');
        assert.deepEqual(
          [properties, visibility],
          [
            { mass: 2, tag: 'b' },
            { viewport: true, render: false },
          ],
        );
        assert.deepEqual(room.snapshot().conflicts, []);
      },
    ],
    [
      'one object collides and another does not: the one asks, the other is taken',
      async () => {
        await world.fresh(object('Crate', { kind: 'mesh' }), object('Lamp', { kind: 'light' }));
        await together(
          {
            blender: moveTo(1, 0, 0).blender,
            unity: ['move', { names: ['Crate', 'Lamp'], position: [-5, 5, 5] }],
          },
          'blender',
        );
        await world.inStep();
        assert.deepEqual(world.named('Crate').transform, at(1, 0, 0));
        assert.deepEqual(world.named('Lamp').transform.translation, [5, 5, 5]);
        assert.deepEqual(
          (await onlyConflict('unity')).items.map(({ id }) => id),
          [world.named('Crate').id],
        );
      },
    ],
    [
      'both arrive at the same value: nothing to decide',
      async () => {
        await world.fresh(object('Crate', { kind: 'mesh' }));
        await together({ ...moveTo(2, 2, 2) }, 'unity');
        await world.inStep();
        assert.deepEqual(room.snapshot().conflicts, []);
      },
    ],
    [
      'both delete the same objects: nothing to decide',
      async () => {
        const crate = object('Crate', { kind: 'mesh' });
        await world.fresh(crate, object('Lid', { kind: 'mesh', parent: crate.id }));
        await together(
          { blender: ['delete', { names: ['Lid', 'Crate'] }], unity: ['delete', { name: 'Crate' }] },
          'blender',
        );
        await world.inStep();
        assert.equal(world.truth.objects.size, 0);
        assert.deepEqual(room.snapshot().conflicts, []);
      },
    ],
    [
      'Unity deletes what Blender moves in the same moment: it is gone, and Blender’s place is kept on the shelf',
      async () => {
        const crate = object('Crate', { kind: 'mesh' });
        await world.fresh(crate, object('Lid', { kind: 'mesh', parent: crate.id }));
        await together({ blender: moveTo(1, 1, 1).blender, unity: ['delete', { name: 'Crate' }] }, 'unity');
        await world.inStep();
        assert.equal(world.truth.objects.size, 0);
        assert.deepEqual(
          room.snapshot().shelf.flatMap(({ states }) => states.map(({ value }) => value)),
          [at(1, 1, 1)],
        );
      },
    ],
    [
      'Blender hangs A below B while Unity hangs B below A: one wins, and no ring comes to be (AUTH-3)',
      async () => {
        await world.fresh(object('A'), object('B', { kind: 'mesh' }));
        await together(
          {
            blender: [
              'exec',
              {
                code: `bpy.data.objects['A'].parent = bpy.data.objects['B']; bpy.context.view_layer.update(); bpy.ops.ed.undo_push(message='Parent')`,
              },
            ],
            unity: ['reparent', { name: 'B', parent: 'A' }],
          },
          'blender',
        );
        await world.inStep();
        assert.deepEqual([world.named('A').parent, world.named('B').parent], [world.named('B').id, null]);
        await onlyConflict('unity');
      },
    ],
    [
      'both make an object of the same name: the first has it, the other’s stays its artist’s own, on a card',
      async () => {
        await world.fresh();
        await together(
          {
            blender: ['create', { name: 'Crate', kind: 'mesh' }],
            unity: ['create', { name: 'Crate', kind: 'light' }],
          },
          'unity',
        );
        await world.inStep();
        assert.equal(world.named('Crate').kind, 'light');
        assert.equal((await world.inBlender('Crate')).type, 'LIGHT');
        const [own] = world.unshared('blender');
        const { items } = await onlyConflict('blender');
        assert.deepEqual(
          items.map(({ id, facet, truth }) => [id, facet, truth]),
          [[own, 'existence', null]],
        );
        const { raw, ids } = await world.blenderDump();
        const [name = ''] = Object.entries(ids).find(([, id]) => id === own) ?? [];
        assert.equal(raw[name]?.type, 'MESH', 'its artist has it still');
        const { session } = world.session('blender');
        const told = world.told('blender');
        await room.request('adopt_objects', { session });
        assert.equal((await told()).state, 'committed');
        await world.inStep();
        assert.equal(world.truth.objects.get(own ?? '')?.name, name);
      },
    ],
    [
      'the window and both artists move one object in one moment: the numbers say who was first (ORD-3)',
      async () => {
        const crate = object('Crate', { kind: 'mesh' });
        await world.fresh(crate);
        for (const engine of ENGINES) world.lines[engine].hold('to_host');
        await blender.call(...moveTo(1, 1, 1).blender);
        await editor.call(...moveTo(2, 2, 2).unity);
        await blender.call('idle', { turns: TURNS });
        await editor.frames(TURNS);
        const id = await room.submit(moved(crate.id, 3, 3, 3));
        await room.until('the window’s change to fly', () => room.snapshot().status.inFlight.length > 0);
        for (const engine of ENGINES) world.lines[engine].release('to_host');
        assert.equal(await room.outcome(id), 'committed');
        await world.inStep();
        assert.deepEqual(world.named('Crate').transform, at(3, 3, 3));
        const cards = room
          .snapshot()
          .conflicts.map(({ engine, items }) => [engine, items[0]?.engine] as const);
        assert.deepEqual(
          new Map(cards),
          new Map([
            ['blender', at(1, 1, 1)],
            ['unity', at(2, 2, 2)],
          ]),
        );
      },
    ],
  ];
}
