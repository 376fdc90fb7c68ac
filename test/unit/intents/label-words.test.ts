/** The words of a label, one for each thing that can be done, alone and many times. */
import { describe, expect, test } from 'vitest';
import { LABEL_LENGTH_MAX, labelOf, verbOf } from '#app/intents/index.ts';
import type { LabelVerb } from '#app/intents/index.ts';
import { IDENTITY_TRANSFORM } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';

const A = 'aaaaaaaa-0000-4000-8000-00000000000a';
const B = 'bbbbbbbb-0000-4000-8000-00000000000b';
const names = new Map([
  [A, 'Crate'],
  [B, 'Rack'],
]);
const label = (...operations: Operation[]): string => labelOf(operations, (id) => names.get(id));

const create = (id: string, name: string): Operation => ({
  op: 'create',
  object: {
    id,
    kind: 'empty',
    name,
    parent: null,
    transform: IDENTITY_TRANSFORM,
    visibility: { viewport: true, render: true },
    properties: {},
  },
});
const remove = (id: string): Operation => ({ op: 'delete', id, descendants: [] });
const rename = (id: string, name: string): Operation => ({ op: 'rename', id, name });
const parent = (id: string, to: string | null): Operation => ({ op: 'reparent', id, parent: to });
const move = (id: string): Operation => ({ op: 'set_transform', id, transform: IDENTITY_TRANSFORM });
const see = (id: string, viewport: boolean, render: boolean): Operation => ({
  op: 'set_visibility',
  id,
  visibility: { viewport, render },
});
const set = (id: string, key: string, value: number | null): Operation => ({
  op: 'set_property',
  id,
  key,
  value,
});

describe('a label', () => {
  test.each<[string, LabelVerb, Operation[]]>([
    ['change nothing', 'change', []],
    ['create Lamp', 'create', [create('c', 'Lamp')]],
    ['delete Rack', 'delete', [remove(B)]],
    ['show Crate', 'show', [see(A, true, true)]],
    ['show Crate in part', 'show', [see(A, true, false)]],
    ['show Crate in part', 'show', [see(A, false, true)]],
    ['hide Crate', 'hide', [see(A, false, false)]],
    ['create 2 objects', 'create', [create('c', 'Lamp'), create('d', 'Key')]],
    ['delete 2 objects', 'delete', [remove(A), remove(B)]],
    ['rename 2 objects', 'rename', [rename(A, 'x'), rename(B, 'y')]],
    ['parent 2 objects', 'parent', [parent(A, 'c'), parent(B, 'c')]],
    ['unparent 2 objects', 'unparent', [parent(A, null), parent(B, null)]],
    ['change 2 objects', 'change', [parent(A, null), parent(B, A)]],
    ['hide 2 objects', 'hide', [see(A, false, false), see(B, false, false)]],
    ['set mass of 2 objects', 'set', [set(A, 'mass', 1), set(B, 'mass', 2)]],
    ['set 2 properties of Crate', 'set', [set(A, 'mass', 1), set(A, 'size', 2)]],
    ['remove mass of 2 objects', 'remove', [set(A, 'mass', null), set(B, 'mass', null)]],
    ['remove 2 properties of 2 objects', 'remove', [set(A, 'mass', null), set(B, 'size', null)]],
    ['change Crate', 'change', [set(A, 'mass', null), set(A, 'size', 1)]],
    ['change Lamp', 'change', [create('c', 'Lamp'), move('c')]],
  ])('says “%s”', (said, verb, operations) => {
    expect(label(...operations)).toBe(said);
    expect(verbOf(operations)).toBe(verb);
  });

  test('counts a creation and what it deletes among the objects', () => {
    expect(label(move(A), { op: 'delete', id: B, descendants: [A, 'c'] })).toBe('change 3 objects');
  });

  test('knows what it creates by that name, what nobody knows by the start of its id', () => {
    expect(label(move('cccccccc-0000-4000-8000-00000000000c'))).toBe('move cccccccc');
    expect(labelOf([create(A, 'own')], (id) => names.get(id))).toBe('create Crate');
  });

  test('has no count for one edit', () => {
    expect(labelOf([move(A)], (id) => names.get(id), 1)).toBe('move Crate');
    expect(labelOf([move(A)], (id) => names.get(id), 2)).toBe('move Crate (2 edits)');
  });

  test('shortens a name that is longer than fits, and no other', () => {
    expect(labelOf([move(A)], () => 'x'.repeat(48))).toBe(`move ${'x'.repeat(48)}`);
    expect(labelOf([move(A)], () => 'x'.repeat(49))).toBe(`move ${'x'.repeat(47)}…`);
    expect(labelOf([move(A)], () => `${'x'.repeat(46)}🦀🦀`)).toBe(`move ${'x'.repeat(46)}…`);
    expect(labelOf([rename(A, 'y'.repeat(60))], () => 'A')).toBe(`rename A to ${'y'.repeat(47)}…`);
  });

  test('is as long as it may be and no longer, its count included', () => {
    const long = labelOf([set(A, 'k'.repeat(200), 1)], () => 'A', 12);
    expect(long).toBe(`set ${'k'.repeat(LABEL_LENGTH_MAX - 4 - 1 - ' (12 edits)'.length)}… (12 edits)`);
    expect(long).toHaveLength(LABEL_LENGTH_MAX);
  });
});
