/** What lies on the shelf, as rows to pick from: what can be had today, and what has become of the rest. */
import { describe, expect, test } from 'vitest';
import type { ShelfEntry } from '#app/ledger/index.ts';
import type { FacetState, SceneObject } from '#app/scene/index.ts';
import { shelvedRows, shelvedValues } from '../../../renderer/model/shelf.ts';
import type { Reading } from '../../../renderer/model/facets.ts';
import { takenSentences } from '../../../renderer/model/taking-back.ts';
import { strings } from '../../../renderer/strings.ts';
import { box, moved, uuid } from '../orchestrator/bench-rig.ts';

const objects = new Map<string, SceneObject>([1, 2].map((id) => [uuid(id), box(id)]));
const scene = { objects };
const reading: Reading = { axes: 'unity', unit: 'm', object: (id) => objects.get(id) };

function entryOf(...states: FacetState[]): ShelfEntry {
  const truth = states.map(({ id, facet }) => ({ id, facet, value: null }));
  return { id: 'kept', from: 'engine:blender', why: 'aborted', states, truth, revision: 1 };
}

const entry = entryOf(
  { id: uuid(1), facet: 'name', value: 'Crate' },
  { id: uuid(2), facet: 'transform', value: moved(0) },
  { id: uuid(3), facet: 'name', value: 'Lid' },
  { id: uuid(4), facet: 'existence', value: box(4, { name: 'Lamp' }) },
  { id: uuid(4), facet: 'name', value: 'Lantern' },
  { id: uuid(5), facet: 'existence', value: null },
);

describe('what lies on the shelf', () => {
  test('can be had where its object is there or comes with it, and is not so already', () => {
    const values = shelvedValues(entry, scene);
    expect(values.map(({ canTake, isGone }) => [canTake, isGone])).toEqual([
      [true, false],
      [false, false],
      [false, true],
      [true, false],
      [true, false],
      [false, false],
    ]);
  });

  test('is called as it is, or as it comes back, and says what has become of it', () => {
    const rows = shelvedRows(entry, shelvedValues(entry, scene), scene, reading);
    expect(rows.map(({ name, since }) => [name, since])).toEqual([
      ['Box_1', 'Changed since: Name Box_1.'],
      ['Box_2', 'Shared like this by now.'],
      ['deleted object', 'Deleted since.'],
      ['Lamp', null],
      ['Lamp', null],
      ['deleted object', 'Shared like this by now.'],
    ]);
  });

  test('and what was taken is said in the shelf’s own words', () => {
    const said = (taken: number, of: number): string | undefined =>
      takenSentences({ taken, of, staying: [] }, strings.shelf.taken)[0];
    expect(said(1, 1)).toBe('On its way.');
    expect(said(3, 3)).toBe('All 3 values are on their way.');
    expect(said(1, 2)).toBe('1 of 2 values are on their way; the rest stays here.');
  });
});
