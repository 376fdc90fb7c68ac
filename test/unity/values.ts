/** Values through the tests' editor: exact where they can be, within bounds where not, against Unity's own matrices. */
import { strict as assert } from 'node:assert';
import { canonicalTransform } from '#app/scene/index.ts';
import type { Kind, Operation, SceneObject, Transform } from '#app/scene/index.ts';
import { unityWorld } from '../vectors/conversions.ts';
import { randomFrom } from '../vectors/numbers.ts';
import type { Test } from '../scripted/harness.ts';
import { at, object, sceneOf } from '../scripted/objects.ts';
import type { Dump } from './editor.ts';
import { field, property } from './world.ts';
import type { World } from './world.ts';

type Matrix = number[][];

const KINDS: readonly Kind[] = ['empty', 'mesh', 'light', 'camera'];

function randomTransform(random: () => number): Transform {
  const number = (span: number): number => (random() - 0.5) * 2 * span;
  const mirrored = (): number => (random() < 0.5 ? -1 : 1) * (0.25 + random() * 3);
  return canonicalTransform({
    translation: [number(20), number(20), number(20)],
    rotation: [number(1), number(1), number(1), number(1)],
    scale: [mirrored(), mirrored(), mirrored()],
  });
}

function matrixOf(
  [px = 0, py = 0, pz = 0]: readonly number[],
  [x = 0, y = 0, z = 0, w = 1]: readonly number[],
  [sx = 1, sy = 1, sz = 1]: readonly number[],
): Matrix {
  return [
    [(1 - 2 * (y * y + z * z)) * sx, 2 * (x * y - w * z) * sy, 2 * (x * z + w * y) * sz, px],
    [2 * (x * y + w * z) * sx, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z - w * x) * sz, py],
    [2 * (x * z - w * y) * sx, 2 * (y * z + w * x) * sy, (1 - 2 * (x * x + y * y)) * sz, pz],
    [0, 0, 0, 1],
  ];
}

function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    [0, 1, 2, 3].map((c) => row.reduce((sum, value, k) => sum + value * (b[k]?.[c] ?? 0), 0)),
  );
}

/** The world matrix that Unity has, by multiplying what it holds, against the one that the shared scene says. */
function compareWorlds(dump: Dump, objects: ReadonlyMap<string, SceneObject>, tolerance: number): void {
  const byPath = new Map(dump.objects.map((each) => [each.path.join(), each]));
  let compared = 0;
  for (const each of dump.objects) {
    const shared = objects.get(each.id ?? '');
    if (shared === undefined) continue;
    let have = matrixOf(each.place, each.turn, each.size);
    for (let depth = each.path.length - 1; depth > 0; depth -= 1) {
      const above = byPath.get(each.path.slice(0, depth).join());
      if (above !== undefined) have = product(matrixOf(above.place, above.turn, above.size), have);
    }
    let canonical = matrixOf(shared.transform.translation, shared.transform.rotation, shared.transform.scale);
    for (let { parent } = shared; parent !== null;) {
      const above = objects.get(parent);
      assert.ok(above !== undefined);
      const { translation, rotation, scale } = above.transform;
      canonical = product(matrixOf(translation, rotation, scale), canonical);
      ({ parent } = above);
    }
    const want = unityWorld(canonical, shared.kind);
    for (let r = 0; r < 3; r += 1) {
      for (let c = 0; c < 4; c += 1) {
        const [expected, found] = [want[r]?.[c] ?? NaN, have[r]?.[c] ?? NaN];
        assert.ok(
          Math.abs(expected - found) <= tolerance * Math.max(1, Math.abs(expected)),
          `${shared.name} [${r}][${c}]: ${found} instead of ${expected}`,
        );
        compared += 1;
      }
    }
  }
  assert.ok(compared > 0);
}

export function valueTests(world: World): Test[] {
  const { editor } = world;
  return [
    [
      'what conversions.md says of a quarter turn and of a camera that looks straight down is what Unity has',
      async () => {
        const half = Math.fround(Math.SQRT1_2);
        await world.fresh(
          sceneOf(
            object('Turned', { transform: { ...at(1, 2, 3), rotation: [0, half, 0, half] } }),
            object('Camera', {
              kind: 'camera',
              transform: { ...at(0, 0, 0), rotation: [-half, 0, 0, half] },
            }),
          ),
        );
        const turned = await world.raw('Turned');
        assert.deepEqual(
          [turned.place, turned.turn],
          [
            [-1, 2, 3],
            [0, -half, 0, half],
          ],
        );
        const { turn } = await world.raw('Camera');
        [0, half, -half, 0].forEach((want, axis) =>
          assert.ok(Math.abs(want - (turn[axis] ?? NaN)) < 1e-7, String(turn)),
        );
      },
    ],
    [
      'canonical places multiply to Unity’s own world matrices: below cameras and lights, with mirrored scale',
      async () => {
        const random = randomFrom(1);
        const objects: SceneObject[] = [];
        for (const parentKind of KINDS) {
          const parent = object(`Parent ${parentKind}`, {
            kind: parentKind,
            transform: { ...randomTransform(random), scale: [1, 1, 1] },
          });
          objects.push(parent);
          for (const kind of KINDS) {
            const child = object(`${parentKind} ${kind}`, {
              kind,
              parent: parent.id,
              transform: { ...randomTransform(random), scale: [2, 2, 2] },
            });
            const leaf = object(`${parentKind} ${kind} leaf`, {
              kind: 'mesh',
              parent: child.id,
              transform: randomTransform(random),
            });
            objects.push(child, leaf);
          }
        }
        const session = await world.fresh(sceneOf(...objects));
        compareWorlds(await world.dump(), session.truth.objects, 2e-5);
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'an object that is hung below a camera keeps what it shows: its own place is said anew',
      async () => {
        const random = randomFrom(4);
        const camera = object('Camera', {
          kind: 'camera',
          transform: { ...randomTransform(random), scale: [1, 1, 1] },
        });
        const prop = object('Prop', {
          kind: 'mesh',
          transform: { ...randomTransform(random), scale: [1, 1, 1] },
        });
        const session = await world.fresh(sceneOf(camera, prop));
        await session.commit([{ op: 'reparent', id: prop.id, parent: camera.id }]);
        await session.barrier();
        compareWorlds(await world.dump(), session.truth.objects, 1e-5);
        await editor.call('reparent', { name: 'Prop', parent: null });
        await session.take();
        compareWorlds(await world.dump(), session.truth.objects, 1e-5);
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'places come back to the bit for ordinary objects, and within the bounds for cameras and lights (R33)',
      async () => {
        const random = randomFrom(3);
        const count = 250;
        const exact = Array.from({ length: count }, (_, i) =>
          object(`E${i}`, { transform: randomTransform(random) }),
        );
        const pairs = Array.from({ length: count }, (_, i) =>
          object(`C${i}`, { kind: i % 2 === 0 ? 'camera' : 'light', transform: randomTransform(random) }),
        );
        const session = await world.fresh();
        await session.commit(exact.map((each): Operation => ({ op: 'create', object: each })));
        const values = await session.readValues(exact.map((each) => each.id));
        for (const each of exact) assert.deepEqual(values.get(each.id), each);
        await session.commit(pairs.map((each): Operation => ({ op: 'create', object: each })));
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'a Unity that rounds the rotations it is given is within bounds, says so, and is in step (R25, R33)',
      async () => {
        const random = randomFrom(5);
        const objects = Array.from({ length: 100 }, (_, i) =>
          object(`R${i}`, { transform: randomTransform(random) }),
        );
        await editor.call('normalise', { on: true });
        try {
          const session = await world.fresh(sceneOf(...objects));
          assert.ok(session.bounded.size > 0, 'what could not be held to the bit is declared');
          assert.ok(session.bounded.size < objects.length, 'what could is not');
          await session.commit(
            objects.map((each): Operation => ({
              op: 'set_transform',
              id: each.id,
              transform: randomTransform(random),
            })),
          );
          assert.deepEqual(await session.differences(), []);
          await world.silence();
        } finally {
          await editor.call('normalise', { on: false });
        }
      },
    ],
    [
      'two switches live on Unity’s one: what was written stands until the artist moves it (rule 12)',
      async () => {
        const a = object('A', { visibility: { viewport: false, render: true } });
        const session = await world.fresh(sceneOf(a));
        assert.equal((await world.raw('A')).raw.active, true, 'the active flag is what is rendered');
        await editor.call('toggle', { name: 'A', active: false });
        const off = await session.take();
        assert.deepEqual(off.operations, [
          { op: 'set_visibility', id: a.id, visibility: { viewport: false, render: false } },
        ]);
        await editor.call('undo');
        assert.deepEqual((await session.take()).operations, [
          { op: 'set_visibility', id: a.id, visibility: { viewport: false, render: true } },
        ]);
        const set = async (viewport: boolean, render: boolean): Promise<void> => {
          await session.commit([{ op: 'set_visibility', id: a.id, visibility: { viewport, render } }]);
        };
        for (const viewport of [true, false])
          for (const render of [false, true]) {
            await set(viewport, render);
            assert.equal((await world.raw('A')).raw.active, render);
          }
        await set(true, true);
        await session.barrier();
        assert.equal(
          field(await world.raw('A'), 'VibeSyncIdentity', 'viewport'),
          undefined,
          'nothing is kept without need',
        );
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'properties keep their types; what cannot be shared is named in a note and left alone',
      async () => {
        const a = object('A', {
          properties: { yes: true, no: false, number: 0.1, text: 'ä', vector: [1, 2, 3] },
        });
        const session = await world.fresh(sceneOf(a));
        await editor.call('all', {
          label: 'Properties',
          steps: [
            { do: 'set_property', name: 'A', key: 'whole', value: 7 },
            { do: 'set_property', name: 'A', key: 'group', value: { a: 1 } },
            { do: 'set_property', name: 'A', key: 'long', value: 'x'.repeat(2000) },
            { do: 'set_property', name: 'A', key: 'one', value: [1] },
          ],
        });
        const edit = await session.take();
        assert.deepEqual(edit.operations, [{ op: 'set_property', id: a.id, key: 'whole', value: 7 }]);
        assert.match((await world.notes()).join('\n'), /Of “A” this is not shared: .*“group”.*“long”.*“one”/);
        await session.commit([
          { op: 'set_property', id: a.id, key: 'whole', value: 8 },
          { op: 'set_property', id: a.id, key: 'yes', value: false },
          { op: 'set_property', id: a.id, key: 'no', value: 2 },
          { op: 'set_property', id: a.id, key: 'text', value: null },
        ]);
        await session.barrier();
        const raw = await world.raw('A');
        assert.deepEqual(
          ['whole', 'yes', 'no', 'text', 'group', 'one'].map((key) => property(raw, key)),
          [8, false, 2, undefined, { a: 1 }, [1]],
        );
        assert.deepEqual((await session.readValues([a.id])).get(a.id)?.properties, {
          whole: 8,
          yes: false,
          no: 2,
          number: Math.fround(0.1),
          vector: [1, 2, 3],
        });
      },
    ],
    [
      'what hangs on an object that is not shared is where nobody else can say: declared, not written, told when it hangs free (rule 10)',
      async () => {
        const child = object('Child', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(child));
        await editor.call('create', { name: 'Holder', kind: 'empty', step: false });
        await world.silence();
        await editor.call('reparent', { name: 'Child', parent: 'Holder', label: 'Hang' });
        await session.next('declare', (each) =>
          each.objects.some(({ driven }) => driven.includes('transform')),
        );
        assert.match(
          (await world.notes()).join('\n'),
          /“Child” this is not shared: hangs on an object that is not shared/,
        );
        await editor.call('move', { name: 'Child', position: [5, 0, 0] });
        await world.silence();
        await session.commit([{ op: 'set_transform', id: child.id, transform: at(1, 2, 3) }]);
        await session.barrier();
        assert.deepEqual((await world.raw('Child')).place, [5, 0, 0]);
        await editor.call('reparent', { name: 'Child', parent: null, label: 'Free' });
        const edit = await session.take();
        assert.deepEqual(
          [edit.undo?.name, edit.before[0]?.value, edit.operations],
          ['Free', at(1, 2, 3), [{ op: 'set_transform', id: child.id, transform: at(-5, 0, 0) }]],
        );
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'a name that cannot be shared is said, and the object is shared without it',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await editor.call('rename', { name: 'A', to: 'ä'.repeat(40) });
        await session.next('declare', (each) => each.objects.some(({ driven }) => driven.includes('name')));
        assert.match((await world.notes()).join('\n'), /this is not shared: its name/);
        await world.silence();
        await editor.call('rename', { name: 'ä'.repeat(40), to: 'Short' });
        assert.deepEqual((await session.take()).operations, [{ op: 'rename', id: a.id, name: 'Short' }]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
  ];
}
