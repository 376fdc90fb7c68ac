/** A part of a list of operations: whether it goes alone, and what it lacks if not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOtherValueOf, misfitOfPart, refusalOf, takenOf } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { object } from '#test/scripted/objects.ts';
import { wishes } from './arbitraries.ts';
import { fitting } from './fitting.ts';

const BOX = object('Box');
const LAMP = object('Lamp', { parent: BOX.id });
const CREATE: Operation = { op: 'create', object: LAMP };
const RENAME: Operation = { op: 'rename', id: LAMP.id, name: 'Lantern' };
const scene = () => new Map([[BOX.id, BOX]]);
const without = (...places: number[]) => takenOf([CREATE, RENAME], new Set(places), []);

describe('what is taken of operations', () => {
  it('keeps the places that they had, and has the edited ones in theirs', () => {
    const edited: Operation = { ...RENAME, name: 'Torch' };
    expect(takenOf([CREATE, RENAME], new Set([0]), [{ place: 1, operation: edited }])).toEqual([
      { place: 1, operation: edited },
    ]);
    expect(without()).toEqual([
      { place: 0, operation: CREATE },
      { place: 1, operation: RENAME },
    ]);
  });

  it('names the first that does not go alone, and what of the rest it needs', () => {
    expect(misfitOfPart(scene(), [CREATE, RENAME], without(0))).toMatchObject({
      place: 1,
      needs: 0,
      refusal: { code: 'unknown_object' },
    });
    expect(misfitOfPart(scene(), [CREATE, RENAME], without(1))).toBeNull();
    // Nothing that is left out would help it: another object has that name.
    const twin: Operation = { ...RENAME, name: 'Box' };
    const part = takenOf([CREATE, RENAME], new Set(), [{ place: 1, operation: twin }]);
    expect(misfitOfPart(scene(), [CREATE, RENAME], part)).toMatchObject({ place: 1, needs: null });
    // A deletion names what goes with it, so what would have taken a child away first is needed.
    const away: Operation = { op: 'reparent', id: LAMP.id, parent: null };
    const gone: Operation = { op: 'delete', id: BOX.id, descendants: [] };
    const both = new Map([...scene(), [LAMP.id, LAMP]]);
    expect(misfitOfPart(both, [away, gone], takenOf([away, gone], new Set([0]), []))).toMatchObject({
      place: 1,
    });
  });

  it('goes exactly where the operations alone would, and leaves the scene as it was', () => {
    let parts = 0;
    let misfits = 0;
    const property = fc.property(wishes, wishes, fc.array(fc.boolean()), (before, then, picks) => {
      const { after } = fitting({ objects: new Map() }, before);
      const { operations } = fitting(after, then);
      const objects = new Map(after.objects);
      const leave = new Set([...operations.keys()].filter((place) => picks[place] === true));
      const part = takenOf(operations, leave, []);
      const misfit = misfitOfPart(objects, operations, part);
      const alone = refusalOf(
        objects,
        part.map(({ operation }) => operation),
      );
      expect(misfit === null).toBe(alone === null);
      expect(objects).toEqual(after.objects);
      if (misfit !== null) {
        expect(leave.has(misfit.place)).toBe(false);
        if (misfit.needs !== null) expect(leave.has(misfit.needs)).toBe(true);
        misfits += 1;
      }
      parts += 1;
    });
    fc.assert(property, { numRuns: 300, seed: 20_261_130 });
    expect(misfits).toBeGreaterThan(parts / 100);
  });
});

describe('another value of the same operation', () => {
  const hide: Operation = { op: 'set_visibility', id: BOX.id, visibility: { viewport: true, render: false } };
  const lit: Operation = { op: 'set_property', id: BOX.id, key: 'lit', value: 1 };

  it.each<[string, Operation, Operation, boolean]>([
    ['a name', RENAME, { ...RENAME, name: 'Torch' }, true],
    ['the name of something else', RENAME, { ...RENAME, id: BOX.id }, false],
    ['a visibility', hide, { ...hide, visibility: { viewport: false, render: false } }, true],
    ['a property', lit, { ...lit, value: [1, 0] }, true],
    ['no value', lit, { ...lit, value: null }, false],
    ['a value instead of none', { ...lit, value: null }, lit, false],
    ['another property', lit, { ...lit, key: 'mass' }, false],
    ['a new object placed otherwise', CREATE, { ...CREATE, object: { ...LAMP, name: 'Torch' } }, true],
    ['a new object below another', CREATE, { ...CREATE, object: { ...LAMP, parent: null } }, false],
    ['a new object of another kind', CREATE, { ...CREATE, object: { ...LAMP, kind: 'camera' } }, false],
    [
      'a new object with more to it',
      CREATE,
      { ...CREATE, object: { ...LAMP, properties: { ...LAMP.properties, more: 1 } } },
      false,
    ],
    ['another kind of operation', hide, RENAME, false],
    [
      'another parent',
      { op: 'reparent', id: LAMP.id, parent: null },
      { op: 'reparent', id: LAMP.id, parent: BOX.id },
      false,
    ],
    [
      'another deletion',
      { op: 'delete', id: LAMP.id, descendants: [] },
      { op: 'delete', id: LAMP.id, descendants: [BOX.id] },
      false,
    ],
  ])('%s: %#', (_, suggested, edited, expected) => {
    expect(isOtherValueOf(suggested, edited)).toBe(expected);
  });
});
