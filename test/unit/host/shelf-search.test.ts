/** Finding something on the shelf: by names, by who and why, by what and when; page by page, in two orders. */
import { expect, test } from 'vitest';
import type { ShelfEntry } from '#app/ledger/index.ts';
import type { FacetState } from '#app/scene/index.ts';
import { findShelved } from '#main/host/shelf-search.ts';
import type { ShelfQuestion } from '#main/host/shelf-search.ts';
import { box, moved, uuid } from '../orchestrator/bench-rig.ts';

const NAMES = new Map([
  [uuid(1), 'Crate'],
  [uuid(2), 'Barrel'],
]);
const names = {
  object: (id: string) => NAMES.get(id),
  author: (id: string) => (id === 'agent:1' ? 'set-dresser' : id),
};

function entry(id: string, states: readonly FacetState[], more: Partial<ShelfEntry> = {}): ShelfEntry {
  return { id, from: 'engine:blender', why: 'aborted', states, truth: [], revision: 1, ...more };
}

const place = (id: number): FacetState => ({ id: uuid(id), facet: 'transform', value: moved(1) });
const shelf = new Map(
  [
    entry('moved', [place(1)], {
      reason: { code: 'x', message: 'Unity did not answer.', path: null },
    }),
    entry('weighed', [{ id: uuid(2), facet: 'property:mass', value: 2 }], { from: 'agent:1' }),
    entry('gone', [{ id: uuid(3), facet: 'existence', value: box(3, { name: 'Lamp' }) }], { why: 'deleted' }),
    entry('both', [place(1), place(2)], { why: 'conflict' }),
    entry('named', [place(4)], { truth: [{ id: uuid(4), facet: 'name', value: 'Lantern' }] }),
  ].map((each) => [each.id, each]),
);

const ANY: ShelfQuestion = {
  text: '',
  who: null,
  why: null,
  kind: null,
  order: 'newest',
  skip: 0,
  most: 10,
};

function find(question: Partial<ShelfQuestion>, recent: ReadonlySet<string> | null = null): string[] {
  return findShelved(shelf, { ...ANY, ...question }, names, recent).entries.map(({ entry: { id } }) => id);
}

test.each<[Partial<ShelfQuestion>, string[]]>([
  [{}, ['named', 'both', 'gone', 'weighed', 'moved']],
  [{ text: 'crate' }, ['both', 'moved']],
  [{ text: '  CRATE barrel ' }, ['both']],
  [{ text: 'mass' }, ['weighed']],
  [{ text: 'dresser' }, ['weighed']],
  [{ text: 'not answer' }, ['moved']],
  [{ text: 'lamp' }, ['gone']],
  [{ text: 'lantern' }, ['named']],
  [{ text: 'crate nobody' }, []],
  [{ who: 'agent:1' }, ['weighed']],
  [{ why: 'conflict' }, ['both']],
  [{ kind: 'property' }, ['weighed']],
  [{ kind: 'transform', text: 'barrel' }, ['both']],
  [{ order: 'object' }, ['weighed', 'both', 'moved', 'gone', 'named']],
  [{ skip: 1, most: 2 }, ['both', 'gone']],
])('%j finds %j', (question, found) => {
  expect(find(question)).toEqual(found);
});

test('by when only what was put there recently enough, and what there is in all is said', () => {
  expect(find({}, new Set(['gone', 'elsewhere']))).toEqual(['gone']);
  const page = findShelved(shelf, { ...ANY, text: 'crate', most: 1 }, names, null);
  expect(page.of).toBe(2);
  expect(page.entries.map(({ about }) => about)).toEqual([{ name: 'Crate', of: 2 }]);
  expect(page.who).toEqual(['agent:1', 'engine:blender']);
  expect(page.why).toEqual(['aborted', 'conflict', 'deleted']);
});

test('of a whole scene that is gone, each value is looked at a few times and not once for each of the others', () => {
  const count = 1_000;
  let looks = 0;
  const states = Array.from({ length: count }, (_, index): FacetState => ({
    get id() {
      looks += 1;
      return uuid(100 + index);
    },
    facet: 'existence',
    value: box(100 + index, { name: `Lamp_${index}` }),
  }));
  const whole = new Map([['scene', entry('scene', states)]]);
  const page = findShelved(whole, { ...ANY, text: `lamp_${count - 1}` }, names, null);
  expect(page.entries.map(({ about }) => about)).toEqual([{ name: 'Lamp_0', of: count }]);
  expect(looks).toBeLessThan(10 * count);
});
