/** A suggestion step by step, what its task has waiting, how far it reaches, and where a free hand for it would. */
import { describe, expect, it } from 'vitest';
import type { WaitingView } from '#app/control-room/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { placesOf, reachOf, taskOf, whereOf } from '../../../renderer/model/allowing.ts';
import { stepsOf, strandedStep } from '../../../renderer/model/steps.ts';
import type { StepField } from '../../../renderer/model/steps.ts';
import type { Reading } from '../../../renderer/model/facets.ts';
import { fixture } from '../../renderer/harness/fixtures.ts';

const { snapshot } = fixture('allowed');
const [light, crate, deletion] = snapshot.waiting as [WaitingView, WaitingView, WaitingView];
const [lanterns] = fixture('main').snapshot.waiting as [WaitingView];
const objects = new Map(snapshot.objects.map((object) => [object.id, object]));
const reading: Reading = { axes: 'blender', unit: 'cm', object: (id) => objects.get(id) };
const steps = (of: WaitingView, edits = new Map<number, Operation>()) => stepsOf(of, edits, objects, reading);

function text(field: StepField | undefined): Extract<StepField, { kind: 'text' }> {
  if (field?.kind !== 'text') throw new Error('no field of text');
  return field;
}

describe('the steps of a suggestion', () => {
  it('say each what it does, from the scene as it is, in the artist’s axes and units', () => {
    expect(
      steps(light).map(({ label, rows }) => [label, rows.map(({ what, after }) => [what, after])]),
    ).toEqual([
      ['set colour of Key_Sun', [['colour', 'FFD9A8']]],
      ['set strength of Key_Sun', [['strength', '2.6']]],
      [
        'move Key_Sun',
        [
          ['Location Y', '−375.0\u00a0cm'],
          ['Location Z', '890.0\u00a0cm'],
        ],
      ],
    ]);
  });

  it('have a field for each value that they set, and for no other part of a place', () => {
    expect(steps(light).map(({ fields }) => fields.map(({ label }) => label))).toEqual([
      ['colour'],
      ['strength'],
      ['Location X', 'Location Y', 'Location Z'],
    ]);
    expect(steps(deletion).flatMap(({ fields }) => fields)).toEqual([]);
  });

  it('become with what is typed the same step with that value, every other number to the bit', () => {
    const [, strength, move] = steps(light);
    expect(text(strength?.fields[0]).set('3,5')).toEqual({ ...light.operations[1], value: 3.5 });
    expect(text(strength?.fields[0]).set('much')).toBeNull();
    const suggested = light.operations[2] as Extract<Operation, { op: 'set_transform' }>;
    const moved = text(move?.fields[2]).set('700') as typeof suggested;
    expect(moved.transform.rotation).toEqual(suggested.transform.rotation);
    // Up is Z in Blender and Y in the shared scene.
    expect(moved.transform.translation).toEqual([
      suggested.transform.translation[0],
      7,
      suggested.transform.translation[2],
    ]);
    expect(text(move?.fields[2]).set('1 2')).toBeNull();
    const shown = steps(light, new Map([[2, moved]]))[2];
    expect(shown?.rows.at(-1)?.after).toBe('700.0\u00a0cm');
    expect(shown?.label).toBe('move Key_Sun');
  });

  it('a name is no name where nothing is typed', () => {
    const field = text(steps(crate)[1]?.fields[0]);
    expect(field.set('  ')).toBeNull();
    expect(field.set(' Crate_Old ')).toMatchObject({ op: 'rename', name: 'Crate_Old' });
  });
});

describe('a step that does not go without another one', () => {
  const [made] = lanterns.operations as [Extract<Operation, { op: 'create' }>];
  const named: Operation = { op: 'rename', id: made.object.id, name: 'Lantern_Lit' };
  const adjusting = (...leave: number[]) => ({ leave: new Set(leave), edits: new Map() });

  it('is found, with the one that it needs', () => {
    expect(strandedStep([made, named], adjusting(0), objects)).toEqual({ place: 1, needs: 0 });
    expect(strandedStep([made, named], adjusting(1), objects)).toBeNull();
    expect(strandedStep([made, named], adjusting(), objects)).toBeNull();
  });

  it('is not looked for where the whole builds on what this window does not know', () => {
    expect(strandedStep([named, named], adjusting(0), objects)).toBeNull();
  });
});

describe('a task', () => {
  it('is one agent’s, and goes together but for what deletes', () => {
    const task = taskOf(snapshot.waiting, light);
    expect(task.all.map(({ id }) => id)).toEqual([light.id, crate.id, deletion.id]);
    expect(task.together.map(({ id }) => id)).toEqual([light.id, crate.id]);
    const other = { ...light, id: 'other', actor: { ...light.actor, id: 'agent:other' } };
    const another = { ...light, id: 'another', task: 'Another' };
    const gone = { ...light, id: 'gone', state: 'queued' as const };
    const many = { ...light, id: 'many', hash: null };
    const all = taskOf([light, other, another, gone, many], light);
    expect(all.all.map(({ id }) => id)).toEqual([light.id, 'many']);
    expect(all.together.map(({ id }) => id)).toEqual([light.id]);
  });
});

describe('how far a suggestion reaches', () => {
  it('counts what hangs below, and is broad where it is many objects or much of the scene', () => {
    const courtyard = [...objects.values()].find(({ parent }) => parent === null);
    if (courtyard === undefined) throw new Error('no object at the top');
    const top = { objects: [{ id: courtyard.id, name: courtyard.name }], of: { operations: 1, objects: 1 } };
    // Four others hang on nothing.
    expect(reachOf(top, objects)).toEqual({ below: 27, percent: 87.5, isBroad: true });
    expect(reachOf(light, objects)).toMatchObject({ below: 0, isBroad: false });
    expect(reachOf({ objects: [], of: { operations: 25, objects: 25 } }, objects).isBroad).toBe(true);
    expect(reachOf({ objects: [], of: { operations: 0, objects: 0 } }, new Map()).percent).toBe(0);
  });

  it('a free hand for it names what it touches, and what new objects would hang on', () => {
    const [made] = lanterns.operations as [Extract<Operation, { op: 'create' }>];
    const parent = made.object.parent;
    expect(placesOf(lanterns, objects)).toEqual(parent === null ? [] : [parent]);
    expect(placesOf(light, objects)).toEqual([light.objects[0]?.id]);
  });

  it('is said in a few words', () => {
    const [first, second] = snapshot.permissions.grants;
    expect([first, second].map((each) => (each === undefined ? '' : whereOf(each)))).toEqual([
      'in Key_Sun and below',
      'in Well_Roof and below and 3 more',
    ]);
    expect(whereOf({ objects: null })).toBe('anywhere');
  });
});
