/** Who a connection is, which file it has and what goes on with it: a process that was here before, a file that is known, trust (R20, R21, R23). */
import { describe, expect, test } from 'vitest';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { viewSessions } from '#main/orchestrator/index.ts';
import { AGENT, Rig, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

const NEWCOMER = uuid(0xf01);
type Scene = AdapterMessageOf<'hello'>['scene'];

function sceneOf(rig: Rig, more: Partial<Scene> = {}): Scene {
  return {
    project: rig.state.project.id,
    scene: [...(rig.state.scenes.get('blender') ?? [])][0] ?? null,
    saved_revision: null,
    title: 'street.blend',
    unsaved: false,
    ...more,
  };
}

function hello(rig: Rig, scene: Scene, appliedThrough: number | null, resumes: string | null = null): void {
  rig.step({ in: 'connected', session: NEWCOMER, resumes, token: '1'.repeat(64) });
  rig.frame(NEWCOMER, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'blender', version: '1' },
    scene,
    applied_through: appliedThrough,
    receipt: null,
    masked: [],
  });
}

const sessionOf = (rig: Rig, id = NEWCOMER) => {
  const session = rig.orchestrator.core.sessions.get(id);
  if (session === undefined) throw new Error(`no session ${id}`);
  return session;
};
const shown = (rig: Rig) =>
  viewSessions(rig.orchestrator.core, () => null).find(({ session }) => session === NEWCOMER);

describe('after a restart of the application', () => {
  /** An artist's edit waits for a click, and the application is started anew. */
  function waiting(): { rig: Rig; before: string } {
    const first = HandsRig.withBoxes(1);
    first.command({ do: 'trust', engine: 'blender', level: 'ask' });
    first.move(first.blender, 50, 4);
    first.sync();
    return { rig: new Rig({ records: first.records }), before: first.blender };
  }
  const sourceOf = (rig: Rig) =>
    rig.orchestrator.core.proposals.get(uuid(50))?.intent.observation?.session ?? null;

  test('the process that told of it, back with its token, is its source again', () => {
    const { rig, before } = waiting();
    expect(sourceOf(rig)).toBe(before);
    hello(rig, sceneOf(rig), 1, before);
    expect(sourceOf(rig)).toBe(NEWCOMER);
    expect(sessionOf(rig).edits.get(uuid(50))).toMatchObject({ outcome: 'waiting', code: 'asks' });
  });

  test('one that is paired anew is not, whatever it had applied, nor is a new process with a token', () => {
    for (const [appliedThrough, resumed] of [
      [1, false],
      [null, true],
      [null, false],
    ] as const) {
      const { rig, before } = waiting();
      hello(rig, sceneOf(rig), appliedThrough, resumed ? before : null);
      expect(sourceOf(rig)).toBe(before);
      expect(sessionOf(rig).edits.size).toBe(0);
    }
  });
});

describe('a file', () => {
  test('of the project that is not known there is not linked by itself, nor one of another project that is', () => {
    const rig = HandsRig.withBoxes(1);
    const scene = sceneOf(rig);
    rig.frame(rig.blender, { type: 'bye' });
    hello(rig, { ...scene, scene: uuid(0xabc) }, null);
    expect(shown(rig)).toMatchObject({ state: 'foreign', reason: { code: 'foreign_project' } });
    const other = HandsRig.withBoxes(1);
    other.frame(other.blender, { type: 'bye' });
    hello(other, sceneOf(other, { project: uuid(5) }), null);
    expect(shown(other)).toMatchObject({ state: 'foreign', reason: { code: 'foreign_project' } });
    const none = HandsRig.withBoxes(1);
    none.frame(none.blender, { type: 'bye' });
    hello(none, sceneOf(none, { scene: null }), null);
    expect(shown(none)?.state).toBe('foreign');
    const same = HandsRig.withBoxes(1);
    same.frame(same.blender, { type: 'bye' });
    hello(same, sceneOf(same), null);
    expect(shown(same)?.state).toBe('comparing');
  });

  test('that was changed for another before the click is on disk is not bound', () => {
    const rig = new Rig();
    hello(rig, sceneOf(rig, { project: null, scene: null }), null);
    rig.command({ do: 'link_scene', session: NEWCOMER, scene: uuid(0xabc) });
    rig.frame(NEWCOMER, {
      type: 'scene',
      scene: sceneOf(rig, { project: null, scene: null, title: 'other' }),
    });
    rig.sync();
    expect(rig.effects.findLast(({ fx }) => fx === 'reply')).toMatchObject({
      answer: { ok: true, state: 'done' },
    });
    expect(rig.take(NEWCOMER, ['bind', 'take_inventory'])).toBeNull();
    expect(shown(rig)).toMatchObject({ state: 'foreign', title: 'other' });
  });

  test('is named in full where it is told of, by what its artist calls it', () => {
    for (const [kind, word] of [
      ['unity', 'scene'],
      ['godot', 'scene'],
      ['blender', 'file'],
    ] as const) {
      const rig = new Rig();
      const session = rig.knock(1, kind);
      expect(rig.take(session, ['foreign'])?.message).toBe(`This ${word} is not linked to the project yet.`);
    }
  });
});

describe('an engine whose artist’s edits are ignored', () => {
  test('has nothing collected while it is parked, nor under a hold', () => {
    const rig = HandsRig.withBoxes(1);
    rig.command({ do: 'trust', engine: 'blender', level: 'off' });
    rig.frame(rig.blender, { type: 'busy', kind: 'parked', activity: 'rendering', last_begun: null });
    rig.move(rig.blender, 50, 4);
    expect(rig.take(rig.blender, ['decided'])).toMatchObject({ outcome: 'rejected', code: 'not_live' });
    expect(rig.session(rig.blender).collected).toStrictEqual([]);
    rig.command({ do: 'trust', engine: 'unity', level: 'off' });
    rig.command({ do: 'halt', by: 'button' });
    rig.move(rig.unity, 51, 5);
    expect(rig.session(rig.unity).collected).toStrictEqual([]);
    expect(rig.take(rig.unity, ['decided'])).toMatchObject({ outcome: 'rejected', code: 'trust_off' });
  });

  test('has them collected where they are trusted, with whether they ask', () => {
    for (const [level, asks] of [
      ['live', false],
      ['ask', true],
    ] as const) {
      const rig = HandsRig.withBoxes(1);
      rig.command({ do: 'trust', engine: 'blender', level });
      rig.frame(rig.blender, { type: 'busy', kind: 'parked', activity: 'rendering', last_begun: null });
      rig.move(rig.blender, 50, 4);
      expect(rig.session(rig.blender).collected).toMatchObject([{ asks, isHeld: false }]);
      expect(rig.take(rig.blender, ['decided'])).toMatchObject({
        outcome: 'collected',
        code: 'parked',
        message: 'Kept until Blender is in step again.',
      });
    }
  });
});

test('a free hand lets nothing through that a lock has come before, and writes nothing about it', () => {
  const rig = HandsRig.withBoxes(1);
  rig.command({
    do: 'give_free_hand',
    grant: {
      id: uuid(900),
      agent: AGENT.id,
      task: null,
      most: 'structural',
      objects: null,
      changes: 5,
      for_ms: 600_000,
    },
  });
  // Just changed by hand: it waits for that to rest.
  rig.submit(9, [moveTo(1)]);
  rig.settle();
  rig.submit(10, [moveTo(3)], { channel: 'ai' });
  expect(rig.statesOf(10)).toStrictEqual(['awaiting_approval']);
  rig.command({ do: 'lock', id: uuid(1), on: true });
  rig.wait(10_000);
  expect(rig.statesOf(10)).toStrictEqual(['awaiting_approval']);
  expect(rig.records.some(({ kind }) => kind === 'approve')).toBe(false);
  rig.command({ do: 'lock', id: uuid(1), on: false });
  rig.wait(2_000);
  rig.settle();
  expect(rig.statesOf(10).at(-1)).toBe('committed');
});

test('edits that became one in line, refused in their artist’s hands, each hear of it', () => {
  const rig = HandsRig.withBoxes(1, 2);
  rig.submit(9, [{ op: 'rename', id: uuid(2), name: 'Busy' }]);
  rig.move(rig.blender, 50, 4);
  rig.move(rig.blender, 51, 5, 4);
  rig.command({ do: 'halt', by: 'button' });
  expect(rig.session(rig.blender).collected).toHaveLength(1);
  rig.hold(rig.blender, 1);
  rig.command({ do: 'lock', id: uuid(1), on: true });
  rig.settle();
  rig.sent.length = 0;
  rig.command({ do: 'resume', scope: 'everyone' });
  rig.settle();
  expect(rig.inHands.differing).toHaveLength(1);
  const told = rig.effects.flatMap((effect) =>
    effect.fx === 'send' && effect.message.type === 'decided' ? [effect.message] : [],
  );
  expect(told.findLast(({ edit }) => edit === uuid(50))).toMatchObject({
    outcome: 'rejected',
    code: 'locked',
  });
  expect(told.findLast(({ edit }) => edit === uuid(51))).toMatchObject({
    outcome: 'waiting',
    code: 'did_not_go_through',
  });
});

describe('a file that waits', () => {
  test('to be linked waits on when another that was never linked is closed', () => {
    const rig = new Rig();
    const [one, two] = [rig.connect(1), uuid(0xe02)];
    for (const session of [two, NEWCOMER]) {
      rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
      rig.frame(session, {
        type: 'hello',
        adapter: { name: 'test', version: '1' },
        engine: { kind: 'blender', version: '1' },
        scene: sceneOf(rig, { project: null, scene: null }),
        applied_through: null,
        receipt: null,
        masked: [],
      });
    }
    rig.sent.length = 0;
    rig.frame(two, { type: 'bye' });
    expect(shown(rig)).toMatchObject({ state: 'foreign', reason: { code: 'not_linked' } });
    rig.frame(one, { type: 'scene', scene: sceneOf(rig, { project: null, scene: null }) });
    expect(rig.sent.filter(({ session }) => session === NEWCOMER)).toEqual([]);
  });

  test('as a copy hears once that it does, though the other is closed', () => {
    const rig = new Rig();
    const one = rig.connect(1);
    rig.frame(one, { type: 'saved_as', title: 'street.blend', file: 'a'.repeat(64) });
    hello(rig, sceneOf(rig, { title: 'street-2.blend', file: 'b'.repeat(64) }), null);
    expect(shown(rig)).toMatchObject({ state: 'foreign', reason: { code: 'copy' } });
    rig.sent.length = 0;
    rig.frame(one, { type: 'bye' });
    expect(shown(rig)).toMatchObject({ state: 'foreign', reason: { code: 'copy' } });
    expect(rig.sent.filter(({ session }) => session === NEWCOMER)).toEqual([]);
  });
});
