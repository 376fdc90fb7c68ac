/** The way back to an earlier version of the whole scene, and what it would change. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INTENT_LIMITS } from '#app/intents/index.ts';
import { DURABLE_LIMITS } from '#app/ledger/index.ts';
import { LIMITS } from '#app/scene/index.ts';
import type { Operation, Scene } from '#app/scene/index.ts';
import { wayToVersion } from '#main/orchestrator/index.ts';
import { wishes } from '../app/arbitraries.ts';
import { fitting } from '../app/fitting.ts';
import { box, chain, moved, Rig, uuid } from './bench-rig.ts';

class Desk extends Rig {
  #nextId = 1_000;

  change(operations: readonly Operation[], channel: 'human' | 'override' = 'human'): number {
    this.submit((this.#nextId += 1), [...operations], { channel });
    this.sync();
    return this.state.revision;
  }

  wayTo(revision: number): ReturnType<typeof wayToVersion> {
    return wayToVersion(this.orchestrator.core, revision);
  }

  wayOf(only: readonly number[], revision: number): ReturnType<typeof wayToVersion> {
    return wayToVersion(this.orchestrator.core, revision, null, only.map(uuid));
  }

  go(way: ReturnType<typeof wayToVersion>): void {
    if (!way.ok) throw new Error(way.reason.message);
    this.change(way.operations);
  }

  get scene(): Scene {
    return { objects: new Map(this.state.objects) };
  }
}

describe('a version', () => {
  test('is counted first, by what would change, and brought back as one forced change past a halt', () => {
    const desk = new Desk();
    const then = desk.change([1, 2, 3].map((id) => ({ op: 'create', object: box(id) })));
    desk.change([{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    desk.change([
      { op: 'delete', id: uuid(2), descendants: [] },
      { op: 'rename', id: uuid(1), name: 'Crate' },
    ]);
    desk.change([{ op: 'create', object: box(4) }]);
    desk.command({ do: 'halt', by: 'person' });
    const way = desk.wayTo(then);
    expect(way).toMatchObject({
      ok: true,
      view: {
        revision: then,
        at: then + 3,
        commits: 3,
        back: 1,
        gone: 1,
        changed: 1,
        differing: { transform: 1, name: 1, parent: 0, visibility: 0, properties: 0 },
        loss: { bare: 1, goes: 1 },
      },
    });
    if (!way.ok) return;
    desk.change(way.operations, 'override');
    expect([...desk.state.objects.values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      [1, 2, 3].map((id) => box(id)),
    );
    expect(desk.orchestrator.core.halt).not.toBe(null);
  });

  test('is any that the scene ever was at', () => {
    fc.assert(
      fc.property(fc.array(wishes, { minLength: 1, maxLength: 6 }), fc.nat(), (script, at) => {
        const desk = new Desk();
        const scenes = [desk.scene];
        for (const each of script) {
          const { operations } = fitting(desk.scene, each);
          if (operations.length === 0) continue;
          desk.change(operations);
          scenes.push(desk.scene);
        }
        const revision = at % scenes.length;
        const way = desk.wayTo(revision);
        if (!way.ok) throw new Error(way.reason.message);
        if (way.operations.length > 0) desk.change(way.operations);
        expect(desk.scene.objects).toEqual(scenes[revision]?.objects);
        const { back, gone, changed, commits } = way.view;
        expect(commits).toBe(scenes.length - 1 - revision);
        expect(back + gone + changed > 0).toBe(way.operations.length > 0);
      }),
      { numRuns: 150 },
    );
  });

  test('is not gone back to while what is on its way would make it too deep', () => {
    const desk = new Desk();
    desk.change([box(2), box(1, { parent: uuid(2) })].map((object) => ({ op: 'create', object })));
    const then = desk.change(chain(LIMITS.depth - 1).map((object) => ({ op: 'create', object })));
    desk.change([{ op: 'reparent', id: uuid(1), parent: null }]);
    desk.connect(1, 'unity', [...desk.state.objects.values()]);
    desk.change([{ op: 'reparent', id: uuid(2), parent: uuid(100 + LIMITS.depth - 1) }]);
    expect(desk.orchestrator.core.applying).not.toBe(null);
    expect(desk.wayTo(then)).toMatchObject({ ok: false, reason: { code: 'too_deep', path: 'revision' } });
  });

  test('of the future there is none, and of too long ago the way is not known', () => {
    const desk = new Desk();
    desk.change([{ op: 'create', object: box(1) }]);
    expect(desk.wayTo(2)).toMatchObject({ ok: false, reason: { code: 'no_such_version' } });
    for (let count = 0; count < DURABLE_LIMITS.overwritten; count += 1)
      desk.change([{ op: 'rename', id: uuid(1), name: `Box ${count}` }]);
    expect(desk.wayTo(0)).toMatchObject({
      ok: false,
      reason: {
        code: 'too_long_ago',
        message: 'The way back is known to version 1; 0 is longer ago than that.',
      },
    });
    expect(desk.wayTo(1)).toMatchObject({ ok: true, view: { commits: DURABLE_LIMITS.overwritten } });
  });

  test('that the state has forgotten is known from the history, with the commits that it counts', () => {
    const desk = new Desk();
    desk.change([1, 2].map((id) => ({ op: 'create', object: box(id) })));
    const then = [...desk.scene.objects.values()];
    desk.change([{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    desk.change([{ op: 'delete', id: uuid(2), descendants: [] }]);
    desk.change([{ op: 'create', object: box(3) }]);
    const way = wayToVersion(desk.orchestrator.core, 1, { objects: then, commits: 3 });
    expect(way).toMatchObject({ ok: true, view: { revision: 1, commits: 3, back: 1, gone: 1, changed: 1 } });
    desk.go(way);
    expect(desk.scene.objects).toEqual(new Map(then.map((object) => [object.id, object])));
  });
});

describe('some objects of a version', () => {
  test('come back alone: what else has changed since stays', () => {
    const desk = new Desk();
    const then = desk.change([1, 2].map((id) => ({ op: 'create', object: box(id) })));
    desk.change([1, 2].map((id) => ({ op: 'set_transform', id: uuid(id), transform: moved(3) })));
    const way = desk.wayOf([1], then);
    expect(way).toMatchObject({ ok: true, view: { back: 0, gone: 0, changed: 1 } });
    desk.go(way);
    expect(desk.scene.objects.get(uuid(1))).toEqual(box(1));
    expect(desk.scene.objects.get(uuid(2))?.transform).toEqual(moved(3));
  });

  test('come back with what they hung from, where that is gone, and leave it alone where it is not', () => {
    const desk = new Desk();
    const then = desk.change(
      [box(1), box(2, { parent: uuid(1) }), box(3, { parent: uuid(2) })].map((object) => ({
        op: 'create',
        object,
      })),
    );
    desk.change([{ op: 'delete', id: uuid(2), descendants: [uuid(3)] }]);
    desk.change([{ op: 'rename', id: uuid(1), name: 'Root' }]);
    desk.go(desk.wayOf([3], then));
    expect(desk.scene.objects.get(uuid(3))).toEqual(box(3, { parent: uuid(2) }));
    expect(desk.scene.objects.get(uuid(2))).toEqual(box(2, { parent: uuid(1) }));
    expect(desk.scene.objects.get(uuid(1))?.name).toBe('Root');
  });

  test('that were not there go, and what hangs below them goes back to where it was', () => {
    const desk = new Desk();
    const then = desk.change([{ op: 'create', object: box(1) }]);
    desk.change([
      { op: 'create', object: box(2) },
      { op: 'create', object: box(3, { parent: uuid(2) }) },
      { op: 'reparent', id: uuid(1), parent: uuid(2) },
    ]);
    const way = desk.wayOf([2], then);
    expect(way).toMatchObject({ ok: true, view: { back: 0, gone: 2, changed: 1 } });
    desk.go(way);
    expect([...desk.scene.objects.values()]).toEqual([box(1)]);
  });

  test('come back with what they hung from, where that hangs below them now', () => {
    const desk = new Desk();
    const then = desk.change(
      [box(1), box(2, { parent: uuid(1) }), box(3, { parent: uuid(2) })].map((object) => ({
        op: 'create',
        object,
      })),
    );
    desk.change([{ op: 'reparent', id: uuid(2), parent: null }]);
    desk.change([{ op: 'reparent', id: uuid(1), parent: uuid(3) }]);
    const way = desk.wayOf([2], then);
    expect(way).toMatchObject({ ok: true, view: { changed: 2, differing: { parent: 2 } } });
    desk.go(way);
    expect([1, 2, 3].map((id) => desk.state.objects.get(uuid(id))?.parent)).toEqual([null, uuid(1), uuid(2)]);
  });

  test('that were of another kind do not come back over what hangs below them now: that is said by name', () => {
    const desk = new Desk();
    const then = desk.change([{ op: 'create', object: box(1) }]);
    desk.change([{ op: 'delete', id: uuid(1), descendants: [] }]);
    desk.change([{ op: 'create', object: { ...box(1), kind: 'empty' } }]);
    expect(desk.wayOf([1], then)).toMatchObject({ ok: true });
    desk.change([{ op: 'create', object: box(2, { parent: uuid(1) }) }]);
    expect(desk.wayOf([1], then)).toMatchObject({
      ok: false,
      reason: { message: 'Box_1: something hangs below it that would go with it.' },
    });
  });

  test('are not brought back under a name that is another object’s by now: why is said', () => {
    const desk = new Desk();
    const then = desk.change([{ op: 'create', object: box(1) }]);
    desk.change([{ op: 'delete', id: uuid(1), descendants: [] }]);
    desk.change([{ op: 'create', object: { ...box(2), name: box(1).name } }]);
    expect(desk.wayOf([1], then)).toMatchObject({
      ok: false,
      reason: { code: 'name_taken', path: 'revision' },
    });
  });
});

test('of more operations than a change may have there is no way, and how many it would take is said', () => {
  const most = INTENT_LIMITS.operations;
  const objects = Array.from({ length: most + 1 }, (_, index) => box(index + 1));
  expect(wayToVersion(new Rig().orchestrator.core, 0, { objects, commits: 1 })).toMatchObject({
    ok: false,
    reason: {
      code: 'too_large',
      message: `It takes ${most + 1} operations to get there; a change has ${most} at most.`,
    },
  });
});
