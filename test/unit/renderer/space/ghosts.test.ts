import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import type { WaitingView } from '#app/control-room/index.ts';
import type { Conflict } from '#app/ledger/index.ts';
import type { FacetState, SceneObject } from '#app/scene/index.ts';
import { ghostShapes } from '../../../../renderer/scene/space/ghost-shapes.ts';
import { ghostsOf } from '../../../../renderer/scene/space/ghosts.ts';
import { projected } from '../../../../renderer/model/pending.ts';
import { versionOverlay } from '../../../../renderer/scene/space/overlays.ts';
import { Placement } from '../../../../renderer/scene/space/placement.ts';
import { at, id, object, sceneOf } from './support.ts';

const scene = sceneOf(
  object(1, at([0, 0, 0]), { kind: 'empty' }),
  object(2, at([1, 0, 0]), { parent: 1 }),
  object(3, at([5, 0, 0])),
);

function suggestion(index: number, after: readonly FacetState[]): WaitingView {
  return {
    id: id(100 + index),
    actor: { kind: 'agent', id: 'agent:dresser', name: 'dresser' },
    task: null,
    reason: '',
    class: 'cosmetic',
    operations: [],
    objects: [],
    changes: after.map((each) => ({ before: null, after: each })),
    of: { operations: after.length, objects: after.length },
    hash: null,
    base: 1,
    state: 'awaiting_approval',
    held: null,
    agentGone: false,
    byItself: false,
    waitedFor: [],
  };
}

function shapesOf(waiting: WaitingView): string[] {
  const placement = new Placement();
  placement.update(scene, new Map());
  const layers = ghostsOf(scene, [waiting], undefined, null)?.layers ?? [];
  return layers
    .flatMap((layer) => ghostShapes(layer, placement))
    .map(({ id: each, world, isDoomed, isCarried }) => {
      const { x, y, z } = new Vector3().setFromMatrixPosition(world);
      return `${Number.parseInt(each.slice(-4), 16)} at ${x} ${y} ${z}${isDoomed ? ', goes' : ''}${isCarried ? ', carried' : ''}`;
    });
}

const moved = (index: number, x: number): FacetState => ({
  id: id(index),
  facet: 'transform',
  value: at([x, 0, 0]),
});

describe('ghosts of a suggestion', () => {
  it('show what moves where it would stand, with what hangs on it', () => {
    expect(shapesOf(suggestion(1, [moved(1, 10)]))).toEqual(['1 at 10 0 0', '2 at 11 0 0, carried']);
  });

  it('show what is made below something that is made with it', () => {
    const group = object(7, at([0, 2, 0]));
    const inside = object(8, at([0, 0, 3]), { parent: 7 });
    const made = [group, inside].map((each): FacetState => ({
      id: each.id,
      facet: 'existence',
      value: each,
    }));
    expect(shapesOf(suggestion(1, made))).toEqual(['7 at 0 2 0', '8 at 0 2 3']);
  });

  it('show what goes where it stands, and that it goes', () => {
    expect(shapesOf(suggestion(1, [{ id: id(3), facet: 'existence', value: null }]))).toEqual([
      '3 at 5 0 0, goes',
    ]);
  });

  it('follow one value after another of an object that is made', () => {
    const made = object(9, at([0, 0, 0]));
    const states: FacetState[] = [
      { id: made.id, facet: 'existence', value: made },
      { id: made.id, facet: 'transform', value: at([0, 0, 4]) },
    ];
    expect(shapesOf(suggestion(1, states))).toEqual(['9 at 0 0 4']);
  });

  it('are nothing of what is not here', () => {
    expect(shapesOf(suggestion(1, [moved(99, 1)]))).toEqual([]);
  });

  it('are of the suggestion that is looked at, else of the first', () => {
    const both = [suggestion(1, [moved(1, 1)]), suggestion(2, [moved(3, 1)])];
    expect(ghostsOf(scene, both, undefined, null)?.of).toBe(both[0]?.id);
    expect(ghostsOf(scene, both, undefined, both[1]?.id ?? '')?.of).toBe(both[1]?.id);
    expect(ghostsOf(scene, both, undefined, 'a clip')?.of).toBe(both[0]?.id);
    expect(ghostsOf(scene, [], undefined, null)).toBeNull();
  });
});

describe('ghosts of a conflict', () => {
  const conflict: Conflict = {
    id: 'conflict',
    engine: 'unity-2',
    shelf: 'shelf',
    revision: 4,
    why: 'edited_both',
    items: [
      {
        id: id(3),
        facet: 'transform',
        before: { id: id(3), facet: 'transform', value: at([4, 0, 0]) },
        truth: at([5, 0, 0]),
        engine: at([6, 0, 0]),
      },
    ],
  };

  it('are one for each side that is not the shared one, in its own colour', () => {
    const ghosts = ghostsOf(scene, [suggestion(1, [moved(1, 1)])], conflict, null);
    expect(ghosts?.layers.map(({ tone, label }) => [tone, label])).toEqual([
      ['before', 'before both'],
      ['unity', 'Unity 2'],
    ]);
    const x = ghosts?.layers.map(({ objects }) => objects.get(id(3))?.transform.translation[0]);
    expect(x).toEqual([4, 6]);
  });

  it('show what picks from both sides come to, as long as they are of both', () => {
    const [item] = conflict.items;
    if (item === undefined) throw new Error('no item');
    const other = { ...item, id: id(1), before: null };
    const both: Conflict = { ...conflict, items: [item, other] };
    const resultOf = (...picked: string[]) =>
      ghostsOf(scene, [], both, null, new Set(picked))?.layers.find(({ tone }) => tone === 'you')?.objects;
    expect(resultOf()).toBeUndefined();
    expect(resultOf(`${id(3)} transform`, `${id(1)} transform`)).toBeUndefined();
    const mixed = resultOf(`${id(3)} transform`);
    expect(mixed?.get(id(3))?.transform.translation[0]).toBe(6);
    expect(mixed?.has(id(1))).toBe(false);
  });

  it('have no side before where none is known', () => {
    const [item] = conflict.items;
    if (item === undefined) throw new Error('no item');
    const ghosts = ghostsOf(scene, [], { ...conflict, items: [{ ...item, before: null }] }, null);
    expect(ghosts?.layers.map(({ tone }) => tone)).toEqual(['unity']);
  });
});

describe('what this window shows instead', () => {
  it('is own changes on their way, in their order, and a version over them', () => {
    const pending = [at([6, 0, 0]), at([7, 0, 0])].map((transform) => ({
      operations: [{ op: 'set_transform' as const, id: id(3), transform }],
    }));
    const overlay = projected(scene, pending);
    expect(overlay.get(id(3))?.transform.translation).toEqual([7, 0, 0]);
    expect(overlay.size).toBe(1);
    const other: SceneObject = object(3, at([9, 0, 0]));
    const layer = { key: 'a', tone: 'agent', label: 'a', objects: new Map([[id(3), other]]) } as const;
    expect(versionOverlay(overlay, layer).get(id(3))).toBe(other);
    expect(versionOverlay(overlay, undefined)).toBe(overlay);
  });
});
