import { describe, expect, it } from 'vitest';
import { EngineScene } from '#test/bench/adapter-scene.ts';
import type { SceneObject } from '#app/scene/index.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';

function box(id: string): SceneObject {
  return {
    id,
    kind: 'mesh',
    name: id.slice(-1),
    parent: null,
    transform: { translation: [1, 2, 3], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties: { b: 1, a: 'x' },
  };
}

describe('EngineScene', () => {
  it('reads back what its 32-bit memory holds, not what it was told', () => {
    const scene = new EngineScene();
    scene.apply([{ op: 'create', object: box(ID) }]);
    const [state] = scene.apply([
      {
        op: 'set_transform',
        id: ID,
        transform: { translation: [0.1, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
      },
    ]);
    expect(state?.facet).toBe('transform');
    expect(state?.value).toMatchObject({ translation: [Math.fround(0.1), 0, 0] });
    expect(state?.value).not.toMatchObject({ translation: [0.1, 0, 0] });
  });

  it('names each written facet once, and a whole object where it was made', () => {
    const scene = new EngineScene();
    const states = scene.apply([
      { op: 'create', object: box(ID) },
      { op: 'rename', id: ID, name: 'renamed' },
      { op: 'create', object: box(OTHER) },
      { op: 'set_property', id: OTHER, key: 'a', value: null },
    ]);
    expect(states.map(({ id, facet }) => [id, facet])).toEqual([
      [ID, 'existence'],
      [OTHER, 'existence'],
    ]);
    expect(states[0]?.value).toMatchObject({ name: 'renamed' });
    expect(states[1]?.value).toMatchObject({ properties: { b: 1 } });
  });

  it('reads a deleted object back as gone, and uses its memory again', () => {
    const scene = new EngineScene();
    scene.put(box(ID));
    expect(scene.apply([{ op: 'delete', id: ID, descendants: [] }])).toEqual([
      { id: ID, facet: 'existence', value: null },
    ]);
    scene.put(box(OTHER));
    expect(scene.object(OTHER)).toEqual(box(OTHER));
    expect(scene.size).toBe(1);
  });

  it('refuses what it does not hold', () => {
    expect(() => new EngineScene().apply([{ op: 'rename', id: ID, name: 'x' }])).toThrow(ID);
  });
});
