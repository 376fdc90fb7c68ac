/** Whose a shared value is that collides: by the value, not by whoever touched the object last. */
import { expect, it } from 'vitest';
import type { BlameView } from '#app/control-room/index.ts';
import type { ConflictItem } from '#app/ledger/index.ts';
import { truthHands } from '../../../renderer/model/conflicts.ts';

const item = (id: string, facet: ConflictItem['facet']): ConflictItem => ({
  id,
  facet,
  before: null,
  truth: 'a',
  engine: 'b',
});
const set = (facet: string, revision: number): BlameView => ({
  facet,
  revision,
  actor: { kind: 'person', id: 'person', name: 'You' },
  intent: `intent ${revision}`,
  why: '',
  approvedBy: null,
  before: null,
});

const items = [item('roof', 'name'), item('roof', 'property:material')];

it('is who set that value, however much else of its object was set later', () => {
  const blame = new Map([['roof', [set('property:other', 9), set('property:material', 4), set('name', 4)]]]);
  expect(truthHands(items, blame).all?.revision).toBe(4);
});

it('is nobody’s as a whole where several set the values, and each by itself says whose it is', () => {
  const hands = truthHands(items, new Map([['roof', [set('name', 4), set('property:material', 7)]]]));
  expect(hands.all).toBeNull();
  expect([...hands.byItem.values()].map(({ revision }) => revision)).toEqual([4, 7]);
});

it('claims nobody for what the history does not tell', () => {
  const hands = truthHands(items, new Map([['roof', [set('name', 4)]]]));
  expect(hands.all).toBeNull();
  expect([...hands.byItem.keys()]).toEqual(['roof name']);
});
