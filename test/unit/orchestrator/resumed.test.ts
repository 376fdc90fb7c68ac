/** An engine that lost its connection with edits on their way, and came back with its token (R18, R20, R23). */
import { describe, expect, test } from 'vitest';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import { digestObject } from '#app/scene/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { viewSessions } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const EDIT = 2;

/** Blender holds Box_1, and its edits ask first where `asks`. */
function withBox(asks = false): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  if (asks) rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
  return { rig, blender };
}

/** The artist moves Box_1, and Blender tells of it. */
function move(rig: Rig, session: string, x: number, edit = EDIT): void {
  rig.engines.set(session, { objects: new Map([[uuid(1), box(1, { transform: moved(x) })]]) });
  rig.frame(session, {
    type: 'observed',
    edit: uuid(edit),
    applied_through: rig.state.revision,
    undo: { kind: 'step', name: 'Move' },
    before: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
    operations: [{ op: 'set_transform', id: uuid(1), transform: moved(x) }],
  });
}

/** What a session was told of its edits before the first question. */
function toldBeforeComparing(rig: Rig, session: string): OrchestratorMessage[] {
  const told = rig.sent.filter((each) => each.session === session).map(({ message }) => message);
  return told
    .slice(
      0,
      told.findIndex(({ type }) => type === 'take_inventory'),
    )
    .filter(({ type }) => type === 'decided');
}

describe('R20: a resume that breaks before it has said who it is', () => {
  /** The upgrade is through, and the line breaks before `welcome` has come. */
  function breakResume(rig: Rig, lost: string, number: number): string {
    const session = uuid(0xe00 + number);
    rig.step({ in: 'connected', session, resumes: lost, token: '1'.repeat(64) });
    rig.engines.set(session, rig.engines.get(lost) ?? { objects: new Map() });
    rig.lose(session);
    return session;
  }

  test('is waited for like the connection before, and the next one takes over all that was known', () => {
    const { rig, blender } = withBox();
    move(rig, blender, 4);
    rig.playApply(blender);
    rig.lose(blender);
    rig.sync();
    const { core } = rig.orchestrator;
    const [before] = viewSessions(core, () => null);
    let broken = blender;
    for (const number of [2, 3, 4]) {
      broken = breakResume(rig, broken, number);
      const [seen] = viewSessions(core, () => null);
      expect(seen).toEqual({ ...before, session: broken, latencyMs: [], comparedAgoMs: null });
    }
    const records = rig.records.length;
    const resumed = rig.resume(broken, 5);
    expect(toldBeforeComparing(rig, resumed)).toMatchObject([
      { edit: uuid(EDIT), outcome: 'committed', n: 2 },
    ]);
    rig.playResync(resumed);
    expect(viewSessions(core, () => null)).toMatchObject([{ session: resumed, state: 'live' }]);
    expect(rig.records.slice(records)).toMatchObject([
      { kind: 'session', event: 'resumed', engine: 'blender' },
    ]);
  });

  test('is waited for anew from then on, and no longer than that', () => {
    const { rig, blender } = withBox();
    const { graceMs } = rig.orchestrator.core.config;
    rig.lose(blender);
    rig.wait(graceMs - 2_000);
    const broken = breakResume(rig, blender, 2);
    rig.wait(graceMs - 2_000);
    expect(rig.orchestrator.core.sessions.get(broken)?.phase).toBe('detached');
    rig.wait(3_000);
    expect(rig.orchestrator.core.sessions.get(broken)).toMatchObject({
      phase: 'over',
      lost: true,
      reason: { code: 'not_resumed' },
    });
  });

  test('one that never was an engine ends as it did', () => {
    const rig = new Rig();
    rig.step({ in: 'connected', session: uuid(0xe01), resumes: null, token: '1'.repeat(64) });
    rig.lose(uuid(0xe01));
    expect(rig.orchestrator.core.sessions.get(uuid(0xe01))).toMatchObject({
      phase: 'over',
      reason: { code: 'gone' },
    });
  });
});

describe('the word about an edit, lost with the connection, is said again', () => {
  test('committed', () => {
    const { rig, blender } = withBox();
    move(rig, blender, 4);
    rig.playApply(blender);
    rig.lose(blender);
    rig.sync();
    const records = rig.records.length;
    const resumed = rig.resume(blender, 2);
    expect(toldBeforeComparing(rig, resumed)).toMatchObject([
      { edit: uuid(EDIT), outcome: 'committed', n: 2 },
    ]);
    rig.playResync(resumed);
    move(rig, resumed, 4);
    expect(rig.records.slice(records).filter(({ kind }) => kind === 'begin')).toEqual([]);
  });

  test('committed only after the engine is back', () => {
    const { rig, blender } = withBox();
    move(rig, blender, 4);
    rig.playApply(blender);
    rig.lose(blender);
    const resumed = rig.resume(blender, 2);
    expect(toldBeforeComparing(rig, resumed)).toMatchObject([{ edit: uuid(EDIT), outcome: 'waiting' }]);
    rig.sync();
    expect(
      rig.sent.filter(({ session }) => session === resumed).map(({ message }) => message),
    ).toContainEqual({
      type: 'decided',
      edit: uuid(EDIT),
      outcome: 'committed',
      n: 2,
      code: 'committed',
      message: '',
    });
  });

  test('rejected, and every other', () => {
    const { rig, blender } = withBox();
    move(rig, blender, 4, 3);
    rig.playApply(blender);
    rig.sync();
    rig.command({ do: 'trust', engine: 'blender', level: 'off' });
    move(rig, blender, 5, 4);
    rig.lose(blender);
    rig.sync();
    expect(toldBeforeComparing(rig, rig.resume(blender, 2))).toMatchObject([
      { edit: uuid(3), outcome: 'committed' },
      { edit: uuid(4), outcome: 'rejected' },
    ]);
  });

  test('waiting, after the application was started anew: its suggestions are still that engine’s', () => {
    const { rig, blender } = withBox(true);
    move(rig, blender, 4);
    rig.sync();
    const after = new Rig({ records: rig.records });
    after.engines = rig.engines;
    const resumed = after.resume(blender, 2);
    expect(toldBeforeComparing(after, resumed)).toMatchObject([{ edit: uuid(EDIT), outcome: 'waiting' }]);
    after.command({ do: 'deny', id: uuid(EDIT), reason: 'no' });
    after.sync();
    expect(after.take(resumed, ['decided'])).toBeTruthy();
    expect(after.take(resumed, ['decided'])).toMatchObject({ edit: uuid(EDIT), outcome: 'rejected' });
  });

  test('waiting for a click: the click is told to the session that took over', () => {
    const { rig, blender } = withBox(true);
    move(rig, blender, 4);
    rig.lose(blender);
    const resumed = rig.resume(blender, 2);
    expect(toldBeforeComparing(rig, resumed)).toMatchObject([{ edit: uuid(EDIT), outcome: 'waiting' }]);
    rig.playResync(resumed);
    rig.sent.length = 0;
    rig.command({ do: 'deny', id: uuid(EDIT), reason: 'no' });
    rig.sync();
    expect(rig.take(resumed, ['decided'])).toMatchObject({ edit: uuid(EDIT), outcome: 'rejected' });
  });

  test('on the same connection only what is open is said before a comparison', () => {
    const { rig, blender } = withBox();
    move(rig, blender, 4, 3);
    rig.playApply(blender);
    rig.sync();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    move(rig, blender, 5, 4);
    rig.sent.length = 0;
    rig.command({ do: 'refresh_engine', session: blender });
    expect(toldBeforeComparing(rig, blender)).toMatchObject([{ edit: uuid(4), outcome: 'waiting' }]);
  });
});

function tell(rig: Rig, session: string, operations: Operation[], holds: SceneObject[]): void {
  rig.engines.set(session, { objects: new Map(holds.map((each) => [each.id, each])) });
  rig.frame(session, {
    type: 'observed',
    edit: uuid(EDIT),
    applied_through: rig.state.revision,
    undo: { kind: 'step', name: 'Edit' },
    before: [],
    operations,
  });
}

function held(rig: Rig, session: string): SceneObject[] {
  return [...(rig.engines.get(session)?.objects.values() ?? [])];
}

function back(rig: Rig, lost: string, appliedThrough = rig.state.revision): string {
  rig.lose(lost);
  const resumed = rig.resume(lost, 2, appliedThrough);
  rig.playResync(resumed);
  expect(rig.orchestrator.core.sessions.get(resumed)?.phase).toBe('live');
  return resumed;
}

describe('what is open stands through the comparison', () => {
  test('waiting for a click: no conflict, nothing set back, and the click commits it', () => {
    const { rig, blender } = withBox(true);
    move(rig, blender, 4);
    rig.sync();
    const resumed = back(rig, blender);
    expect(rig.state.conflicts.size).toBe(0);
    expect(held(rig, resumed)).toEqual([box(1, { transform: moved(4) })]);
    rig.command({ do: 'approve', id: uuid(EDIT), hash: rig.shownHash(EDIT) });
    rig.sync();
    expect(rig.take(resumed, ['apply'])).toBeNull();
    rig.playApply(resumed);
    rig.sync();
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(4));
    expect(rig.records.filter(({ kind }) => kind === 'commit')).toHaveLength(2);
  });

  test('queued behind a busy engine', () => {
    const { rig, blender } = withBox();
    const unity = rig.connect(3, 'unity', [box(1)]);
    rig.frame(unity, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
    move(rig, blender, 4);
    const resumed = back(rig, blender);
    expect(rig.state.conflicts.size).toBe(0);
    rig.frame(unity, { type: 'ready' });
    expect(rig.playApply(resumed)).toBe(rig.playApply(unity));
    rig.sync();
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(4));
  });

  test('with something else of the same object to be refreshed', () => {
    const { rig, blender } = withBox(true);
    move(rig, blender, 4);
    rig.lose(blender);
    rig.submit(5, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    rig.sync();
    const resumed = back(rig, blender, 1);
    expect(held(rig, resumed)).toEqual([box(1, { name: 'Crate', transform: moved(4) })]);
    expect(rig.state.conflicts.size).toBe(0);
  });

  test('a new object is not offered for adoption, and a deleted one does not come back', () => {
    for (const [operation, holds] of [
      [{ op: 'create', object: box(7) }, [box(1), box(7)]],
      [{ op: 'delete', id: uuid(1), descendants: [] }, []],
    ] as [Operation, SceneObject[]][]) {
      const { rig, blender } = withBox(true);
      tell(rig, blender, [operation], holds);
      const resumed = back(rig, blender);
      expect(held(rig, resumed)).toEqual(holds);
      expect(rig.orchestrator.core.sessions.get(resumed)?.unshared.size).toBe(0);
      expect(rig.state.conflicts.size).toBe(0);
      rig.command({ do: 'approve', id: uuid(EDIT), hash: rig.shownHash(EDIT) });
      rig.sync();
      rig.playApply(resumed);
      rig.sync();
      expect([...rig.state.objects.values()]).toEqual(holds);
    }
  });

  test('what was done to a new object while nobody listened is kept, before it is shared as it was told', () => {
    const { rig, blender } = withBox(true);
    tell(rig, blender, [{ op: 'create', object: box(7) }], [box(1), box(7)]);
    rig.engines.set(blender, {
      objects: new Map([box(1), box(7, { name: 'Mine' })].map((each) => [each.id, each])),
    });
    const resumed = back(rig, blender);
    expect(held(rig, resumed)).toContainEqual(box(7, { name: 'Mine' }));
    expect([...rig.state.shelf.values()]).toMatchObject([
      { states: [{ id: uuid(7), facet: 'name', value: 'Mine' }] },
    ]);
  });

  test('denied while it is compared, it is set back once it is durable on the shelf', () => {
    const { rig, blender } = withBox(true);
    move(rig, blender, 4);
    rig.lose(blender);
    const resumed = rig.resume(blender, 2);
    const question = rig.take(resumed, ['take_inventory']);
    const digest = digestObject(box(1, { transform: moved(4) }));
    rig.frame(resumed, {
      type: 'inventory',
      request: question?.request ?? 0,
      last: true,
      objects: [[uuid(1), digest]],
      unmanaged: 0,
    });
    const reading = rig.take(resumed, ['read_values']);
    rig.submit(5, [{ op: 'create', object: box(5) }]);
    rig.frame(resumed, {
      type: 'values',
      request: reading?.request ?? 0,
      last: true,
      objects: held(rig, resumed),
      missing: [],
    });
    rig.command({ do: 'deny', id: uuid(EDIT), reason: 'no' });
    expect(rig.take(resumed, ['patch'])).toBeNull();
    rig.sync();
    rig.playResync(resumed);
    expect(held(rig, resumed)).toContainEqual(box(1));
    expect(rig.state.conflicts.size).toBe(1);
  });

  test('what does not go together with what was shared meanwhile gives way, as a conflict', () => {
    const { rig, blender } = withBox(true);
    tell(rig, blender, [{ op: 'delete', id: uuid(1), descendants: [] }], []);
    rig.lose(blender);
    rig.submit(5, [{ op: 'create', object: box(5, { parent: uuid(1) }) }]);
    rig.sync();
    const resumed = rig.resume(blender, 2);
    // As in an engine: nothing hangs on a parent that is not there.
    rig.refusesToPatch = (object, holds) => object.parent !== null && !holds.has(object.parent);
    rig.playResync(resumed);
    expect(rig.orchestrator.core.sessions.get(resumed)?.phase).toBe('live');
    expect(rig.statesOf(EDIT).at(-1)).toBe('conflicted');
    expect(held(rig, resumed)).toEqual([box(1), box(5, { parent: uuid(1) })]);
    expect([...rig.state.conflicts.values()]).toMatchObject([
      { items: [{ id: uuid(1), facet: 'existence', engine: null }] },
    ]);
  });

  test('collected, and the hold over while the engine was away: it goes on when it is back (rule 8)', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'halt', by: 'click' });
    move(rig, blender, 4);
    rig.lose(blender);
    rig.command({ do: 'resume', scope: 'people' });
    rig.sync();
    const resumed = back(rig, blender);
    expect(rig.state.shelf.size).toBe(0);
    rig.playApply(resumed);
    rig.sync();
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(4));
  });

  test('in line when everything is held, with the engine away: collected, not refused (rule 8)', () => {
    const { rig, blender } = withBox();
    const unity = rig.connect(3, 'unity', [box(1)]);
    rig.frame(unity, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
    move(rig, blender, 4);
    rig.lose(blender);
    rig.command({ do: 'halt', by: 'click' });
    const resumed = rig.resume(blender, 2);
    expect(toldBeforeComparing(rig, resumed)).toMatchObject([{ outcome: 'collected' }]);
  });

  test('a value that a card asks about already is not asked about twice', () => {
    const { rig, blender } = withBox(true);
    move(rig, blender, 4);
    rig.lose(blender);
    rig.command({ do: 'deny', id: uuid(EDIT), reason: 'no' });
    rig.sync();
    const resumed = back(rig, blender);
    expect(held(rig, resumed)).toEqual([box(1)]);
    expect(rig.state.conflicts.size).toBe(1);
  });
});
