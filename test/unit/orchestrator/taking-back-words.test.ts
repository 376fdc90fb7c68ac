/** The sentence that a person reads of what is not taken back, or not taken from the shelf: what of whom, why, and through whom. */
import { expect, test } from 'vitest';
import type { StayingView } from '#app/control-room/index.ts';
import { stayingSentence } from '#main/orchestrator/taking-back.ts';
import { AGENT, PERSON, uuid } from './bench-rig.ts';

const BLENDER = { kind: 'engine', id: 'engine:blender-2', name: 'blender-2' } as const;
const STAYING: StayingView = {
  id: uuid(1),
  name: 'Crate',
  facet: 'transform',
  why: 'changed_again',
  by: null,
};
const said = (more: Partial<StayingView>): string => stayingSentence({ ...STAYING, ...more });

test('says what of it was changed again', () => {
  const facets = ['existence', 'name', 'parent', 'transform', 'visibility', 'property:mass'] as const;
  expect(facets.map((facet) => said({ facet }))).toEqual([
    'Crate: it was changed again.',
    'Crate: its name was changed again.',
    'Crate: its parent was changed again.',
    'Crate: its position was changed again.',
    'Crate: its visibility was changed again.',
    'Crate: mass was changed again.',
  ]);
});

test('says why it stays', () => {
  const reasons = [
    ['deleted', 'it was deleted.'],
    ['added_to', 'something was added to it.'],
    ['with_place', 'its place was changed again.'],
    ['hung_elsewhere', 'it was hung elsewhere.'],
    ['moved_since', 'it was moved.'],
    ['name_taken', 'another object has that name now.'],
    ['parent_gone', 'what it hung below is gone.'],
    ['below_itself', 'what it hung below hangs below it now.'],
    ['holds_others', 'something hangs below it that would go with it.'],
    ['another_kind', 'it is an object of another kind now.'],
  ] as const;
  for (const [why, sentence] of reasons) expect(said({ why })).toBe(`Crate: ${sentence}`);
});

test('says who did it: a person and an agent by name, an artist by their engine', () => {
  expect(said({ why: 'deleted', by: PERSON })).toBe('Crate: it was deleted by you.');
  expect(said({ why: 'moved_since', by: AGENT })).toBe('Crate: it was moved by set-dresser.');
  expect(said({ by: BLENDER })).toBe('Crate: its position was changed again in Blender 2.');
  expect(said({ why: 'added_to', by: BLENDER })).toBe('Crate: something was added to it in Blender 2.');
});

test('of an object without a name it speaks as of any', () => {
  expect(said({ name: '' })).toBe('An object: its position was changed again.');
});
