/**
 * Days in which much happens to engines, told from end to end in `transcripts/`: every frame, record, answer and end, in their
 * order, and what the window shows after each. What no test asks about by name is seen here when it changes. After a change
 * that is meant, write them anew and read what is otherwise:
 *
 *     npx vitest run --project unit test/unit/orchestrator/transcripts -u
 */
import { test } from 'vitest';
import { digestObject } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';
import { Transcript } from './transcript.ts';

const at = (x: number, id = 1) => ({ id: uuid(id), facet: 'transform', value: moved(x) }) as const;

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
  rig.submit(2, [moveTo(3), { op: 'rename', id: uuid(1), name: 'Crate' }]);
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
  rig.command({ do: 'answer_copy', session: back, answer: 'this', scene: uuid(77) });
  rig.sync();
  await told.isAsBefore('engines');
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
  await told.isAsBefore('faults');
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
  rig.command({ do: 'refresh_engine', session: blender, kept: 6 });
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
  await told.isAsBefore('comparing');
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
  rig.command({ do: 'answer_file', session: older, answer: 'look', fromFile: [uuid(1)], intent: uuid(11) });
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
  await told.isAsBefore('files');
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
  await told.isAsBefore('play');
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
  await told.isAsBefore('disk');
});
