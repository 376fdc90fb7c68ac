/** AUTH-2, R16: an agent's change on its way gives way to a person's, also where the two would not go together. */
import { expect, test } from 'vitest';
import type { Operation } from '#app/scene/index.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';

/** Two engines, and two boxes that both show. */
function twoBoxes(): { rig: Rig; blender: string; unity: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  const unity = rig.connect(2, 'unity');
  rig.submit(1, [
    { op: 'create', object: box(1) },
    { op: 'create', object: box(2) },
  ]);
  rig.playApply(blender);
  rig.playApply(unity);
  rig.sync();
  return { rig, blender, unity };
}

/** An agent's approved change, on its way to both engines. */
function approve(rig: Rig, id: number, operations: Operation[]): void {
  rig.submit(id, operations, { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(id), hash: rig.shownHash(id) });
  rig.sync();
  expect(rig.statesOf(id).at(-1)).toBe('applying');
}

function takeBackEverywhere(rig: Rig, sessions: readonly string[]): void {
  for (const session of sessions) {
    const back = rig.take(session, ['compensate']);
    if (back !== null) rig.frame(session, { type: 'compensated', n: back.n, outcomes: [] });
  }
  rig.sync();
}

/** Every engine applies what is in line, until nothing is left there. */
function finish(rig: Rig): void {
  while ([...rig.engines.keys()].map((session) => rig.playApply(session)).some((n) => n !== null)) rig.sync();
}

const MOVE: Operation = { op: 'set_transform', id: uuid(1), transform: moved(9) };
const DELETE: Operation = { op: 'delete', id: uuid(1), descendants: [] };

test('a person in the control room moves what an agent is deleting: the agent’s is taken back', () => {
  const { rig, blender, unity } = twoBoxes();
  approve(rig, 40, [DELETE]);
  rig.submit(41, [MOVE]);
  expect(rig.statesOf(41)).toEqual(['queued']);
  takeBackEverywhere(rig, [blender, unity]);
  expect(rig.statesOf(40).at(-1)).toBe('superseded');
  rig.take(blender, ['apply']);
  rig.take(unity, ['apply']);
  rig.playApply(blender);
  rig.playApply(unity);
  rig.sync();
  expect(rig.statesOf(41).at(-1)).toBe('committed');
  expect(rig.orchestrator.core.durable.objects.get(uuid(1))?.transform.translation[0]).toBe(9);
});

test('an artist in an engine moves it: nothing of theirs is refused or put on the shelf', () => {
  const { rig, blender, unity } = twoBoxes();
  approve(rig, 40, [DELETE]);
  rig.take(blender, ['apply']);
  rig.take(unity, ['apply']);
  rig.frame(unity, {
    type: 'observed',
    edit: uuid(900),
    applied_through: 1,
    undo: { kind: 'step', name: 'Move' },
    before: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
    operations: [MOVE],
  });
  expect(rig.statesOf(900)).toEqual(['queued']);
  takeBackEverywhere(rig, [blender, unity]);
  expect(rig.statesOf(40).at(-1)).toBe('superseded');
  expect(rig.statesOf(900).at(-1)).toBe('applying');
  expect(rig.orchestrator.core.ahead.shelf.size).toBe(0);
});

test('an agent hangs one under the other, a person the other under the one: no cycle is held against the person', () => {
  const { rig, blender, unity } = twoBoxes();
  approve(rig, 40, [{ op: 'reparent', id: uuid(1), parent: uuid(2) }]);
  rig.submit(41, [{ op: 'reparent', id: uuid(2), parent: uuid(1) }]);
  takeBackEverywhere(rig, [blender, unity]);
  expect(rig.statesOf(40).at(-1)).toBe('superseded');
  expect(rig.statesOf(41).at(-1)).toBe('applying');
});

test('what cannot be anyway takes nobody’s change back', () => {
  const { rig } = twoBoxes();
  approve(rig, 40, [DELETE]);
  rig.submit(41, [{ op: 'set_transform', id: uuid(7), transform: moved(9) }]);
  expect(rig.statesOf(41)).toEqual(['rejected']);
  expect(rig.statesOf(40).at(-1)).toBe('applying');
  finish(rig);
  expect(rig.statesOf(40).at(-1)).toBe('committed');
});

test('neither what another agent wants nor what goes together with it takes it back', () => {
  const { rig } = twoBoxes();
  approve(rig, 40, [DELETE]);
  rig.submit(41, [MOVE], { channel: 'ai', actor: { ...AGENT, id: 'agent:other', name: 'other' } });
  expect(rig.statesOf(41)).toEqual(['conflicted']);
  rig.submit(42, [{ op: 'set_transform', id: uuid(2), transform: moved(9) }]);
  finish(rig);
  expect([40, 42].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'committed']);
});

test('a person’s own change on its way is not taken back for what it does not let in', () => {
  const { rig } = twoBoxes();
  rig.submit(40, [DELETE]);
  rig.submit(41, [MOVE]);
  expect(rig.statesOf(41)).toEqual(['conflicted']);
  finish(rig);
  expect(rig.statesOf(40).at(-1)).toBe('committed');
});

test.each(['ai', 'human'] as const)(
  'an author who says that it comes after their own takes nothing back (%s)',
  (channel) => {
    const { rig } = twoBoxes();
    const { revision } = rig.state;
    if (channel === 'ai') approve(rig, 40, [DELETE]);
    else rig.submit(40, [DELETE]);
    rig.submit(41, [MOVE], { channel, base: { revision, after: [uuid(40)] } });
    expect(rig.statesOf(41)).toEqual(['rejected']);
    finish(rig);
    expect(rig.statesOf(40).at(-1)).toBe('committed');
  },
);
