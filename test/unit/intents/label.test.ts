import { describe, expect, it } from 'vitest';
import { LABEL_LENGTH_MAX, labelOf, verbOf } from '#app/intents/index.ts';
import { IDENTITY_TRANSFORM } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';

const A = '00000000-0000-4000-8000-00000000000a';
const B = '00000000-0000-4000-8000-00000000000b';
const names = new Map([
  [A, 'Crate_014'],
  [B, 'Rack'],
]);
const label = (...operations: Operation[]): string => labelOf(operations, (id) => names.get(id));
const move = (id: string): Operation => ({ op: 'set_transform', id, transform: IDENTITY_TRANSFORM });

describe('labelOf', () => {
  it('counts the changes that became this one, and keeps the count of a long one', () => {
    expect(labelOf([move(A)], (id) => names.get(id), 4)).toBe('move Crate_014 (4 edits)');
    const long = labelOf([{ op: 'rename', id: A, name: 'x'.repeat(200) }], () => 'y'.repeat(200), 12);
    expect(long.endsWith(' (12 edits)')).toBe(true);
    expect(long.length).toBeLessThanOrEqual(LABEL_LENGTH_MAX);
  });

  it('says one operation as a short phrase that begins with its verb', () => {
    expect(label(move(A))).toBe('move Crate_014');
    expect(label({ op: 'rename', id: A, name: 'Box' })).toBe('rename Crate_014 to Box');
    expect(label({ op: 'reparent', id: A, parent: B })).toBe('parent Crate_014 to Rack');
    expect(label({ op: 'reparent', id: A, parent: null })).toBe('unparent Crate_014');
    expect(label({ op: 'delete', id: B, descendants: [A] })).toBe('delete Rack and 1 below it');
    expect(label({ op: 'set_property', id: A, key: 'mass', value: 2 })).toBe('set mass of Crate_014');
    expect(label({ op: 'set_property', id: A, key: 'mass', value: null })).toBe('remove mass of Crate_014');
    expect(label({ op: 'set_visibility', id: A, visibility: { viewport: false, render: false } })).toBe(
      'hide Crate_014',
    );
  });

  it('counts objects once, whatever is done to them', () => {
    expect(label(move(A), move(B), move(A))).toBe('move 2 objects');
    expect(label(move(A), { op: 'rename', id: A, name: 'Box' })).toBe('change Crate_014');
    expect(label({ op: 'delete', id: B, descendants: [A] }, { op: 'delete', id: 'c', descendants: [] })).toBe(
      'delete 3 objects',
    );
  });

  it('keeps its length, and cuts no character in two, whatever the names', () => {
    const name = '🦀'.repeat(200);
    const text = labelOf([{ op: 'rename', id: A, name }], () => name);
    expect(text.length).toBeLessThanOrEqual(LABEL_LENGTH_MAX);
    expect(text.isWellFormed()).toBe(true);
  });

  it('gives neighbours one verb to fold by', () => {
    expect(verbOf([move(A), move(B)])).toBe('move');
    expect(verbOf([move(A), { op: 'rename', id: A, name: 'Box' }])).toBe('change');
  });
});
