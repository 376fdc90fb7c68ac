/** Taking a number back in the engines (R14): in which order, and what becomes of what it was when everything is held meanwhile. */
import { describe, expect, test } from 'vitest';
import { applyOrThrow } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { box, chain, Rig, uuid } from './bench-rig.ts';

const CRATE: Operation = { op: 'rename', id: uuid(101), name: 'Crate' };

/** Blender and Unity in step on three boxes, each below the one before it. */
function withTree(): { rig: Rig; blender: string; unity: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(
    1,
    chain(3).map((object) => ({ op: 'create', object })),
  );
  rig.playApply(blender);
  rig.sync();
  return { rig, blender, unity: rig.connect(2, 'unity', chain(3)) };
}

test('R14: what was deleted comes back parents first, however the deletion named them; what was made goes children first', () => {
  const { rig, blender, unity } = withTree();
  rig.submit(10, [
    { op: 'delete', id: uuid(101), descendants: [uuid(103), uuid(102)] },
    { op: 'create', object: box(104) },
    { op: 'create', object: box(105, { parent: uuid(104) }) },
  ]);
  const n = rig.playApply(blender) ?? 0;
  rig.take(unity, ['apply']);
  rig.frame(unity, { type: 'failed', n, code: 'no', message: 'No.' });
  expect(rig.take(blender, ['compensate'])?.entries.map(({ id }) => id)).toEqual(
    [101, 102, 103, 105, 104].map(uuid),
  );
});

describe('R28: what is being taken back, to be tried again, when everything is held', () => {
  test('goes on the shelf where it was made here', () => {
    const { rig, blender, unity } = withTree();
    rig.submit(10, [CRATE]);
    const n = rig.playApply(blender) ?? 0;
    rig.lose(unity);
    rig.command({ do: 'halt', by: 'button' });
    expect(rig.statesOf(10).at(-1)).toBe('applying');
    rig.frame(blender, { type: 'compensated', n, outcomes: [] });
    rig.sync();
    expect(rig.statesOf(10).at(-1)).toBe('rejected');
    expect([...rig.state.shelf.values()]).toMatchObject([
      { from: 'person', why: 'halted', states: [{ id: uuid(101), facet: 'name', value: 'Crate' }] },
    ]);
    rig.command({ do: 'resume', scope: 'everyone' });
    expect(rig.take(blender, ['apply'])).toBeNull();
  });

  test('is collected where an artist made it, and goes on after the hold', () => {
    const { rig, blender, unity } = withTree();
    const godot = rig.connect(3, 'godot', chain(3));
    rig.engines.set(blender, applyOrThrow(rig.engines.get(blender) ?? { objects: new Map() }, [CRATE]));
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(10),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Rename' },
      before: [],
      operations: [CRATE],
    });
    const n = rig.playApply(unity) ?? 0;
    rig.lose(godot);
    expect(rig.orchestrator.core.unwinding).toBe(true);
    rig.command({ do: 'halt', by: 'button' });
    rig.take(blender, ['adopt']);
    rig.engines.set(unity, { objects: new Map(rig.state.objects) });
    rig.frame(unity, { type: 'compensated', n, outcomes: [] });
    expect(rig.statesOf(10).at(-1)).not.toBe('queued');
    expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'collected' });
    rig.command({ do: 'resume', scope: 'everyone' });
    for (const session of [blender, unity]) rig.playApply(session);
    rig.sync();
    expect(rig.state.objects.get(uuid(101))?.name).toBe('Crate');
  });
});
