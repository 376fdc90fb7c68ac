/**
 * A random working day from a seed: both artists and the window make, move, rename, hang, hide, copy and delete what there
 * is, Blender's and Unity's artist undo and redo, and nobody waits for anybody. At rest both engines hold the truth.
 */
import { canonicalTransform, descendantsOf } from '#app/scene/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { object } from '../scripted/objects.ts';
import { randomFrom } from '../vectors/numbers.ts';
import { furnished, randomTransform } from './scenes.ts';
import type { World } from './world.ts';

/** More objects than this are not made: the walk is about a few that everybody is at. */
const MOST_OBJECTS = 14;
const MOST_PRESSES = 4;
const TURNS = 3;
/** Of what a person decides until nothing is asked any more. */
const MOST_ROUNDS = 10;

/** What stands in Blender before each of its artist's edits; an object that is gone by then ends the edit. */
const BEFORE = `
objects = bpy.data.objects
scene = bpy.context.scene
yard = bpy.data.collections.get('Yard') or scene.collection
def step(label):
    bpy.context.view_layer.update()
    bpy.ops.ed.undo_push(message=label)
`;
/** A collection of the file beside the scene's own: undo keeps the two in different ways. */
const YARD = 'Yard';

type Act = () => Promise<unknown>;

/** Found among hundreds: at these Blender crashed in an undo, as long as it kept in memory what led to what it freed. */
const SEEDS = [1, 18] as const;
const STEPS = 40;

export function walkTests(world: World): Test[] {
  return SEEDS.map((seed): Test => [
    `both artists and the window at random, with undo and redo in both: all is in step at rest (seed ${seed})`,
    async () => {
      const walk = new Walk(world, seed);
      await walk.run(STEPS).catch((error: unknown) => {
        throw new Error(`${String(error)}\nafter\n${walk.done.join('\n')}`, { cause: error });
      });
    },
  ]);
}

export class Walk {
  /** What was done, in order, for whoever reads a failure. */
  readonly done: string[] = [];
  readonly #world: World;
  readonly #random: () => number;
  #made = 0;

  constructor(world: World, seed: number) {
    this.#world = world;
    this.#random = randomFrom(seed);
    // The first of so simple a generator are alike for seeds that are.
    for (let count = 0; count < 8; count += 1) this.#random();
  }

  /** @param steps how many things happen before everybody rests */
  async run(steps: number): Promise<void> {
    const world = this.#world;
    await world.fresh();
    await world.blender.python(`${BEFORE}
bpy.context.scene.collection.children.link(bpy.data.collections.new('${YARD}'))
step('New Collection')`);
    await world.room.commit(...furnished().map((each): Operation => ({ op: 'create', object: each })));
    await world.settle();
    for (let step = 0; step < steps; step += 1) {
      const [what, act] = this.#any(this.#acts());
      this.done.push(what);
      await act();
      await this.#pause();
    }
    await this.#rest();
    await world.inStep();
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #any<Each>(from: readonly Each[]): Each {
    return from[this.#below(from.length)] as Each;
  }

  #acts(): readonly (readonly [string, Act])[] {
    const known = [...this.#world.truth.objects.values()];
    const isFull = known.length >= MOST_OBJECTS;
    const one = known.length > 0 ? this.#any(known) : null;
    const other = known.length > 0 ? this.#any(known) : null;
    const acts = [...this.#presses()];
    if (!isFull) acts.push(...this.#creations(other));
    if (one !== null) acts.push(...this.#edits(one, other, isFull));
    return acts;
  }

  /** Undo and redo are a third of what happens. */
  #presses(): (readonly [string, Act])[] {
    const { blender, editor } = this.#world;
    const times = 1 + this.#below(MOST_PRESSES);
    const pump = this.#random() < 0.7;
    const inBlender = (key: 'undo' | 'redo') =>
      [`Blender ${key} ${times}${pump ? '' : ' at once'}`, () => blender.call(key, { times, pump })] as const;
    const inUnity = (key: 'undo' | 'redo') =>
      [`Unity ${key} ${times}`, () => editor.call(key, { times, frames: pump })] as const;
    const undo = inBlender('undo');
    return [undo, undo, undo, undo, inBlender('redo'), inBlender('redo'), inUnity('undo'), inUnity('redo')];
  }

  #creations(parent: SceneObject | null): (readonly [string, Act])[] {
    const name = `N${(this.#made += 1)}`;
    const kind = this.#any(['mesh', 'empty', 'light', 'camera'] as const);
    const isChild = parent !== null && this.#random() < 0.5;
    const home = this.#random() < 0.5 ? 'yard' : 'scene.collection';
    const data = {
      mesh: "bpy.data.meshes.new('M')",
      empty: 'None',
      light: "bpy.data.lights.new('L', 'POINT')",
      camera: "bpy.data.cameras.new('C')",
    }[kind];
    return [
      [
        `Blender creates ${name}`,
        () =>
          this.#python(`
ob = objects.new('${name}', ${data})
${home}.objects.link(ob)
ob.parent = objects.get(${isChild ? JSON.stringify(parent.name) : "''"})
step('Add')`),
      ],
      [
        `Unity creates ${name}`,
        () => this.#inUnity('create', { name, kind, ...(isChild ? { parent: parent.name } : {}) }),
      ],
      [
        `the window creates ${name}`,
        () =>
          this.#submit({ op: 'create', object: object(name, { kind, parent: isChild ? parent.id : null }) }),
      ],
    ];
  }

  #edits(one: SceneObject, other: SceneObject | null, isFull: boolean): (readonly [string, Act])[] {
    const { truth } = this.#world;
    const { id, name } = one;
    const place = canonicalTransform({ ...randomTransform(this.#random), scale: [1, 1, 1] });
    const [x, y, z] = place.translation;
    const named = `“${name}”`;
    const label = `R${(this.#made += 1)}`;
    const descendants = descendantsOf(truth, id);
    const to = other === null || other.id === id || descendants.includes(other.id) ? null : other;
    const where = to === null ? 'nothing' : `“${to.name}”`;
    const ob = `ob = objects.get(${JSON.stringify(name)})\nif ob is not None:`;
    const above = `objects.get(${JSON.stringify(to?.name ?? '')})`;
    const acts: (readonly [string, Act])[] = [
      [
        `Blender moves ${named}`,
        () => this.#python(`${ob}\n ob.location = (${x}, ${y}, ${z})\n step('Move')`),
      ],
      [
        `Blender moves ${named} in three steps`,
        () => this.#python(`${ob}\n for each in (${x}, ${y}, ${z}):\n  ob.location.x = each\n  step('Move')`),
      ],
      [`Blender renames ${named}`, () => this.#python(`${ob}\n ob.name = '${label}'\n step('Rename')`)],
      [
        `Blender hangs ${named} on ${where}`,
        () =>
          this.#python(`${ob}
 above = ${above}
 ups = above
 while ups is not None and ups != ob: ups = ups.parent
 if ups is None:
  ob.parent = above
  step('Parent')`),
      ],
      [
        `Blender hides ${named}`,
        () => this.#python(`${ob}\n ob.hide_render = not ob.hide_render\n step('Hide')`),
      ],
      [
        `Blender deletes ${named}`,
        () =>
          this.#python(
            `${ob}\n for each in [*ob.children_recursive, ob]: objects.remove(each)\n step('Delete')`,
          ),
      ],
      [`Unity moves ${named}`, () => this.#inUnity('move', { name, position: [x, y, z] })],
      [`Unity renames ${named}`, () => this.#inUnity('rename', { name, to: label })],
      [
        `Unity hangs ${named} on ${where}`,
        () => this.#inUnity('reparent', { name, ...(to === null ? {} : { parent: to.name }) }),
      ],
      [`Unity deletes ${named}`, () => this.#inUnity('delete', { names: [name] })],
      [`the window moves ${named}`, () => this.#submit({ op: 'set_transform', id, transform: place })],
      [
        `the window hangs ${named} on ${where}`,
        () => this.#submit({ op: 'reparent', id, parent: to?.id ?? null }),
      ],
      [`the window renames ${named}`, () => this.#submit({ op: 'rename', id, name: label })],
      [`the window deletes ${named}`, () => this.#submit({ op: 'delete', id, descendants })],
    ];
    acts.push(
      [`a script in Blender moves ${named}`, () => this.#python(`${ob}\n ob.location = (${x}, ${y}, ${z})`)],
      [
        `a script in Unity moves ${named}`,
        () => this.#inUnity('move', { name, position: [x, y, z], step: false }),
      ],
      [`Unity switches ${named}`, () => this.#inUnity('toggle', { name, active: !one.visibility.render })],
      ['Unity loads its domain anew', () => this.#inUnity('reload_domain', {})],
    );
    if (one.kind === 'mesh' && to !== null)
      acts.push([
        `Blender’s artist is in edit mode of ${named}, while the window moves ${where} and makes ${label}`,
        () =>
          this.#inEditMode(name, [
            { op: 'set_transform', id: to.id, transform: place },
            { op: 'create', object: object(label, { kind: 'mesh', parent: to.id }) },
          ]),
      ]);
    if (!isFull)
      acts.push(
        [
          `Blender copies ${named}`,
          () =>
            this.#python(
              `${ob}\n copy = ob.copy()\n for each in ob.users_collection: each.objects.link(copy)\n step('Duplicate')`,
            ),
        ],
        [`Unity copies ${named}`, () => this.#inUnity('duplicate', { name })],
      );
    return acts;
  }

  #python(code: string): Promise<unknown> {
    return this.#world.blender.python(`${BEFORE}${code}`);
  }

  async #inEditMode(name: string, operations: readonly Operation[]): Promise<void> {
    const entered = await this.#world.blender.python<boolean>(`${BEFORE}
ob = objects.get(${JSON.stringify(name)})
result = ob is not None and ob.name in bpy.context.view_layer.objects and not ob.hide_viewport
if result:
    bpy.context.view_layer.objects.active = ob
    bpy.ops.object.mode_set(mode='EDIT')
    step('Toggle Edit Mode')
    step('Select All')`);
    if (!entered) return;
    for (const each of operations) await this.#submit(each);
    await this.#world.blender.call('idle', { turns: TURNS });
    if (this.#random() < 0.3) await this.#world.blender.call('undo');
    await this.#leaveEditMode();
  }

  /** An undo or a redo may have led into it again. */
  async #leaveEditMode(): Promise<void> {
    await this.#python(`
if bpy.context.mode != 'OBJECT':
    bpy.ops.object.mode_set(mode='OBJECT')
    step('Toggle Edit Mode')`);
  }

  /** What Unity's artist is after may be gone there by then, or hang where nothing of theirs can. */
  async #inUnity(verb: string, command: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#world.editor.call(verb, command).catch((error: unknown) => {
      if (!/There is no “|below itself/.test(String(error))) throw error;
      this.done.push('(could not)');
    });
  }

  /** Refused where somebody else was faster. */
  async #submit(...operations: Operation[]): Promise<void> {
    await this.#world.room.submit(...operations).catch((error: unknown) => {
      if (!/was refused/.test(String(error))) throw error;
      this.done.push('(refused)');
    });
  }

  async #pause(): Promise<void> {
    const { blender, editor } = this.#world;
    const kind = this.#random();
    if (kind < 0.3) return;
    if (kind < 0.6) await Promise.all([blender.call('idle', { turns: TURNS }), editor.frames(TURNS)]);
    else {
      this.done.push('(rest)');
      await this.#leaveEditMode();
      await this.#world.settle();
    }
  }

  /** A person keeps the shared scene wherever they are asked. */
  async #rest(): Promise<void> {
    const { room } = this.#world;
    await this.#leaveEditMode();
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await this.#world.settle();
      const { conflicts } = room.snapshot();
      if (conflicts.length === 0) return;
      for (const { id } of conflicts) await room.request('decide_conflict', { conflict: id, take: [] });
    }
  }
}
