/**
 * Random scenes and operations for property-based tests. The pools of ids, names and keys are small on purpose: only
 * where things collide (swapped names, reversed chains, reused ids) is the algebra of operations hard.
 */
import fc from 'fast-check';
import { canonicalObject, canonicalOperation, KINDS } from '#app/scene/index.ts';
import type {
  Operation,
  PropertyValue,
  Quat,
  Scene,
  SceneObject,
  Transform,
  Vec3,
} from '#app/scene/index.ts';

/** Plain objects only: without a prototype they could not come from JSON, and compare as different. */
function record<Model>(model: { [Key in keyof Model]: fc.Arbitrary<Model[Key]> }): fc.Arbitrary<Model> {
  return fc.record(model, { noNullPrototype: true });
}

/** Ids that the random scenes use. */
export const IDS: readonly string[] = Array.from(
  { length: 10 },
  (_, index) => `0000000${index.toString(16)}-0000-4000-8000-000000000000`,
);

/** Names that collide easily; one of them is what `diff` would pick first for stepping aside. */
export const NAMES: readonly string[] = [
  ...'ABCDEFGHIJKL',
  'Würfel',
  '立方体',
  'cube.001',
  `~${IDS[0]}`,
  `~${IDS[1]}`,
];

/** Keys beside the ordinary: inherited names of JavaScript's objects, numbers, text beyond ASCII. */
export const KEYS: readonly string[] = ['mass', 'toString', 'valueOf', '10', '9', 'é', 'z', '😀', '￿'];

export const number: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.1, 2 ** -149, 3.402_823_466_385_288_6e38),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);

const vec3: fc.Arbitrary<Vec3> = fc.tuple(number, number, number);
export const quat: fc.Arbitrary<Quat> = fc
  .tuple(number, number, number, number)
  .filter((value) => value.some((each) => Math.fround(each) !== 0));

export const transform: fc.Arbitrary<Transform> = record({
  translation: vec3,
  rotation: fc.oneof(quat, fc.constant<Quat>([0, 0, 0, 1])),
  scale: vec3,
});

export const visibility = record({ viewport: fc.boolean(), render: fc.boolean() });

export const propertyValue: fc.Arbitrary<PropertyValue> = fc.oneof(
  fc.boolean(),
  number,
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.array(number, { minLength: 2, maxLength: 16 }),
);

const properties = fc.uniqueArray(fc.tuple(fc.constantFrom(...KEYS), propertyValue), {
  maxLength: 4,
  selector: ([key]) => key,
});

/** An object with any parent; whether that parent exists is up to the scene. Canonical. */
export const sceneObject: fc.Arbitrary<SceneObject> = record({
  id: fc.constantFrom(...IDS),
  kind: fc.constantFrom(...KINDS),
  name: fc.constantFrom(...NAMES),
  parent: fc.option(fc.constantFrom(...IDS)),
  transform,
  visibility,
  properties: properties.map((entries): SceneObject['properties'] => Object.fromEntries(entries)),
}).map(canonicalObject);

/** A valid scene: unique names, every parent present, no cycle; the map's order is random. */
export const scene: fc.Arbitrary<Scene> = record({
  objects: fc.uniqueArray(sceneObject, { maxLength: IDS.length, selector: (object) => object.id }),
  names: fc.shuffledSubarray([...NAMES], { minLength: IDS.length }),
  // Object i hangs on one of those before it, or on none; the order among them is random already.
  hooks: fc.array(fc.nat({ max: IDS.length }), { minLength: IDS.length, maxLength: IDS.length }),
})
  .chain(({ objects, names, hooks }) => {
    const placed = objects.map((object, index): SceneObject => {
      const parent = (hooks[index] ?? 0) % (index + 1);
      return {
        ...object,
        name: names[index] ?? '',
        parent: parent === index ? null : (objects[parent]?.id ?? null),
      };
    });
    return fc.shuffledSubarray(placed, { minLength: placed.length });
  })
  .map((objects) => ({ objects: new Map(objects.map((object) => [object.id, object])) }));

/** Any operation over the pools, often one that a given scene refuses. */
export const operation: fc.Arbitrary<Operation> = (() => {
  const id = fc.constantFrom(...IDS);
  return fc
    .oneof(
      record({ op: fc.constant('create' as const), object: sceneObject }),
      record({
        op: fc.constant('delete' as const),
        id,
        descendants: fc.subarray([...IDS], { maxLength: 3 }),
      }),
      record({ op: fc.constant('rename' as const), id, name: fc.constantFrom(...NAMES) }),
      record({ op: fc.constant('reparent' as const), id, parent: fc.option(id) }),
      record({ op: fc.constant('set_transform' as const), id, transform }),
      record({ op: fc.constant('set_visibility' as const), id, visibility }),
      record({
        op: fc.constant('set_property' as const),
        id,
        key: fc.constantFrom(...KEYS),
        value: fc.option(propertyValue),
      }),
    )
    .map(canonicalOperation);
})();

/** How a random wish becomes an operation that fits the scene at hand; see `fitting`. */
export interface Wish {
  readonly operation: Operation;
  readonly at: number;
}

export const wishes: fc.Arbitrary<Wish[]> = fc.array(record({ operation, at: fc.nat() }), {
  maxLength: 12,
});
