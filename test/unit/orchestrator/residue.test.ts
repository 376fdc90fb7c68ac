/** What a number left behind counts only for the engines that may hold it, and only until they were set back (R22, rule 1). */
import { describe, expect, test } from 'vitest';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { box, Rig, uuid } from './bench-rig.ts';
import { HandsRig } from './hands-rig.ts';

const HIDDEN = { viewport: false, render: true };
const hide: Operation = { op: 'set_visibility', id: uuid(1), visibility: HIDDEN };

/** An approved suggestion, to hide Box_1, failed in Blender.
 * @param others engines that took part before that, and are gone */
function failedThere(others: readonly string[] = []): { rig: Rig; blender: string } {
  const rig = new Rig();
  for (const [index, kind] of others.entries()) rig.frame(rig.connect(5 + index, kind), { type: 'bye' });
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  rig.submit(2, [hide], { channel: 'ai' });
  rig.sync();
  rig.command({ do: 'approve', id: uuid(2), hash: rig.shownHash(2) });
  rig.sync();
  const n = rig.take(blender, ['apply'])?.n ?? 0;
  rig.frame(blender, { type: 'failed', n, code: 'failed', message: 'It cannot.' });
  rig.sync();
  return { rig, blender };
}

/** Blender takes it back, is compared, and takes part again. */
function compared({ rig, blender }: { rig: Rig; blender: string }): void {
  const { n = 0, entries = [] } = rig.take(blender, ['compensate']) ?? {};
  const outcomes = entries.map(({ id, facet }) => ({ id, facet, outcome: 'already' as const }));
  rig.frame(blender, { type: 'compensated', n, outcomes });
  expect(rig.statesOf(2).at(-1)).toBe('aborted');
  rig.wait(3_000);
  rig.playResync(blender);
  expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('live');
}

/** The artist opens the file in a new process, as they saved it while nobody watched.
 * @returns what went on the shelf with that */
function reopened(rig: Rig, holds: SceneObject, kind = 'blender'): unknown[] {
  const session = uuid(0xe77);
  rig.engines.set(session, { objects: new Map([[holds.id, holds]]) });
  rig.step({ in: 'connected', session, resumes: null, token: '2'.repeat(64) });
  rig.frame(session, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind, version: '1' },
    scene: {
      project: rig.state.project.id,
      scene: [...(rig.state.scenes.get(kind) ?? [])][0] ?? null,
      saved_revision: rig.state.revision,
      title: 'untitled',
      unsaved: false,
    },
    applied_through: null,
    receipt: null,
    masked: [],
  });
  rig.playResync(session);
  const { core } = rig.orchestrator;
  if (core.sessions.get(session)?.phase === 'asking') {
    rig.command({ do: 'answer_file', session, answer: 'bring', fromFile: [], intent: uuid(99) });
    rig.sync();
    rig.playResync(session);
  }
  expect(core.sessions.get(session)?.phase).toBe('live');
  expect(rig.engines.get(session)?.objects).toEqual(rig.state.objects);
  return [...rig.state.shelf.values()].flatMap(({ from, states }) =>
    states.map(({ id, facet, value }) => [from, id, facet, value]),
  );
}

const keptOf = (kind: string): unknown[] => [[`engine:${kind}`, uuid(1), 'visibility', HIDDEN]];

describe('the same value, made by an artist since in the closed file, is theirs', () => {
  test.each([
    ['with nobody away', []],
    ['with an engine away that has it still to be told', ['unity']],
  ])('%s', (_who, others) => {
    const failed = failedThere(others);
    const { rig, blender } = failed;
    compared(failed);
    rig.frame(blender, { type: 'bye' });
    rig.sync();
    expect(reopened(rig, box(1, { visibility: HIDDEN }))).toStrictEqual(keptOf('blender'));
  });

  test('where another engine alone had the number', () => {
    const { rig, blender } = failedThere(['unity']);
    rig.frame(blender, { type: 'bye' });
    rig.sync();
    expect(reopened(rig, box(1, { visibility: HIDDEN }), 'unity')).toStrictEqual(keptOf('unity'));
  });

  test('after a restart, too, once it was compared', () => {
    const failed = failedThere();
    const { rig, blender } = failed;
    compared(failed);
    rig.frame(blender, { type: 'bye' });
    rig.sync();
    const later = new Rig({ records: [...rig.records] });
    expect(reopened(later, box(1, { visibility: HIDDEN }))).toStrictEqual(keptOf('blender'));
  });

  test('after a restart, once it was taken back there', () => {
    const before = HandsRig.withBoxes(1);
    before.submit(2, [hide], { channel: 'ai' });
    before.sync();
    before.command({ do: 'approve', id: uuid(2), hash: before.shownHash(2) });
    before.sync();
    const n = before.take(before.unity, ['apply'])?.n ?? 0;
    before.playApply(before.blender);
    before.frame(before.unity, { type: 'failed', n, code: 'failed', message: 'It cannot.' });
    before.settle();
    expect(before.statesOf(2).at(-1)).toBe('aborted');
    expect(before.session(before.blender).phase).toBe('live');
    const later = new Rig({ records: [...before.records] });
    expect(reopened(later, box(1, { visibility: HIDDEN }))).toStrictEqual(keptOf('blender'));
  });
});

describe('what is left over is nobody’s', () => {
  test('where the engine was never compared since, in this life and the next', () => {
    for (const restarts of [false, true]) {
      const { rig, blender } = failedThere();
      rig.frame(blender, { type: 'bye' });
      rig.sync();
      const now = restarts ? new Rig({ records: [...rig.records] }) : rig;
      expect(reopened(now, box(1, { visibility: HIDDEN }))).toStrictEqual([]);
    }
  });
});

test('what was put back out of an artist’s hands is theirs again when they make it anew', () => {
  const rig = HandsRig.withBoxes(1);
  rig.command({ do: 'lock', id: uuid(1), on: true });
  rig.hold(rig.blender, 1);
  rig.edit(rig.blender, 10, [hide], [{ id: uuid(1), facet: 'visibility', value: box(1).visibility }]);
  rig.settle();
  rig.answer('put_back');
  rig.hold(rig.blender);
  rig.settle();
  expect(rig.engines.get(rig.blender)?.objects).toEqual(rig.state.objects);
  expect(rig.onShelf).toStrictEqual([]);
  rig.frame(rig.blender, { type: 'bye' });
  rig.sync();
  expect(reopened(rig, box(1, { visibility: HIDDEN }))).toStrictEqual(keptOf('blender'));
});
