/** The file that an engine has open, under one name or another, in one engine or in two (rule 3). */
import { describe, expect, test } from 'vitest';
import type { CopyAnswer } from '#app/control-room/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { viewSessions } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

/** Which file it is, as an adapter says it. */
const STREET = 'a'.repeat(64);
const COPY = 'b'.repeat(64);

function withBox(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

/** Another process opens a file of this scene. */
function openElsewhere(rig: Rig, number: number, title: string, file?: string): string {
  const session = uuid(0xe00 + number);
  rig.engines.set(session, { objects: new Map([[uuid(1), box(1)]]) });
  rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
  rig.frame(session, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'blender', version: '1' },
    scene: {
      project: rig.state.project.id,
      scene: [...(rig.state.scenes.get('blender') ?? [])][0] ?? null,
      saved_revision: rig.state.revision,
      title,
      unsaved: false,
      ...(file === undefined ? {} : { file }),
    },
    applied_through: null,
    receipt: null,
    masked: [],
  });
  return session;
}

/** It is asked whether it is there, and says nothing for so many seconds; the socket stays. */
function silent(rig: Rig, seconds: number): void {
  rig.tick(1_000);
  for (let each = 0; each < seconds; each += 1) rig.tick(1_000);
}

describe('rule 3: saved under another name', () => {
  test('it stays live, with what is in flight and with its own edits', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    rig.frame(blender, { type: 'saved_as', title: 'street-2.blend' });
    const session = rig.orchestrator.core.sessions.get(blender);
    expect(session).toMatchObject({ phase: 'live', title: 'street-2.blend', unsaved: null });
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(2)).toEqual(['queued', 'applying', 'finishing', 'committed']);
    expect(rig.take(blender, ['take_inventory'])).toBeNull();
  });

  test('the copy that is left, open in another engine, asks; once the first is gone it takes its place', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'saved_as', title: 'street-2.blend' });
    const other = openElsewhere(rig, 2, 'street.blend');
    const session = rig.orchestrator.core.sessions.get(other);
    expect(session).toMatchObject({ phase: 'foreign', reason: { code: 'open_twice' } });
    expect(rig.take(other, ['foreign'])).not.toBeNull();
    expect(rig.take(other, ['take_inventory'])).toBeNull();
    rig.frame(blender, { type: 'bye' });
    rig.playResync(other);
    expect(session?.phase).toBe('live');
  });

  test('the one that is connected gives way to a newcomer where it is silent, lost or gone, and to nobody before', () => {
    const ways: readonly [string, (rig: Rig, blender: string) => void, boolean][] = [
      ['asked a moment ago', (rig) => rig.tick(1_000), false],
      ['silent for not quite as long as it may', (rig) => silent(rig, 4), false],
      ['silent for too long', (rig) => silent(rig, 5), true],
      ['lost', (rig, blender) => rig.lose(blender), true],
    ];
    for (const [what, happens, givesWay] of ways) {
      const { rig, blender } = withBox();
      happens(rig, blender);
      const other = openElsewhere(rig, 2, 'street.blend');
      const { sessions } = rig.orchestrator.core;
      expect(sessions.get(blender)?.phase === 'over', what).toBe(givesWay);
      expect(sessions.get(blender)?.reason?.code === 'replaced', what).toBe(givesWay);
      expect(sessions.get(other)?.reason?.code, what).toBe(givesWay ? undefined : 'open_twice');
      expect(rig.take(other, ['take_inventory']) !== null, what).toBe(givesWay);
    }
  });

  test('who is lost is waited for, whoever else waits for another file or asks for another project', () => {
    const { rig, blender } = withBox();
    const unity = rig.connect(2, 'unity', [box(1)]);
    const twin = openElsewhere(rig, 3, 'street.blend');
    rig.lose(unity);
    expect(rig.orchestrator.core.sessions.get(unity)?.phase).toBe('detached');
    expect(rig.orchestrator.core.sessions.get(twin)).toMatchObject({ reason: { code: 'open_twice' } });
    rig.frame(twin, {
      type: 'scene',
      scene: {
        project: uuid(0xfff),
        scene: [...(rig.state.scenes.get('blender') ?? [])][0] ?? null,
        saved_revision: null,
        title: 'street.blend',
        unsaved: false,
      },
    });
    expect(rig.orchestrator.core.sessions.get(twin)).toMatchObject({ reason: { code: 'foreign_project' } });
    rig.lose(blender);
    expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('detached');
  });
});

/** A box in a file with a name, live in Blender; saved under another name then. */
function withCopy(): { rig: Rig; blender: string } {
  const { rig, blender } = withBox();
  rig.frame(blender, { type: 'saved_as', title: 'street.blend', file: STREET });
  rig.frame(blender, { type: 'saved_as', title: 'street-2.blend', file: COPY });
  rig.sync();
  rig.sent.length = 0;
  return { rig, blender };
}

const viewOf = (rig: Rig, session: string) =>
  viewSessions(rig.orchestrator.core, () => null).find((each) => each.session === session);

function answer(rig: Rig, session: string, what: CopyAnswer): void {
  rig.command({ do: 'answer_copy', session, answer: what, scene: uuid(0xf00) });
  rig.sync();
}

const LEFT_BEHIND = { others: ['street.blend'], isLive: true, isAnswered: false };

describe('rule 3: which of two files is worked on', () => {
  test('the first name of a file asks nothing; another one asks, and disturbs nobody', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'saved_as', title: 'street.blend', file: STREET });
    expect(viewOf(rig, blender)?.copy).toBeNull();
    rig.sent.length = 0;
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    rig.frame(blender, { type: 'saved_as', title: 'street-2.blend', file: COPY });
    expect(viewOf(rig, blender)).toMatchObject({ state: 'live', copy: LEFT_BEHIND });
    expect(rig.take(blender, ['foreign', 'take_inventory'])).toBeNull();
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(2).at(-1)).toBe('committed');
  });

  test('the copy: asked once, and the original waits without a question when it is opened', () => {
    const { rig, blender } = withCopy();
    answer(rig, blender, 'this');
    expect(viewOf(rig, blender)).toMatchObject({ state: 'live', copy: null });
    rig.frame(blender, { type: 'saved_as', title: 'street-2.blend', file: COPY });
    expect(viewOf(rig, blender)?.copy).toBeNull();
    const other = openElsewhere(rig, 2, 'street.blend', STREET);
    expect(viewOf(rig, other)).toMatchObject({
      state: 'foreign',
      reason: { code: 'set_aside' },
      copy: { others: ['street-2.blend'], isLive: false, isAnswered: true },
    });
    expect(rig.take(other, ['take_inventory'])).toBeNull();
    expect(viewOf(rig, blender)?.state).toBe('live');
  });

  test('the original: the copy is parked at once, with what it had told on the shelf, and the original is compared', () => {
    const { rig, blender } = withCopy();
    answer(rig, blender, 'other');
    expect(viewOf(rig, blender)).toMatchObject({ state: 'foreign', reason: { code: 'set_aside' } });
    expect(rig.take(blender, ['foreign'])?.message).toContain('street.blend');
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    rig.sync();
    expect(rig.take(blender, ['apply', 'patch'])).toBeNull();
    const other = openElsewhere(rig, 2, 'street.blend', STREET);
    expect(rig.take(other, ['take_inventory'])).not.toBeNull();
  });

  test('the original: what was edited in the copy during a hold is on its shelf, and its engine is told', () => {
    const { rig, blender } = withCopy();
    rig.command({ do: 'halt', by: 'click' });
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(30),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Move' },
      before: [],
      operations: [{ op: 'set_transform', id: uuid(1), transform: moved(5) }],
    });
    expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'collected' });
    answer(rig, blender, 'other');
    expect(rig.take(blender, ['decided'])).toEqual({
      type: 'decided',
      edit: uuid(30),
      outcome: 'aborted',
      n: null,
      code: 'set_aside',
      message: 'Work goes on in another file. What you did here is on the shelf.',
    });
    expect([...rig.state.shelf.values()]).toMatchObject([{ from: 'engine:blender', why: 'halted' }]);
  });

  test('the original, said of a copy that was opened beside it: it waits from then on without a question', () => {
    const { rig, blender } = withCopy();
    answer(rig, blender, 'this');
    const third = openElsewhere(rig, 3, 'street-3.blend', 'c'.repeat(64));
    expect(viewOf(rig, third)?.copy).toMatchObject({ isLive: false, isAnswered: false });
    answer(rig, third, 'other');
    expect(viewOf(rig, third)).toMatchObject({ state: 'foreign', copy: { isLive: false, isAnswered: true } });
    rig.frame(third, { type: 'bye' });
    const again = openElsewhere(rig, 4, 'street-3.blend', 'c'.repeat(64));
    expect(viewOf(rig, again)?.copy).toMatchObject({ isLive: false, isAnswered: true });
    expect(viewOf(rig, blender)?.state).toBe('live');
  });

  test('the answer holds after a restart', () => {
    const { rig, blender } = withCopy();
    answer(rig, blender, 'this');
    const next = new Rig({ records: rig.records });
    const other = openElsewhere(next, 2, 'street.blend', STREET);
    expect(viewOf(next, other)).toMatchObject({ state: 'foreign', copy: { isAnswered: true } });
    const copy = openElsewhere(next, 3, 'street-2.blend', COPY);
    next.playResync(copy);
    expect(viewOf(next, copy)).toMatchObject({ state: 'live', copy: null });
  });

  test('unanswered it is asked of the other file when that is opened, also after a restart', () => {
    const { rig } = withCopy();
    const next = new Rig({ records: rig.records });
    const other = openElsewhere(next, 2, 'street.blend', STREET);
    expect(viewOf(next, other)).toMatchObject({
      state: 'foreign',
      reason: { code: 'copy' },
      copy: { others: ['street-2.blend'], isLive: false, isAnswered: false },
    });
    answer(next, other, 'other');
    expect(viewOf(next, other)?.copy?.isAnswered).toBe(true);
    answer(next, other, 'this');
    next.playResync(other);
    expect(viewOf(next, other)).toMatchObject({ state: 'live', copy: null });
  });

  test('a copy that nobody saw being made asks when it is opened, and parks the other once it is the one', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'saved_as', title: 'street.blend', file: STREET });
    const other = openElsewhere(rig, 2, 'street (copy).blend', COPY);
    expect(viewOf(rig, other)).toMatchObject({ reason: { code: 'copy' } });
    expect(viewOf(rig, blender)).toMatchObject({ state: 'live', copy: null });
    answer(rig, other, 'this');
    rig.playResync(other);
    expect(viewOf(rig, other)?.state).toBe('live');
    expect(viewOf(rig, blender)).toMatchObject({ state: 'foreign', reason: { code: 'set_aside' } });
  });

  test('apart: the copy gets an id of its own and stays live, and the original keeps its own', () => {
    const { rig, blender } = withCopy();
    answer(rig, blender, 'apart');
    expect(rig.take(blender, ['bind'])?.scene).toBe(uuid(0xf00));
    expect(viewOf(rig, blender)).toMatchObject({ state: 'live', copy: null });
    const other = openElsewhere(rig, 2, 'street.blend', STREET);
    rig.playResync(other);
    expect(viewOf(rig, other)).toMatchObject({ state: 'live', copy: null });
  });

  test('saved over the original while it waits, it is the original, and takes part again', () => {
    const { rig, blender } = withCopy();
    answer(rig, blender, 'other');
    rig.frame(blender, { type: 'saved_as', title: 'street.blend', file: STREET });
    rig.playResync(blender);
    expect(viewOf(rig, blender)).toMatchObject({ state: 'live', copy: null });
  });

  test('an answer that came too late is refused, and a copy that waits is not linked past the question', () => {
    const { rig, blender } = withCopy();
    answer(rig, blender, 'this');
    answer(rig, blender, 'other');
    const other = openElsewhere(rig, 2, 'street.blend', STREET);
    rig.command({ do: 'link_scene', session: other, scene: uuid(0xf01) });
    const refused = rig.effects.flatMap((effect) =>
      effect.fx === 'reply' && !effect.answer.ok ? [effect.answer.reason.code] : [],
    );
    expect(refused).toEqual(['not_asking', 'set_aside']);
  });

  test('what is remembered is bounded', () => {
    const { rig, blender } = withBox();
    for (let number = 0; number < 40; number += 1)
      rig.frame(blender, {
        type: 'saved_as',
        title: `street-${number}.blend`,
        file: number.toString(16).padStart(64, '0'),
      });
    rig.sync();
    const kept = rig.records.findLast((record): record is Extract<LedgerRecord, { kind: 'files' }> => {
      return record.kind === 'files';
    });
    expect(kept?.others).toHaveLength(32);
    expect(kept?.others.at(-1)?.title).toBe('street-38.blend');
  });
});
