import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { FREE } from '../../../../renderer/scene/space/drag.ts';
import { Editing } from '../../../../renderer/scene/space/editing.ts';
import type { Said } from '../../../../renderer/scene/space/editing.ts';
import { middleOf } from '../../../../renderer/scene/space/drag.ts';
import { Viewport } from '../../../../renderer/scene/space/viewport.ts';
import type { EditState } from '../../../../renderer/store/store.ts';
import { at, id, object, PALETTE, sceneOf, SIZE } from './support.ts';

const NAME = 'Object_1';

function desk() {
  const viewport = new Viewport(PALETTE);
  const scene = sceneOf(object(1, at([0, 0, 0])), object(2, at([3, 0, 0])));
  viewport.show(scene, new Map());
  viewport.resize(SIZE);
  viewport.select(new Set([id(1)]), id(1));
  const handedIn: (readonly Operation[])[] = [];
  const around = { edit: 'open' as EditState, locked: new Set<string>() };
  const pending: ((problem: string | null) => void)[] = [];
  let said: Said | null = null;
  const editing = new Editing(
    viewport,
    {
      edit: () => around.edit,
      isLocked: (each) => around.locked.has(each),
      frameOf: () => ({ axes: 'blender', kind: 'mesh', parentKind: null }),
      lengthUnitM: () => 0.01,
      submit: async (operations) => {
        handedIn.push(operations);
        return new Promise((resolve) => pending.push(resolve));
      },
    },
    (next) => {
      said = next;
    },
  );
  return {
    viewport,
    scene,
    editing,
    around,
    handedIn,
    answer: (problem: string | null) => pending.shift()?.(problem),
    said: () => said,
    text: () => (said?.kind === 'told' ? said.text : null),
    shownX: () => viewport.placement.get(id(1))?.object.transform.translation[0],
    /** Where the object’s middle is in the picture. */
    middle: () => {
      const placed = viewport.placement.get(id(1));
      const pixel = placed === undefined ? null : viewport.eye.project(middleOf(placed));
      if (pixel === null) throw new Error('the object is not in the picture');
      return pixel;
    },
  };
}

beforeEach(() => vi.stubGlobal('matchMedia', () => ({ matches: true })));

describe('an object in the hand', () => {
  it('is handed in once, where it was let go, and until then shown there alone', async () => {
    const d = desk();
    expect(d.editing.begin('move', { along: 'axis', axis: 0 }, d.middle())).toBe(true);
    for (let px = 1; px <= 40; px += 1) d.editing.moveTo({ x: d.middle().x + 2, y: d.middle().y }, null);
    expect(d.handedIn).toEqual([]);
    const x = d.shownX();
    expect(x).toBeGreaterThan(0.1);
    const finished = d.editing.finish();
    expect(d.handedIn).toHaveLength(1);
    const [operation] = d.handedIn[0] ?? [];
    expect(operation).toEqual({ op: 'set_transform', id: id(1), transform: at([x ?? NaN, 0, 0]) });
    expect(d.shownX()).toBe(x);
    d.answer(null);
    await finished;
    // From here the change on its way is what shows it there.
    expect(d.shownX()).toBe(0);
    await d.editing.finish();
    expect(d.handedIn).toHaveLength(1);
  });

  it('is put back by Escape, and hands in nothing', async () => {
    const d = desk();
    d.editing.begin('move', FREE, d.middle());
    d.editing.moveTo({ x: d.middle().x + 80, y: 0 }, null);
    d.editing.cancel();
    expect(d.shownX()).toBe(0);
    await d.editing.finish();
    expect(d.handedIn).toEqual([]);
  });

  it('hands in nothing where it stands where it stood', async () => {
    const d = desk();
    const start = d.middle();
    d.editing.begin('move', FREE, start);
    d.editing.moveTo({ x: start.x + 80, y: start.y }, null);
    d.editing.moveTo(start, null);
    await d.editing.finish();
    expect(d.handedIn).toEqual([]);
  });

  it('goes by exactly what is typed, in the unit that is read', async () => {
    const d = desk();
    d.editing.begin('move', FREE, d.middle());
    d.editing.constrain('axis', 2);
    for (const key of ['1', '2', '5', '9', 'Backspace', '-']) d.editing.type(key);
    d.editing.moveTo({ x: 0, y: 0 }, null);
    void d.editing.finish();
    // −125 cm along Blender’s Z, the canonical Y.
    expect(d.handedIn[0]).toEqual([{ op: 'set_transform', id: id(1), transform: at([0, -1.25, 0]) }]);
  });

  it('says why it was refused, and is back where it was', async () => {
    const d = desk();
    d.editing.begin('move', FREE, d.middle());
    d.editing.moveTo({ x: d.middle().x + 80, y: 100 }, null);
    const finished = d.editing.finish();
    d.answer('The disk is full.');
    await finished;
    expect(d.text()).toBe('The disk is full.');
    expect(d.shownX()).toBe(0);
  });

  it('keeps the next one in the hand when the answer to the one before comes late', async () => {
    const d = desk();
    d.editing.begin('move', { along: 'axis', axis: 0 }, d.middle());
    d.editing.type('1');
    const first = d.editing.finish();
    d.editing.begin('move', { along: 'axis', axis: 0 }, d.middle());
    d.editing.type('3');
    const shown = d.shownX();
    d.answer(null);
    await first;
    expect(d.shownX()).toBe(shown);
    expect(d.editing.isHolding).toBe(true);
  });
});

describe('several in the hand', () => {
  /** A row of three, the third one below the second. */
  const several = (...selected: readonly number[]) => {
    const d = desk();
    const scene = sceneOf(
      object(1, at([0, 0, 0])),
      object(2, at([3, 0, 0])),
      object(3, at([1, 0, 0]), { parent: 2 }),
    );
    d.viewport.show(scene, new Map());
    d.viewport.select(new Set(selected.map(id)), id(selected.at(-1) ?? 0));
    const x = (index: number) => d.viewport.placement.get(id(index))?.world.elements[12];
    return { ...d, x };
  };

  it('are one change of each, and a child whose parent is in the hand too goes along once', () => {
    const d = several(1, 2, 3);
    expect(d.editing.begin('move', { along: 'axis', axis: 0 }, d.middle())).toBe(true);
    for (const key of '100') d.editing.type(key);
    expect([1, 2, 3].map(d.x)).toEqual([1, 4, 5]);
    void d.editing.finish();
    expect(d.handedIn).toEqual([
      [
        { op: 'set_transform', id: id(1), transform: at([1, 0, 0]) },
        { op: 'set_transform', id: id(2), transform: at([4, 0, 0]) },
      ],
    ]);
  });

  it('are put back together by Escape', async () => {
    const d = several(1, 3);
    d.editing.begin('move', { along: 'axis', axis: 0 }, d.middle());
    for (const key of '100') d.editing.type(key);
    expect([1, 2, 3].map(d.x)).toEqual([1, 3, 5]);
    d.editing.cancel();
    expect([1, 2, 3].map(d.x)).toEqual([0, 3, 4]);
    await d.editing.finish();
    expect(d.handedIn).toEqual([]);
  });

  it('leave out of the change what stands where it stood', () => {
    const d = several(1, 2);
    d.viewport.show(
      sceneOf(object(1, at([0, 0, 0])), object(2, at([0, 0, 0], { scale: [2, 2, 2] }))),
      new Map(),
    );
    d.editing.begin('turn', { along: 'axis', axis: 0 }, d.middle());
    d.editing.type('0');
    void d.editing.finish();
    expect(d.handedIn).toEqual([]);
  });

  it('are not taken where one of them, or what it hangs below, is locked', () => {
    const d = several(1, 3);
    d.around.locked.add(id(2));
    expect(d.editing.begin('move', FREE, d.middle())).toBe(false);
    expect(d.text()).toContain('One of them cannot be changed: Object_2 is locked');
    d.viewport.select(new Set([id(3)]), id(3));
    expect(d.editing.begin('move', FREE, d.middle())).toBe(false);
    expect(d.text()).toContain('Object_3 hangs below Object_2, which is locked');
    d.viewport.select(new Set([id(1)]), id(1));
    expect(d.editing.begin('move', FREE, d.middle())).toBe(true);
  });

  it('are not taken where one has no place to go to: its parent is scaled to nothing', () => {
    const d = several(3);
    const flat = object(2, at([3, 0, 0], { scale: [1, 0, 1] }));
    d.viewport.show(
      sceneOf(object(1, at([0, 0, 0])), flat, object(3, at([1, 0, 0]), { parent: 2 })),
      new Map(),
    );
    expect(d.editing.begin('move', FREE, d.middle())).toBe(false);
    expect(d.text()).toContain('Object_3 cannot be placed');
  });

  it('fall out of the hand together where one is changed, or moved by what it hangs below', () => {
    const d = several(1, 3);
    d.editing.begin('move', FREE, d.middle());
    const moved = object(2, at([4, 0, 0]));
    d.viewport.show(
      sceneOf(object(1, at([0, 0, 0])), moved, object(3, at([1, 0, 0]), { parent: 2 })),
      new Map(),
    );
    d.editing.check('open', new Set());
    expect(d.editing.isHolding).toBe(false);
    expect(d.text()).toContain('Object_3 was changed meanwhile');
  });
});

describe('nothing is taken in hand', () => {
  it.each([
    ['while everything is held', 'held', 'Everything is held: nothing can be changed.'],
    ['where nothing can be written', 'read_only', 'Read-only: nothing can be changed.'],
  ] as const)('%s', (_name, edit, sentence) => {
    const d = desk();
    d.around.edit = edit;
    expect(d.editing.begin('move', FREE, d.middle())).toBe(false);
    expect(d.text()).toBe(sentence);
    expect(d.editing.isHolding).toBe(false);
  });

  it('while what somebody suggests is drawn: it would go into the scene as the person’s own', async () => {
    const d = desk();
    const suggested = new Map([[id(1), object(1, at([1, 2, 3], { scale: [2, 2, 2] }))]]);
    d.viewport.show(d.scene, suggested, false);
    expect(d.editing.begin('move', FREE, d.middle())).toBe(false);
    expect(d.text()).toContain('Another version is shown');
    d.viewport.show(d.scene, new Map());
    expect(d.editing.begin('move', { along: 'axis', axis: 0 }, d.middle())).toBe(true);
    d.editing.type('100');
    // Space turns about before and after with something in the hand.
    d.viewport.show(d.scene, suggested, false);
    d.editing.check('open', new Set());
    expect([d.editing.isHolding, d.text()]).toEqual([
      false,
      'Another version is shown. Go back to the shared scene to change it.',
    ]);
    await d.editing.finish();
    expect(d.handedIn).toEqual([]);
  });

  it('of what is locked, or where nothing is selected', () => {
    const d = desk();
    d.around.locked.add(id(1));
    expect(d.editing.begin('turn', FREE, d.middle())).toBe(false);
    expect(d.text()).toContain(`${NAME} is locked`);
    d.viewport.select(new Set(), null);
    expect(d.editing.begin('turn', FREE, d.middle())).toBe(false);
    expect(d.text()).toBe('Select an object first.');
  });
});

describe('what happens meanwhile', () => {
  const held = () => {
    const d = desk();
    d.editing.begin('move', FREE, d.middle());
    d.editing.moveTo({ x: d.middle().x + 80, y: 100 }, null);
    return d;
  };
  const show = (d: ReturnType<typeof desk>, objects: readonly SceneObject[]): void => {
    d.viewport.show(sceneOf(...objects), new Map());
    d.editing.check(d.around.edit, d.around.locked);
  };

  it('a halt takes it out of the hand', async () => {
    const d = held();
    d.around.edit = 'held';
    d.editing.check(d.around.edit, d.around.locked);
    expect(d.editing.isHolding).toBe(false);
    expect(d.shownX()).toBe(0);
    await d.editing.finish();
    expect(d.handedIn).toEqual([]);
  });

  it('somebody else’s change of it takes it out of the hand, another object’s does not', () => {
    const d = held();
    show(d, [object(1, at([0, 0, 0])), object(2, at([4, 0, 0]))]);
    expect(d.editing.isHolding).toBe(true);
    show(d, [object(1, at([0, 0, 9])), object(2, at([4, 0, 0]))]);
    expect(d.editing.isHolding).toBe(false);
    expect(d.text()).toContain(`${NAME} was changed meanwhile`);
  });

  it('its deletion takes it out of the hand', () => {
    const d = held();
    show(d, [object(2, at([4, 0, 0]))]);
    expect(d.editing.isHolding).toBe(false);
    expect(d.text()).toBe(`${NAME} is gone.`);
  });

  it('a halt between the last movement and letting go hands in nothing', async () => {
    const d = held();
    d.around.edit = 'held';
    await d.editing.finish();
    expect(d.handedIn).toEqual([]);
    expect(d.shownX()).toBe(0);
    expect(d.text()).toBe('Everything is held: nothing can be changed.');
  });
});
