/** Suggestions are put together by place: below one object, or near each other. */
import { describe, expect, test } from 'vitest';
import type { WaitingView } from '#app/control-room/index.ts';
import type { ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import { regionsOf } from '../../../renderer/model/regions.ts';

function object(id: string, parent: string | null, x = 0): SceneObject {
  return {
    id,
    kind: 'mesh',
    name: id,
    parent,
    transform: { translation: [x, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties: {},
  };
}

function scene(...objects: readonly SceneObject[]): ReadonlyMap<ObjectId, SceneObject> {
  return new Map(objects.map((each) => [each.id, each]));
}

const rename = (id: string): Operation => ({ op: 'rename', id, name: 'other' });
const create = (parent: string | null): Operation => ({ op: 'create', object: object('fresh', parent) });

/** All that is looked at of a suggestion. */
function suggests(id: string, ...operations: readonly Operation[]): WaitingView {
  return { id, operations } as WaitingView;
}

function places(waiting: readonly WaitingView[], objects: ReadonlyMap<ObjectId, SceneObject>): unknown[] {
  return regionsOf(waiting, objects).map(({ kind, name, waiting: those }) => [
    kind,
    name,
    those.map(({ id }) => id),
  ]);
}

describe('by what it hangs below', () => {
  const objects = scene(
    object('yard', null),
    object('row', 'yard'),
    object('crate', 'row', 500),
    object('lamp', 'yard', -500),
    object('hall', null, 1),
    object('door', 'hall'),
  );

  test('however deep, and however far apart', () => {
    expect(
      places(
        [suggests('1', rename('crate')), suggests('2', rename('lamp')), suggests('3', rename('door'))],
        objects,
      ),
    ).toEqual([
      ['below', 'yard', ['1', '2']],
      ['below', 'hall', ['3']],
    ]);
  });

  test('where most of it is; the first of two alike', () => {
    expect(places([suggests('1', rename('door'), rename('crate'), rename('lamp'))], objects)).toEqual([
      ['below', 'yard', ['1']],
    ]);
    expect(places([suggests('1', rename('door'), rename('crate'))], objects)).toEqual([
      ['below', 'hall', ['1']],
    ]);
  });

  test('and of something new, by what it is to hang on', () => {
    expect(places([suggests('1', create('row')), suggests('2', create(null))], objects)).toEqual([
      ['new', '', ['2']],
      ['below', 'yard', ['1']],
    ]);
  });
});

describe('where nothing hangs below anything', () => {
  test('those that stand near each other are one place, also by way of one in between', () => {
    const objects = scene(
      object('a', null, 0),
      object('b', null, 3.8),
      object('between', null, 1.9),
      object('far', null, 20),
    );
    const waiting = ['a', 'far', 'b', 'between'].map((id) => suggests(id, rename(id)));
    expect(places(waiting, objects)).toEqual([
      ['around', 'a', ['a', 'b', 'between']],
      ['at', 'far', ['far']],
    ]);
    // Without the one in between they are two.
    expect(
      places(
        waiting.filter(({ id }) => id !== 'between'),
        objects,
      ),
    ).toHaveLength(3);
  });

  test('near is more in a wide scene', () => {
    const near = scene(object('a', null, 0), object('b', null, 60), object('end', null, 100));
    const wide = scene(object('a', null, 0), object('b', null, 60), object('end', null, 1_000));
    const waiting = ['a', 'b'].map((id) => suggests(id, rename(id)));
    expect(places(waiting, near)).toHaveLength(2);
    expect(places(waiting, wide)).toEqual([['around', 'a', ['a', 'b']]]);
  });

  test('several about one object are at that object', () => {
    const objects = scene(object('a', null));
    expect(places([suggests('1', rename('a')), suggests('2', rename('a'))], objects)).toEqual([
      ['at', 'a', ['1', '2']],
    ]);
  });
});

test('every suggestion is in one place, and none is lost', () => {
  const objects = scene(object('a', null), object('b', 'a'), object('c', null, 9), object('d', null, 400));
  const waiting = ['a', 'b', 'c', 'd', 'gone'].map((id, index) => suggests(`${index}`, rename(id)));
  const all = regionsOf(waiting, objects).flatMap(({ waiting: those }) => those.map(({ id }) => id));
  expect(all.sort()).toEqual(['0', '1', '2', '3', '4']);
});
