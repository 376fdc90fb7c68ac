/** What was changed in play mode, as rows to pick from, and as a line once it is answered. */
import { describe, expect, it } from 'vitest';
import type { ShelfView } from '#app/control-room/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { cardsOf } from '#app/control-room/cards.ts';
import { NO_CARDS, outcomeOf, rememberCards } from '../../../renderer/model/cards.ts';
import { offeredValues } from '../../../renderer/model/offers.ts';
import type { Reading } from '../../../renderer/model/facets.ts';
import { fixture, uuid } from '../../renderer/harness/fixtures.ts';

const { snapshot } = fixture('played');
const [entry] = snapshot.shelf as [ShelfView];
const objects = new Map(snapshot.objects.map((object) => [object.id, object]));
const reading: Reading = { axes: 'unity', unit: 'm', object: (id) => objects.get(id) };
const values = (scene = objects) => offeredValues(entry, { objects: scene }, reading);

describe('offered values', () => {
  it('read in the artist’s axes, one pick a facet, whatever number of lines it has', () => {
    expect(values().map(({ name, what, lines }) => [name, what, lines[0]?.before, lines[0]?.after])).toEqual([
      ['Key_Sun', 'Position Y', '9.500\u00a0m', '7.250\u00a0m'],
      ['Key_Sun', 'strength', '3.2', '2.4'],
      ['Crate_014', 'Position X, Position Y, Rotation Y', '−2.000\u00a0m', '−2.750\u00a0m'],
      ['Guide_Plane', 'In Blender’s viewport', 'on', 'off'],
      ['deleted object', 'Position Z', '−3.200\u00a0m', '−3.000\u00a0m'],
    ]);
  });

  it('say what has become of each since, and keep nothing that is gone or shared already', () => {
    const shared = new Map(objects);
    const guide = objects.get(uuid(1, 12)) as SceneObject;
    shared.set(guide.id, { ...guide, visibility: { viewport: false, render: false } });
    expect(values(shared).map(({ since, canKeep }) => [since, canKeep])).toEqual([
      [null, true],
      [null, true],
      ['Changed since: Position Y 0.500\u00a0m.', true],
      ['Shared like this by now.', false],
      ['Deleted since.', false],
    ]);
  });
});

describe('the card of an offer', () => {
  const inHands = { differing: [], waits: [], ended: [] };
  const source = { sessions: [], conflicts: [], inHands, waiting: [], lost: [] };
  const nobody = (): undefined => undefined;
  const asking = cardsOf({ ...source, shelf: [entry] }, new Set());
  const { asks: _, ...left } = entry;

  it('is there while it asks, and folds to a line that goes with what is on the shelf', () => {
    expect(asking.map(({ kind, key }) => [kind, key])).toEqual([['played', 'played played-1']]);
    const none = cardsOf({ ...source, shelf: [left] }, new Set());
    expect(none).toEqual([]);
    const memory = rememberCards(NO_CARDS, asking, none, nobody, [left], []);
    expect(memory.moot.map((line) => [line.actorName, line.label, outcomeOf(line)])).toEqual([
      ['Unity', '5 played values', 'on the shelf'],
    ]);
    const less = { ...left, states: left.states.slice(0, 1) };
    const [line] = rememberCards(memory, none, none, nobody, [less], []).moot;
    expect(line?.label).toBe('1 played value');
    expect(rememberCards(memory, none, none, nobody, [], []).moot).toEqual([]);
  });

  it('leaves no line where all of it was kept', () => {
    expect(rememberCards(NO_CARDS, asking, [], nobody, [], []).moot).toEqual([]);
  });
});
