/**
 * Days in which much happens, told from end to end in `transcripts/`: every frame, record, answer and end, in their order, and
 * what the window shows after each. What no test asks about by name is seen here when it changes. After a change that is meant,
 * write them anew and read what is otherwise:
 *
 *     npx vitest run --project unit test/unit/orchestrator/transcripts.test.ts -u
 */
import { expect, test } from 'vitest';
import { digestObject } from '#app/scene/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';
import { Transcript } from './transcript.ts';

const OTHER = { ...AGENT, id: 'agent:other', name: 'other' };
const at = (x: number, id = 1): FacetState => ({ id: uuid(id), facet: 'transform', value: moved(x) });
const rename = (name: string, id = 1): Operation => ({ op: 'rename', id: uuid(id), name });

async function compare(name: string, transcript: Transcript): Promise<void> {
  await expect(transcript.toString()).toMatchFileSnapshot(`transcripts/${name}.txt`);
}

test('two engines come, and a change goes through', async () => {
  const rig = new Rig();
  const told = new Transcript(rig);
  told.note('Blender is linked, Unity comes');
  const blender = rig.connect(1);
  const unity = rig.connect(2, 'unity', [box(8)]);
  told.note('a person makes two boxes, and moves one');
  rig.submit(1, [
    { op: 'create', object: box(1, { properties: { mass: 2 } }) },
    { op: 'create', object: box(2, { parent: uuid(1) }) },
  ]);
  for (const session of [blender, unity]) rig.playApply(session);
  rig.sync();
  rig.submit(2, [moveTo(3), rename('Crate')]);
  rig.playApply(blender);
  told.note('the second engine takes its time');
  rig.tick(1_000);
  rig.playApply(unity);
  rig.sync();
  told.note('Unity leaves, Blender is lost and comes back in time');
  rig.frame(unity, { type: 'bye' });
  rig.lose(blender);
  rig.submit(3, [moveTo(5, 2)]);
  rig.sync();
  const back = rig.resume(blender, 3, 2);
  rig.playResync(back);
  rig.sync();
  told.note('its file was saved under another name');
  rig.frame(back, { type: 'saved', unsaved: true });
  rig.frame(back, { type: 'saved_as', title: 'street-2.blend', file: 'b'.repeat(64) });
  rig.frame(back, { type: 'saved_as', title: 'street-3.blend', file: 'c'.repeat(64) });
  rig.command({ do: 'answer_copy', session: back, answer: 'copy', scene: uuid(77) });
  rig.sync();
  await compare('engines', told);
});

test('an engine fails at a change, is set aside, and is in step again', async () => {
  const rig = HandsRig.withBoxes(1);
  const { blender, unity } = rig;
  const told = new Transcript(rig);
  told.note('Unity cannot apply what Blender has');
  rig.submit(10, [moveTo(3)]);
  rig.playApply(blender);
  const n = rig.take(unity, ['apply'])?.n ?? 0;
  rig.frame(unity, { type: 'failed', n, code: 'locked_asset', message: 'It is locked there.' });
  rig.settle();
  told.note('it is tried again after a while');
  rig.wait(3_000);
  rig.settle();
  told.note('it answers with something else than was set');
  rig.submit(11, [moveTo(4)]);
  rig.playApply(blender);
  const again = rig.take(unity, ['apply'])?.n ?? 0;
  rig.frame(unity, { type: 'applied', n: again, states: [at(99)] });
  rig.settle();
  rig.wait(4_000);
  rig.settle();
  told.note('Blender says nothing any more');
  rig.submit(12, [moveTo(6)]);
  for (let second = 0; second < 8; second += 1) rig.tick(1_000);
  rig.settle();
  rig.command({ do: 'close_breaker', session: blender });
  rig.settle();
  told.note('one breaks the protocol, one is disconnected by a person');
  rig.frame(blender, { type: 'applied', n: 999, states: [] });
  rig.command({ do: 'revoke_session', session: unity });
  rig.command({ do: 'revoke_session', session: unity });
  rig.sync();
  await compare('faults', told);
});

test('agents suggest', async () => {
  const rig = HandsRig.withBoxes(1, 2);
  const told = new Transcript(rig);
  told.note('two suggestions; one is approved, one denied');
  rig.submit(10, [moveTo(3)], { channel: 'ai', task: 'dress the yard' });
  rig.submit(11, [{ op: 'create', object: box(9) }], { channel: 'ai', actor: OTHER });
  rig.sync();
  rig.command({ do: 'approve', id: uuid(10), hash: 'f'.repeat(64) });
  rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
  rig.command({ do: 'deny', id: uuid(11), reason: 'not there' });
  rig.settle();
  told.note('a person is faster');
  rig.submit(12, [moveTo(4)], { channel: 'ai' });
  rig.sync();
  rig.submit(13, [moveTo(5)]);
  rig.settle();
  told.note('what an agent deletes is kept');
  rig.submit(14, [{ op: 'delete', id: uuid(2), descendants: [] }], { channel: 'ai' });
  rig.sync();
  rig.command({ do: 'approve', id: uuid(14), hash: rig.shownHash(14) });
  rig.settle();
  const [shelf = ''] = rig.state.shelf.keys();
  rig.command({ do: 'propose_shelved', shelf, intent: uuid(15) });
  rig.settle();
  told.note('paused, locked, revoked');
  rig.submit(16, [moveTo(6)], { channel: 'ai' });
  rig.submit(17, [moveTo(7, 2)], { channel: 'ai', actor: OTHER });
  rig.sync();
  rig.command({ do: 'pause', agent: AGENT.id, on: true });
  rig.command({ do: 'approve', id: uuid(16), hash: rig.shownHash(16) });
  rig.sync();
  rig.command({ do: 'lock', id: uuid(1), on: true });
  rig.sync();
  rig.command({ do: 'pause', agent: AGENT.id, on: false });
  rig.settle();
  rig.command({ do: 'withdraw', id: uuid(17), agent: AGENT.id });
  rig.command({ do: 'withdraw', id: uuid(17), agent: OTHER.id });
  rig.submit(18, [moveTo(8, 2)], { channel: 'ai' });
  rig.sync();
  rig.command({ do: 'revoke_agent', agent: AGENT.id });
  rig.sync();
  await compare('agents', told);
});

test('everything is held', async () => {
  const rig = HandsRig.withBoxes(1, 2);
  const { blender, unity } = rig;
  const told = new Transcript(rig);
  told.note('with a change on its way, one in line and one approved');
  rig.submit(10, [moveTo(3)]);
  rig.submit(11, [moveTo(4)]);
  rig.submit(12, [moveTo(5, 2)], { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(12), hash: rig.shownHash(12) });
  rig.playApply(blender);
  rig.command({ do: 'halt', by: 'shortcut' });
  rig.sync();
  told.note('engines confirm, take back, and are edited meanwhile');
  for (const session of [blender, unity]) {
    const hold = rig.take(session, ['hold']);
    rig.frame(session, { type: 'held', halt: hold?.halt ?? 0 });
  }
  rig.settle();
  rig.edit(blender, 20, [rename('Crate', 2)]);
  rig.submit(13, [moveTo(6)]);
  rig.submit(14, [moveTo(7)], { channel: 'override', reason: 'it must' });
  rig.settle();
  told.note('people first, then everyone');
  rig.command({ do: 'resume', scope: 'people' });
  rig.settle();
  rig.submit(15, [moveTo(8, 2)], { channel: 'ai' });
  rig.command({ do: 'resume', scope: 'everyone' });
  rig.command({ do: 'resume', scope: 'everyone' });
  rig.settle();
  told.note('the application closes');
  rig.submit(16, [moveTo(9)]);
  rig.step({ in: 'close' });
  rig.settle();
  await compare('hold', told);
});

test('two sides collide', async () => {
  const rig = HandsRig.withBoxes(1, 2);
  const { blender, unity } = rig;
  const told = new Transcript(rig);
  told.note('the same value changed in both, one value of two');
  rig.move(unity, 20, 5);
  rig.edit(blender, 21, [moveTo(7), rename('Crate', 2)], [at(0)]);
  rig.settle();
  told.note('decided for the engine’s');
  const [conflict = ''] = rig.state.conflicts.keys();
  rig.command({ do: 'decide', conflict, take: [{ id: uuid(1), facet: 'transform' }], intent: uuid(90) });
  rig.settle();
  told.note('values of one object from two sides are both kept; one side goes back');
  rig.edit(unity, 22, [{ op: 'set_visibility', id: uuid(2), visibility: { viewport: false, render: true } }]);
  rig.edit(blender, 23, [moveTo(9, 2)]);
  rig.settle();
  const [merge = ''] = rig.orchestrator.core.merges.keys();
  rig.command({ do: 'take_back', merge, actor: 'engine:unity', intent: uuid(91) });
  rig.settle();
  told.note('a confirmed change goes back');
  rig.command({ do: 'take_back_change', n: rig.state.revision, intent: uuid(92) });
  rig.settle();
  told.note('drift, without a step of anybody’s');
  const session = rig.session(blender);
  rig.frame(session.id, {
    type: 'observed',
    edit: uuid(24),
    applied_through: rig.state.revision,
    undo: null,
    before: [],
    operations: [moveTo(50)],
  });
  rig.settle();
  for (const shelf of rig.state.shelf.keys()) rig.command({ do: 'discard_shelved', shelf });
  rig.settle();
  await compare('collisions', told);
});

test('what is in hands', async () => {
  const rig = HandsRig.withBoxes(1, 2);
  const { blender, unity } = rig;
  const told = new Transcript(rig);
  told.note('a change waits for hands, asks, and goes on without');
  rig.command({ do: 'set_hands_patience', handsLimitMs: 1_500 });
  rig.hold(blender, 1);
  rig.move(unity, 20, 5);
  rig.passTime(2_000);
  rig.answerWait('wait');
  rig.passTime(4_000);
  rig.answerWait('without');
  rig.settle();
  told.note('what does not go through stays in hands');
  rig.command({ do: 'lock', id: uuid(1), on: true });
  rig.move(blender, 21, 7);
  rig.settle();
  rig.answer('try_again', 91);
  rig.settle();
  rig.command({ do: 'lock', id: uuid(1), on: false });
  rig.answer('shelf');
  rig.hold(blender);
  rig.settle();
  told.note('taken back while it waits');
  rig.hold(blender, 2);
  rig.edit(unity, 22, [moveTo(6, 2)]);
  rig.passTime(2_000);
  rig.answerWait('take_back');
  rig.settle();
  await compare('hands', told);
});

test('play mode, and objects that an engine drives', async () => {
  const rig = HandsRig.withBoxes(1, 2);
  const { blender, unity } = rig;
  const told = new Transcript(rig);
  rig.frame(unity, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: null });
  rig.submit(10, [moveTo(3)]);
  rig.settle();
  told.note('what was set by hand while it played is offered');
  rig.frame(unity, {
    type: 'offered',
    offer: uuid(0x0ffe),
    applied_through: 2,
    last: false,
    states: [at(4)],
  });
  rig.frame(unity, {
    type: 'offered',
    offer: uuid(0x0ffe),
    applied_through: 2,
    last: true,
    states: [at(5, 2)],
  });
  rig.frame(unity, { type: 'ready' });
  rig.settle();
  const [shelf = ''] = rig.state.shelf.keys();
  rig.command({ do: 'answer_offer', shelf, take: [{ id: uuid(2), facet: 'transform' }], intent: uuid(90) });
  rig.settle();
  told.note('driven values are nobody’s to set');
  rig.frame(blender, { type: 'declare', objects: [{ id: uuid(1), driven: ['transform'], bounded: true }] });
  rig.submit(11, [moveTo(6)]);
  rig.submit(12, [moveTo(7)], { channel: 'override', reason: 'it must' });
  rig.settle();
  told.note('a busy engine is waited for, then passed over');
  rig.frame(blender, { type: 'busy', kind: 'short', activity: 'modal operator', last_begun: null });
  rig.submit(13, [moveTo(8, 2)]);
  rig.passTime(12_000);
  rig.settle();
  rig.frame(blender, { type: 'ready' });
  rig.settle();
  await compare('play', told);
});

test('the disk takes nothing for a while', async () => {
  const rig = HandsRig.withBoxes(1, 2);
  const { blender } = rig;
  const told = new Transcript(rig);
  told.note('a commit is refused, and what was said meanwhile comes later');
  rig.move(blender, 20, 5);
  rig.playApply(blender);
  rig.playApply(rig.unity);
  rig.command({ do: 'lock', id: uuid(2), on: true });
  rig.refuse();
  rig.submit(10, [moveTo(6)]);
  rig.command({ do: 'trust', engine: 'unity', level: 'ask' });
  rig.command({ do: 'decide', conflict: 'none', take: [], intent: uuid(90) });
  rig.settle();
  rig.tick(2_000);
  rig.settle();
  told.note('what an engine that asks does, waits for a click');
  rig.edit(rig.unity, 21, [moveTo(9)]);
  rig.settle();
  for (const id of rig.orchestrator.core.proposals.keys())
    rig.command({ do: 'approve', id, hash: rig.shownHash(Number.parseInt(id.slice(-4), 16)) });
  rig.settle();
  told.note('the outcome is unknown');
  rig.submit(11, [moveTo(7)]);
  rig.settle();
  const reason = { code: 'disk_failed', message: 'The disk failed.', path: null };
  rig.step({ in: 'ledger_failed', outcome: 'unknown', from: rig.records.length + 1, reason });
  rig.command({ do: 'lock', id: uuid(2), on: false });
  rig.submit(12, [moveTo(8)]);
  told.note('until it is known, nothing goes on but a hold');
  rig.hold(blender, 1);
  rig.playApply(blender);
  rig.tick(5_000);
  rig.step({ in: 'connected', session: uuid(0xe09), resumes: null, token: '0'.repeat(64) });
  rig.command({ do: 'halt', by: 'click' });
  await compare('disk', told);
});

test('an engine is compared', async () => {
  const rig = new Rig();
  for (const number of [1, 2, 3, 4, 5, 6, 7])
    rig.submit(number, [{ op: 'create', object: box(number) }], { channel: 'override', reason: 'test' });
  rig.sync();
  const told = new Transcript(rig);
  told.note('more than a handful differs: it asks');
  const holds = [1, 2, 3, 4, 5, 6].map((number) => box(number, { transform: moved(9) }));
  const blender = rig.connect(1, 'blender', [...holds, box(20)]);
  rig.sync();
  rig.command({ do: 'refresh_engine', session: blender });
  rig.playResync(blender);
  rig.sync();
  rig.playResync(blender);
  told.note('the audit finds what changed by itself');
  rig.engines.set(blender, {
    objects: new Map([...(rig.engines.get(blender)?.objects ?? [])].filter(([id]) => id !== uuid(3))),
  });
  rig.command({ do: 'audit_engine', session: blender });
  for (let second = 0; second < 4; second += 1) {
    rig.wait(1_000);
    const question = rig.take(blender, ['audit']);
    if (question === null) continue;
    const states = question.ids.map((id): [string, string | null] => {
      const object = rig.engines.get(blender)?.objects.get(id);
      return [id, object === undefined ? null : digestObject(object)];
    });
    rig.frame(blender, { type: 'digests', request: question.request, states });
    rig.playResync(blender);
  }
  told.note('what it alone has is shared at a click');
  rig.command({ do: 'adopt_objects', session: blender });
  rig.playResync(blender);
  const bare = rig.take(blender, ['adopt_unmanaged']);
  rig.frame(blender, { type: 'values', request: bare?.request ?? 0, last: true, objects: [], missing: [] });
  rig.playApply(blender);
  rig.sync();
  await compare('comparing', told);
});

/** A process opens a file of the project that was saved at some version. */
function open(
  rig: Rig,
  number: number,
  savedRevision: number,
  holds: readonly ReturnType<typeof box>[],
): string {
  const session = uuid(0xe00 + number);
  rig.engines.set(session, { objects: new Map(holds.map((object) => [object.id, object])) });
  rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
  rig.frame(session, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'blender', version: '1' },
    scene: {
      project: rig.state.project.id,
      scene: [...(rig.state.scenes.get('blender') ?? [])][0] ?? null,
      saved_revision: savedRevision,
      title: 'street.blend',
      unsaved: false,
    },
    applied_through: null,
    receipt: null,
    masked: ['visibility'],
  });
  rig.playResync(session);
  return session;
}

test('an older file is opened', async () => {
  const rig = new Rig();
  const first = rig.connect(1);
  for (const [index, operations] of [
    [1, 2, 3].map((id): Operation => ({ op: 'create', object: box(id) })),
    [moveTo(1), moveTo(1, 2)],
    [moveTo(2), { op: 'delete', id: uuid(3), descendants: [] } as const],
  ].entries()) {
    rig.submit(1 + index, operations);
    rig.playApply(first);
    rig.sync();
  }
  rig.frame(first, { type: 'bye' });
  rig.sync();
  const told = new Transcript(rig);
  told.note('it asks; the rest of the day goes on');
  const holds = [box(1, { transform: moved(7) }), box(2, { name: 'Crate' }), box(3), box(9)];
  const older = open(rig, 2, 1, holds);
  rig.submit(10, [moveTo(9, 2)]);
  rig.sync();
  told.note('one thing is taken from it, the rest comes from what is shared');
  rig.command({ do: 'answer_file', session: older, answer: 'review', fromFile: [uuid(1)], intent: uuid(11) });
  rig.sync();
  rig.playResync(older);
  rig.sync();
  told.note('opened once more it is left as it is, looked at again, and brought up to date');
  rig.frame(older, { type: 'bye' });
  const again = open(rig, 3, 1, [box(1), box(2)]);
  rig.command({ do: 'answer_file', session: again, answer: 'leave', fromFile: [], intent: uuid(12) });
  rig.sync();
  rig.command({ do: 'refresh_engine', session: again });
  rig.playResync(again);
  rig.command({ do: 'answer_file', session: again, answer: 'bring', fromFile: [], intent: uuid(13) });
  rig.playResync(again);
  rig.sync();
  told.note('another file is opened there, and the first one in another connection');
  rig.frame(again, {
    type: 'scene',
    scene: { project: null, scene: null, saved_revision: null, title: 'garden.blend', unsaved: true },
  });
  const other = open(rig, 4, rig.state.revision, [
    box(1, { transform: moved(7) }),
    box(2, { transform: moved(9) }),
  ]);
  const twice = open(rig, 5, rig.state.revision, []);
  rig.frame(other, { type: 'bye' });
  rig.playResync(twice);
  await compare('files', told);
});

test('one gesture is one change', async () => {
  const rig = HandsRig.withBoxes(1, 2);
  const { blender } = rig;
  const told = new Transcript(rig);
  told.note('while another is under way, nudges join');
  rig.submit(10, [rename('Busy', 2)]);
  for (const [index, x] of [1, 2, 3].entries()) {
    rig.move(blender, 20 + index, x, index);
    rig.step({ in: 'clock', nowMs: (rig.nowMs += 100) });
  }
  rig.move(blender, 20, 1);
  rig.settle();
  told.note('after a pause it is another one; undone, it goes back');
  rig.step({ in: 'clock', nowMs: (rig.nowMs += 2_000) });
  rig.move(blender, 30, 5, 3);
  rig.settle();
  const engine = rig.engines.get(blender);
  if (engine === undefined) throw new Error('no Blender');
  rig.frame(blender, {
    type: 'observed',
    edit: uuid(31),
    applied_through: rig.state.revision,
    undo: { kind: 'undo', name: 'Move' },
    before: [at(5)],
    operations: [moveTo(3)],
  });
  rig.settle();
  await compare('gestures', told);
});

test('what does not go together', async () => {
  const rig = HandsRig.withBoxes(1, 2, 3);
  const { blender, unity } = rig;
  const told = new Transcript(rig);
  told.note('an agent’s change on its way gives way to an artist’s');
  rig.submit(10, [{ op: 'delete', id: uuid(1), descendants: [] }], { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
  rig.sync();
  rig.move(unity, 20, 4);
  for (const session of [blender, unity]) rig.take(session, ['apply']);
  rig.settle();
  told.note('refused: names, parents, locks, ids, bases');
  rig.submit(30, [rename('Box_3', 2)]);
  rig.submit(31, [{ op: 'reparent', id: uuid(1), parent: uuid(1) }]);
  rig.submit(32, [{ op: 'reparent', id: uuid(1), parent: uuid(99) }]);
  rig.submit(33, [moveTo(1, 99)]);
  rig.submit(30, [moveTo(8)]);
  rig.submit(34, [moveTo(8)], { base: { revision: 99, after: [] } });
  rig.submit(35, [moveTo(8)], { base: { revision: 1, after: [uuid(77)] } });
  rig.submit(36, []);
  rig.submit(37, [moveTo(1e39)]);
  rig.submit(38, [{ op: 'set_property', id: uuid(2), key: 'mass', value: 3 }], {
    channel: 'override',
    reason: '',
  });
  rig.settle();
  rig.submit(38, [{ op: 'set_property', id: uuid(2), key: 'mass', value: 3 }]);
  rig.settle();
  rig.submit(38, [{ op: 'set_property', id: uuid(2), key: 'mass', value: 3 }]);
  told.note('forced over what an artist has open');
  rig.submit(40, [rename('Busy', 3)]);
  rig.move(blender, 41, 6);
  rig.submit(42, [moveTo(7)], { channel: 'override', reason: 'it must' });
  rig.settle();
  told.note('one engine is lost while a change is on its way, and its word comes too late');
  rig.submit(50, [moveTo(8)]);
  rig.playApply(unity);
  rig.lose(blender);
  rig.settle();
  rig.tick(61_000);
  rig.settle();
  told.note('deleted in one, changed in the other');
  rig.edit(unity, 60, [{ op: 'delete', id: uuid(2), descendants: [] }]);
  rig.settle();
  rig.submit(61, [moveTo(3, 2)]);
  rig.submit(62, [{ op: 'create', object: box(9, { parent: uuid(2) }) }], { channel: 'ai' });
  rig.submit(63, [moveTo(3, 2)], { base: { revision: 4, after: [] } });
  rig.settle();
  await compare('refusals', told);
});
