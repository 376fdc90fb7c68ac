/** R21: what an engine holds under an id that truth never knew is the artist's own, until a person adopts it. */
import { describe, expect, test } from 'vitest';
import type { AdapterMessage } from '#app/protocol/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { viewSessions } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

/** A number made this in every engine, and the crash that followed took its BEGIN with it. */
const left = box(7);

function shared(rig: Rig): void {
  rig.submit(1, [{ op: 'create', object: box(1) }], { channel: 'override', reason: 'test' });
  rig.sync();
}

function tell(rig: Rig, session: string, edit: number, operations: Operation[], evidence = true): void {
  rig.frame(session, {
    type: 'observed',
    edit: uuid(edit),
    applied_through: rig.state.revision,
    undo: evidence ? { kind: 'step', name: 'Move' } : null,
    before: [],
    operations,
  });
}

function unmanaged(rig: Rig, session: string): number | undefined {
  const views = viewSessions(rig.orchestrator.core, () => null);
  return views.find((view) => view.session === session)?.unmanaged;
}

/** A person clicks; the engine answers that it has nothing without an id, and what it has under the ids asked for. */
function adopt(rig: Rig, session: string): void {
  rig.command({ do: 'adopt_objects', session });
  const bare = rig.take(session, ['adopt_unmanaged']);
  rig.frame(session, valuesOf(bare?.request ?? 0, []));
  rig.playResync(session);
}

function valuesOf(request: number, objects: SceneObject[]): AdapterMessage {
  return { type: 'values', request, last: true, objects, missing: [] };
}

function phaseOf(rig: Rig, session: string): string | undefined {
  return rig.orchestrator.core.sessions.get(session)?.phase;
}

describe('R21: objects under ids that truth never knew', () => {
  test('are left alone and offered with those that have no id', () => {
    const rig = new Rig();
    const blender = rig.connect(1, 'blender', [left]);
    expect(phaseOf(rig, blender)).toBe('live');
    expect(rig.engines.get(blender)?.objects.get(left.id)).toEqual(left);
    expect(unmanaged(rig, blender)).toBe(1);
  });

  test('are offered no longer than they are there', () => {
    const rig = new Rig();
    const blender = rig.connect(1, 'blender', [left, box(8)]);
    tell(rig, blender, 2, [{ op: 'delete', id: left.id, descendants: [] }]);
    expect(unmanaged(rig, blender)).toBe(1);
    rig.engines.set(blender, { objects: new Map() });
    rig.command({ do: 'refresh_engine', session: blender });
    rig.playResync(blender);
    expect(phaseOf(rig, blender)).toBe('live');
    expect(unmanaged(rig, blender)).toBe(0);
  });

  test('told as new during a hold and found again in a resumed session, they are shared after it', () => {
    const rig = new Rig();
    const blender = rig.connect(1);
    rig.command({ do: 'halt', by: 'click' });
    tell(rig, blender, 2, [{ op: 'create', object: left }]);
    rig.step({ in: 'disconnected', session: blender });
    const resumed = uuid(0xe99);
    rig.engines.set(resumed, { objects: new Map([[left.id, left]]) });
    rig.step({ in: 'connected', session: resumed, resumes: blender, token: '1'.repeat(64) });
    rig.frame(resumed, {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind: 'blender', version: '1' },
      scene: {
        project: rig.state.project.id,
        scene: [...(rig.state.scenes.get('blender') ?? [])][0] ?? null,
        saved_revision: null,
        title: 'untitled',
        unsaved: false,
      },
      applied_through: 0,
      receipt: null,
      masked: [],
    });
    rig.playResync(resumed);
    expect(unmanaged(rig, resumed), 'it is told, and waits for the hold to end').toBe(0);
    rig.command({ do: 'resume', scope: 'people' });
    rig.sync();
    expect(unmanaged(rig, resumed)).toBe(0);
    rig.playApply(resumed);
    rig.sync();
    expect(rig.state.objects.get(left.id)).toEqual(left);
  });

  test('an edit of them asks nobody, and what it did to shared objects is taken', () => {
    const rig = new Rig();
    shared(rig);
    const blender = rig.connect(1, 'blender', [left, box(1)]);
    tell(rig, blender, 2, [
      { op: 'set_transform', id: uuid(1), transform: moved(3) },
      { op: 'set_transform', id: left.id, transform: moved(3) },
    ]);
    const asked = rig.take(blender, ['adopt']);
    expect(asked?.facets).toEqual([{ id: uuid(1), facet: 'transform' }]);
    rig.frame(blender, {
      type: 'applied',
      n: asked?.n ?? 0,
      states: [{ id: uuid(1), facet: 'transform', value: moved(3) }],
    });
    rig.sync();
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(3));
    for (const evidence of [true, false]) {
      const edit = evidence ? 3 : 4;
      tell(rig, blender, edit, [{ op: 'rename', id: left.id, name: 'Mine' }], evidence);
      rig.take(blender, ['decided']);
      rig.sync();
    }
    expect(rig.orchestrator.core.sessions.get(blender)?.edits.get(uuid(3))?.code).toBe('not_shared');
    expect(rig.orchestrator.core.sessions.get(blender)?.edits.get(uuid(4))?.code).toBe('not_shared');
    expect(rig.state.conflicts.size).toBe(0);
    expect(rig.state.shelf.size).toBe(0);
    expect(rig.take(blender, ['patch'])).toBeNull();
  });

  test('are shared at a click, as they are then; an edit that follows is one like any other', () => {
    const rig = new Rig();
    const blender = rig.connect(1, 'blender', [left]);
    const unity = rig.connect(2, 'unity');
    adopt(rig, blender);
    expect(unmanaged(rig, blender)).toBe(0);
    rig.playApply(blender);
    rig.playApply(unity);
    rig.sync();
    expect(rig.state.objects.get(left.id)).toEqual(left);
    expect(rig.engines.get(unity)?.objects.get(left.id)).toEqual(left);
    tell(rig, blender, 2, [{ op: 'rename', id: left.id, name: 'Ours' }]);
    expect(rig.statesOf(2)).toEqual(['queued', 'applying']);
  });

  test('another engine that holds the same is compared, and what it alone has goes on the shelf (R22)', () => {
    const rig = new Rig();
    const blender = rig.connect(1, 'blender', [left]);
    const unity = rig.connect(2, 'unity', [{ ...left, name: 'Renamed in Unity' }]);
    adopt(rig, blender);
    expect(rig.take(unity, ['apply'])).toBeNull();
    rig.playApply(blender);
    rig.sync();
    rig.playResync(unity);
    expect(phaseOf(rig, unity)).toBe('live');
    expect(rig.orchestrator.core.sessions.get(unity)?.failuresMs).toEqual([]);
    expect(rig.engines.get(unity)?.objects.get(left.id)).toEqual(left);
    expect([...rig.state.shelf.values()]).toMatchObject([
      { from: 'engine:unity', states: [{ facet: 'name', value: 'Renamed in Unity' }] },
    ]);
  });

  test('an adoption that came to nothing can be clicked again', () => {
    const rig = new Rig();
    const blender = rig.connect(1, 'blender', [left]);
    adopt(rig, blender);
    const { n } = rig.take(blender, ['adopt']) ?? { n: 0 };
    rig.frame(blender, { type: 'failed', n, code: 'gone', message: 'It could not be read.' });
    rig.sync();
    rig.wait(2_000);
    rig.playResync(blender);
    expect(phaseOf(rig, blender)).toBe('live');
    expect(unmanaged(rig, blender)).toBe(1);
    adopt(rig, blender);
    rig.playApply(blender);
    rig.sync();
    expect(rig.state.objects.get(left.id)).toEqual(left);
    const adoptions = rig.records.flatMap((each) => (each.kind === 'begin' ? [each.intent.id] : []));
    expect(new Set(adoptions).size).toBe(2);
  });

  test('what was made in an engine and not taken over is offered too', () => {
    const rig = new Rig();
    const blender = rig.connect(1);
    rig.command({ do: 'trust', engine: 'blender', level: 'off' });
    tell(rig, blender, 2, [{ op: 'create', object: left }]);
    rig.sync();
    expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'rejected' });
    expect(unmanaged(rig, blender)).toBe(1);
    rig.command({ do: 'trust', engine: 'blender', level: 'live' });
    tell(rig, blender, 3, [{ op: 'create', object: left }]);
    expect(rig.statesOf(3)).toEqual(['queued', 'applying']);
    expect(unmanaged(rig, blender)).toBe(0);
  });

  test('told twice, one is in line once, and an edit of it builds on that', () => {
    const rig = new Rig();
    const blender = rig.connect(1);
    rig.engines.set(blender, { objects: new Map([[left.id, left]]) });
    rig.command({ do: 'halt', by: 'click' });
    tell(rig, blender, 2, [{ op: 'create', object: left }]);
    tell(rig, blender, 3, [{ op: 'create', object: left }]);
    rig.command({ do: 'resume', scope: 'people' });
    expect(unmanaged(rig, blender)).toBe(0);
    tell(rig, blender, 4, [{ op: 'rename', id: left.id, name: 'Mine' }]);
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(2).at(-1)).toBe('committed');
    expect(rig.statesOf(4)).toEqual(['queued', 'applying']);
  });

  test('refused and then taken by a person, both while its engine is compared, it is no longer only theirs', () => {
    const rig = new Rig();
    const blender = rig.connect(1);
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    rig.engines.set(blender, { objects: new Map([[left.id, left]]) });
    tell(rig, blender, 2, [{ op: 'create', object: left }]);
    rig.sync();
    rig.command({ do: 'refresh_engine', session: blender });
    rig.command({ do: 'deny', id: uuid(2), reason: 'no' });
    rig.sync();
    const [conflict] = [...rig.state.conflicts.keys()];
    const taken = [{ id: left.id, facet: 'existence' }];
    rig.command({ do: 'decide', conflict: conflict ?? '', take: taken, intent: uuid(3) });
    rig.sync();
    expect(rig.statesOf(3).at(-1)).toBe('committed');
    rig.playResync(blender);
    expect(phaseOf(rig, blender)).toBe('live');
    expect(unmanaged(rig, blender)).toBe(0);
  });

  test('an object that was not asked for is a violation (SEC-2)', () => {
    const rig = new Rig();
    const blender = rig.connect(1, 'blender', [left]);
    rig.command({ do: 'adopt_objects', session: blender });
    const question = rig.take(blender, ['read_values']);
    rig.frame(blender, valuesOf(question?.request ?? 0, [left, box(8)]));
    expect(phaseOf(rig, blender)).toBe('over');
    expect(rig.statesOf(8)).toEqual([]);
  });
});

test('an engine that is asked what it would share is told of nothing else before it has said all of it', () => {
  const rig = new Rig();
  shared(rig);
  const others = [8, 9].map((id) => box(id));
  const blender = rig.connect(1, 'blender', [box(1), ...others]);
  rig.command({ do: 'adopt_objects', session: blender });
  const bare = rig.take(blender, ['adopt_unmanaged']);
  rig.frame(blender, valuesOf(bare?.request ?? 0, []));
  const { request } = rig.take(blender, ['read_values']) ?? { request: 0 };
  rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }], { channel: 'override' });
  rig.sync();
  rig.frame(blender, { type: 'values', request, last: false, objects: others.slice(0, 1), missing: [] });
  expect(rig.take(blender, ['patch'])).toBeNull();
  rig.frame(blender, { type: 'values', request, last: true, objects: others.slice(1), missing: [] });
  for (let turn = 0; turn < 3; turn += 1) {
    rig.playResync(blender);
    rig.playApply(blender);
    rig.sync();
  }
  expect(rig.engines.get(blender)?.objects.get(uuid(1))?.transform).toEqual(moved(3));
  expect([8, 9].map((id) => rig.state.objects.has(uuid(id)))).toEqual([true, true]);
});
