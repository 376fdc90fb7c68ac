/** What the simulated agent thinks of, one after the other; each is made from the scene as it is at that moment. */
import { canonicalObject, IDENTITY_TRANSFORM } from '#app/scene/index.ts';
import type { Operation, PropertyValue, SceneObject, Vec3 } from '#app/scene/index.ts';
import type { Suggestion } from './agent.ts';
import type { EngineMemory } from './engine-memory.ts';
import type { Random } from './random.ts';

/** Null where the scene gives no reason for it any more. */
export type Idea = (memory: EngineMemory, random: Random) => Suggestion | null;

const LANTERNS = 4;
const CUSHIONS = 3;

const lanterns: Idea = (memory, random) => {
  const parent = memory.find('Lighting');
  if (parent === null || memory.find('Lantern_01') !== null) return null;
  return {
    task: 'Evening mood',
    reason: 'Four small lanterns along the back wall, so that the corner behind the sofa does not go black.',
    operations: Array.from({ length: LANTERNS }, (_, index) =>
      create(random, `Lantern_0${index + 1}`, 'light', parent, [-2.4 + index * 1.6, 2.1, -2.8], {
        colour: [1, 0.72, 0.44, 1],
        strength: 45,
      }),
    ),
  };
};

const warmKey: Idea = (memory) => {
  const light = memory.find('Key_Light');
  if (light === null) return null;
  return {
    task: 'Evening mood',
    reason: 'A warmer and weaker key reads as late sun; the fill can stay as it is.',
    operations: [
      set(light, 'colour', [1, 0.79, 0.55, 1]),
      set(light, 'strength', 480),
      move(light, [2.9, 2.5, 2.2]),
    ],
  };
};

const oldBackdrop: Idea = (memory) => {
  const backdrop = memory.find('Old_Backdrop');
  if (backdrop === null) return null;
  return {
    task: 'Clear the set',
    reason: 'The old backdrop stands outside of both cameras and throws a shadow on the rug.',
    operations: [{ op: 'delete', id: backdrop.id, descendants: [] }],
  };
};

const cushions: Idea = (memory, random) => {
  const sofa = memory.find('Sofa');
  if (sofa === null || memory.find('Cushion_01') !== null) return null;
  return {
    task: 'Dress the sofa',
    reason: 'Three cushions break the long edge of the sofa in the wide shot.',
    operations: Array.from({ length: CUSHIONS }, (_, index) =>
      create(random, `Cushion_0${index + 1}`, 'mesh', sofa, [-0.6 + index * 0.6, 0.35, 0.1], {
        material: index === 1 ? 'Linen_Rust' : 'Linen_Cream',
      }),
    ),
  };
};

const closerLens: Idea = (memory, random) => {
  const camera = memory.find('Camera_Close');
  if (camera === null) return null;
  const lens = Math.round(random.between(50, 85));
  return {
    task: 'Second shot',
    reason: `A ${lens} mm lens keeps the armchair out of the edge of the frame.`,
    operations: [set(camera, 'lens_mm', lens)],
  };
};

const softRim: Idea = (memory, random) => {
  const light = memory.find('Rim_Light');
  if (light === null) return null;
  return {
    task: 'Evening mood',
    reason: 'A softer rim, so that it separates the sofa from the wall without drawing an edge.',
    operations: [set(light, 'strength', Math.round(random.between(120, 220)))],
  };
};

const glaze: Idea = (memory, random) => {
  const vase = memory.find('Vase');
  if (vase === null) return null;
  const now = vase.properties['glaze'];
  const others = ['Celadon', 'Oxblood', 'Chalk'].filter((each) => each !== now);
  return {
    task: 'Dress the set',
    reason: 'Another glaze for the vase: it is the only accent at the left of the frame.',
    operations: [set(vase, 'glaze', random.pick(others))],
  };
};

/** The first three show one of each class; the last three can come again for as long as the demo runs. */
export const IDEAS: readonly Idea[] = [lanterns, warmKey, oldBackdrop, cushions, closerLens, softRim, glaze];
/** From here on they come again. */
export const FIRST_LASTING = 4;

function create(
  random: Random,
  name: string,
  kind: SceneObject['kind'],
  parent: SceneObject,
  translation: Vec3,
  properties: SceneObject['properties'],
): Operation {
  const object = canonicalObject({
    id: random.uuid(),
    kind,
    name,
    parent: parent.id,
    transform: { ...IDENTITY_TRANSFORM, translation },
    visibility: { viewport: true, render: true },
    properties,
  });
  return { op: 'create', object };
}

function set({ id }: SceneObject, key: string, value: PropertyValue): Operation {
  return { op: 'set_property', id, key, value };
}

function move({ id, transform }: SceneObject, translation: Vec3): Operation {
  return { op: 'set_transform', id, transform: { ...transform, translation } };
}
