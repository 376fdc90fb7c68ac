/**
 * Days in which much happens between people, agents and artists, told from end to end in `transcripts/`: every frame, record, answer and end, in their
 * order, and what the window shows after each. What no test asks about by name is seen here when it changes. After a change
 * that is meant, write them anew and read what is otherwise:
 *
 *     npx vitest run --project unit test/unit/orchestrator/transcripts -u
 */
import { test } from 'vitest';
import type { Operation } from '#app/scene/index.ts';
import { AGENT, box, moved, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';
import { Transcript } from './transcript.ts';

const OTHER = { ...AGENT, id: 'agent:other', name: 'other' };
const at = (x: number, id = 1) => ({ id: uuid(id), facet: 'transform', value: moved(x) }) as const;
const rename = (name: string, id = 1): Operation => ({ op: 'rename', id: uuid(id), name });

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
  await told.isAsBefore('agents');
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
  await told.isAsBefore('hold');
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
  told.note('what a conflict asks about is not thrown away before that is decided');
  for (const shelf of rig.state.shelf.keys()) rig.command({ do: 'discard_shelved', shelf });
  for (const conflict of rig.state.conflicts.keys())
    rig.command({ do: 'decide', conflict, take: [], intent: uuid(93) });
  rig.settle();
  for (const shelf of rig.state.shelf.keys()) rig.command({ do: 'discard_shelved', shelf });
  rig.settle();
  await told.isAsBefore('collisions');
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
  await told.isAsBefore('hands');
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
  await told.isAsBefore('gestures');
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
  await told.isAsBefore('refusals');
});
