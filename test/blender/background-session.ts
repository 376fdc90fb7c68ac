/** The session: greeting, files, halts, busy times, broken lines, saving, and what is kept where (SEC-4). */
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { applyOrThrow } from '#app/scene/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { FakeServer, PROJECT, SCENE } from '../scripted/fake-server.ts';
import type { Test } from '../scripted/harness.ts';
import { moved, object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

/** The add-on has its turn between two questions, so a handful would do. */
const MAX_QUESTIONS = 2_000;

export function sessionTests(world: World, folder: string): Test[] {
  const { blender, server } = world;
  const file = (name: string): string => path.join(folder, name);
  /** What tells a file from its copies, as the reference says. */
  const idOf = (name: string): string =>
    createHash('sha256')
      .update(fs.realpathSync(file(name)))
      .digest('hex');
  /** Asks until the session is over; what the panel then says is wrong. */
  const over = async (): Promise<string> => {
    for (let asked = 0; asked < MAX_QUESTIONS; asked += 1) {
      const status = await blender.call<{ problem: string; status: string }>('status');
      if (status.status === 'Disconnected') return status.problem;
    }
    throw new Error('the session did not end');
  };
  return [
    [
      'an unknown file parks it: nothing observed, nothing written, nothing deleted, until it is asked (rule 3)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await blender.call('save', { path: file('known.blend') });
        await session.next('saved_as', (each) => each.title === 'known.blend');
        session.clear();
        await blender.call('open');
        const { scene } = await session.next('scene');
        assert.deepEqual([scene.project, scene.scene, scene.title], [null, null, 'untitled']);
        session.send({ type: 'foreign', message: 'This file is not linked.' });
        await blender.call('move', { name: 'Cube', location: [3, 3, 3] });
        await blender.call('delete', { name: 'Light' });
        await world.idle();
        assert.deepEqual(
          session.frames.filter((each) => each.type !== 'pong' && each.type !== 'saved'),
          [],
        );
        // Numbers that were on their way are not applied to a file that they are not about.
        const { answer } = await session.apply([moved(a.id, 1, 1, 1)]);
        assert.equal(answer.type === 'failed' && answer.code, 'not_live');
        assert.deepEqual((await world.dump()).all, ['Camera', 'Cube']);
        // The known one is recognised by what it carries.
        await blender.call('open', { path: file('known.blend') });
        const known = (await session.next('scene')).scene;
        assert.deepEqual([known.project, known.scene, known.title], [PROJECT, SCENE, 'known.blend']);
        assert.ok(Number(known.saved_revision) > 0);
        assert.deepEqual((await session.resync()).patched, []);
        await session.commit([moved(a.id, 1, 1, 1)]);
      },
    ],
    [
      'the bound scene deleted within its file parks it and deletes nothing; an undo brings it back (rule 4)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await blender.python(`bpy.data.scenes.new('Other'); bpy.ops.ed.undo_push(message='New Scene')`);
        await world.idle();
        assert.equal(session.unread('observed').length, 0, 'another scene is nobody’s business');
        await blender.python(
          `bpy.data.scenes.remove(bpy.data.scenes['Scene']); bpy.ops.ed.undo_push(message='Delete Scene')`,
        );
        assert.deepEqual(
          [(await session.next('scene')).scene.scene, session.unread('observed').length],
          [null, 0],
        );
        session.send({ type: 'foreign', message: 'This file is not linked.' });
        await blender.call('undo');
        assert.equal((await session.next('scene')).scene.scene, SCENE);
        assert.deepEqual((await session.resync()).patched, []);
        await session.commit([moved(a.id, 1, 2, 3)]);
        assert.equal(session.unread('observed').length, 0);
      },
    ],
    [
      'a file keeps hints and nothing else: ids, project, last confirmed number (R21, SEC-4)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        const n = await session.commit([moved(a.id, 1, 0, 0)]);
        session.truth = applyOrThrow(session.truth, [{ op: 'delete', id: b.id, descendants: [] }]);
        await session.resync();
        await session.barrier();
        assert.equal((await world.dump()).all.length, 2, 'the stash is still here');
        await blender.call('save', { path: file('hints.blend'), copy: true });
        assert.equal((await world.dump()).all.length, 2, 'the stash is still here');
        const found = await blender.python<{
          keys: string[];
          objects: string[];
          texts: string[];
          revision: string;
        }>(`
with bpy.data.libraries.load(${JSON.stringify(file('hints.blend'))}) as (source, target):
    result = {'objects': list(source.objects), 'texts': list(source.texts)}
scene = bpy.context.scene
result['keys'] = sorted(key for key in scene.keys() if key.startswith('vibesync'))
result['revision'] = scene['vibesync_revision']`);
        assert.deepEqual(found.objects, ['A'], 'no stash is in the file');
        assert.deepEqual(found.texts, []);
        assert.deepEqual(
          [found.keys, found.revision],
          [['vibesync_project', 'vibesync_revision', 'vibesync_scene'], String(n)],
        );
        const bytes = fs.readFileSync(file('hints.blend')).toString('latin1');
        assert.ok(!bytes.includes(server.code) && !/[0-9a-f]{64}/.test(bytes), 'no code and no token');
      },
    ],
    [
      'saving is told, and that there is something unsaved again (rule 13)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await blender.call('save', { path: file('saved.blend') });
        assert.equal((await session.next('saved', (each) => !each.unsaved)).unsaved, false);
        await world.idle();
        assert.equal(session.unread('saved').length, 0, 'nothing was changed since');
        await blender.call('move', { name: 'A', location: [1, 0, 0] });
        assert.equal((await session.next('saved')).unsaved, true);
        await session.take();
        await blender.call('save', { path: file('saved.blend') });
        assert.equal((await session.next('saved')).unsaved, false);
        await session.commit([moved(a.id, 2, 0, 0)]);
        assert.equal((await session.next('saved')).unsaved, true, 'what comes from elsewhere is in no file');
      },
    ],
    [
      'saved under another name it is the same scene in the same session, whatever is on its way (rule 3)',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await blender.call('move', { name: 'A', location: [1, 0, 0] });
        const edit = await session.next('observed');
        await blender.call('save', { path: file('another-name.blend') });
        const saved = await session.next('saved_as');
        assert.deepEqual([saved.title, saved.file], ['another-name.blend', idOf('another-name.blend')]);
        assert.equal((await session.adopt(edit)).type, 'applied');
        await session.commit([moved(b.id, 2, 0, 0)]);
        assert.deepEqual([session.unread('scene').length, await session.differences()], [0, []]);
        session.clear();
        await blender.call('save', { path: file('another-name.blend') });
        await world.idle();
        await session.barrier();
        assert.equal(session.unread('saved_as').length, 0, 'saved again it has the name that it had');
      },
    ],
    [
      'the original that a copy left behind says that it is older, and which file it is; both carry one link (rule 3)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        const early = await session.commit([moved(a.id, 1, 0, 0)]);
        await session.barrier();
        await blender.call('save', { path: file('original.blend') });
        assert.equal((await session.next('saved_as')).file, idOf('original.blend'));
        await blender.call('save', { path: file('copy.blend') });
        assert.equal((await session.next('saved_as')).file, idOf('copy.blend'));
        const late = await session.commit([moved(a.id, 2, 0, 0)]);
        await session.barrier();
        await blender.call('save', { path: file('copy.blend') });
        await blender.call('open', { path: file('original.blend') });
        const original = (await session.next('scene')).scene;
        await blender.call('open', { path: file('copy.blend') });
        const copy = (await session.next('scene')).scene;
        assert.deepEqual(
          [original, copy].map((each) => [each.scene, each.file, each.saved_revision]),
          [
            [SCENE, idOf('original.blend'), early],
            [SCENE, idOf('copy.blend'), late],
          ],
        );
        await session.resync();
        await session.barrier();
      },
    ],
    [
      'set aside while it is live, it is left alone until it is asked again; with a link of its own it goes on (rule 3)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await blender.call('save', { path: file('aside.blend') });
        await session.next('saved_as', (each) => each.title === 'aside.blend');
        session.clear();
        session.send({ type: 'foreign', message: 'This file was set aside.' });
        await session.barrier();
        await blender.call('move', { name: 'A', location: [3, 3, 3] });
        await world.idle();
        assert.equal(session.unread('observed').length, 0, 'what is done in a copy is nobody’s business');
        assert.ok((await world.notes()).includes('This file was set aside.'));
        assert.deepEqual((await world.raw('A')).location, [3, 3, 3]);
        assert.deepEqual((await session.resync()).patched, [a.id], 'asked again it is compared');
        const own = '55555555-5555-4555-8555-555555555555';
        session.send({ type: 'bind', project: PROJECT, scene: own });
        await session.commit([moved(a.id, 4, 0, 0)]);
        await session.barrier();
        await blender.call('save', { path: file('aside.blend') });
        await blender.call('open', { path: file('aside.blend') });
        assert.equal((await session.next('scene')).scene.scene, own);
        await session.resync();
        await session.barrier();
      },
    ],
    [
      'a halt is confirmed at once, nothing is applied under it, and the artist’s own edits are still told (R28, rule 8, AUTH-1)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        session.send({ type: 'hold', halt: 7 });
        assert.equal((await session.next('held')).halt, 7);
        const { answer } = await session.apply([moved(a.id, 1, 1, 1)]);
        assert.equal(answer.type === 'failed' && answer.code, 'held');
        assert.deepEqual((await world.raw('A')).location, [0, 0, 0]);
        await blender.call('move', { name: 'A', location: [2, 0, 0] });
        const edit = await session.next('observed');
        session.send({
          type: 'decided',
          edit: edit.edit,
          outcome: 'collected',
          n: null,
          code: 'halted',
          message: 'Kept until the hold is over.',
        });
        session.send({ type: 'release', halt: 7 });
        assert.equal((await session.adopt(edit)).type, 'applied');
        await session.commit([moved(a.id, 1, 1, 1)]);
      },
    ],
    [
      'while it renders it is parked and writes nothing; afterwards what waited is done in order (rule 7)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await session.commit([moved(a.id, 1, 0, 0)]);
        await blender.call('modal', { on: true });
        const busy = await session.next('busy');
        assert.deepEqual([busy.kind, busy.activity, busy.last_begun], ['parked', 'rendering', session.n]);
        const waiting = session.apply([moved(a.id, 2, 0, 0)]);
        session.send({ type: 'ping', ping: 5 });
        await session.next('pong', (each) => each.ping === 5);
        await blender.call('idle');
        assert.deepEqual((await world.raw('A')).location, [1, 0, 0]);
        await blender.call('modal', { on: false });
        await session.next('ready');
        assert.equal((await waiting).answer.type, 'applied');
        assert.deepEqual((await world.raw('A')).location, [2, 0, 0]);
      },
    ],
    [
      'a real render parks and frees it by Blender’s own callbacks',
      async () => {
        const session = await world.fresh();
        await blender.python(`
scene = bpy.context.scene
camera = bpy.data.objects.new('Camera', bpy.data.cameras.new('Camera'))
scene.collection.objects.link(camera)
scene.camera = camera
scene.render.engine = 'CYCLES'
scene.cycles.samples = 1
scene.cycles.use_denoising = False
scene.render.resolution_x = scene.render.resolution_y = 8
bpy.ops.render.render()`);
        assert.equal((await session.next('busy')).activity, 'rendering');
        await session.next('ready');
      },
    ],
    [
      'heartbeats are answered by the socket’s own thread and say how long the main thread has been away',
      async () => {
        const { session } = world;
        session.clear();
        const sleeping = blender.python('import time; time.sleep(0.6)');
        let longest = 0;
        for (let ping = 100; longest < 300 && ping < 1_000_000; ping += 1) {
          session.send({ type: 'ping', ping });
          longest = Math.max(
            longest,
            (await session.next('pong', (each) => each.ping === ping)).main_thread_age_ms,
          );
        }
        await sleeping;
        assert.ok(longest >= 300, `${longest} ms`);
      },
    ],
    [
      'a broken line is taken up again with the token, echoes the receipt, and only differences are patched (R20, R7)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(a, b));
        const n = await session.commit([moved(a.id, 1, 0, 0)]);
        await session.barrier();
        const pointer = (await world.raw('A')).data_pointer;
        session.cut();
        const again = await server.session();
        assert.equal(again.resumed, true);
        assert.equal(server.upgrades.at(-1), 'Bearer <token>');
        again.truth = applyOrThrow(session.truth, [moved(b.id, 0, 1, 0)]);
        again.revision = session.revision;
        const hello = await again.greet();
        assert.deepEqual([hello.applied_through, hello.receipt?.n, hello.scene.project], [n, n, PROJECT]);
        assert.deepEqual((await again.resync()).patched, [b.id]);
        assert.equal((await world.raw('A')).data_pointer, pointer);
        world.session = again;
        again.adoptNumbersOf(session);
        await blender.call('move', { name: 'A', location: [4, 0, 0] });
        await again.take();
      },
    ],
    [
      'while the application is away it tries again and again, and edits made meanwhile are found at the comparison',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        server.refuseWith = 503;
        session.cut();
        await server.refused(2);
        await blender.call('move', { name: 'A', location: [7, 0, 0] });
        server.refuseWith = null;
        const again = await server.session();
        again.adoptNumbersOf(session);
        await again.greet();
        const inventory = await again.inventory();
        assert.notEqual(inventory.get(a.id), again.digest(a.id));
        const values = await again.readValues([a.id]);
        assert.deepEqual(values.get(a.id)?.transform.translation, [7, 0, 0]);
        await again.patch([a.id]);
        again.send({ type: 'live', revision: again.revision });
        world.session = again;
        assert.deepEqual(await again.differences(), []);
        await world.idle();
        assert.equal(again.unread('observed').length, 0);
      },
    ],
    [
      'a frame that does not keep to the protocol ends the session on this side too (SEC-2)',
      async () => {
        for (const text of [
          '{"type":"live","revision":1,"surplus":1}',
          '{"type":"note","type":"note","message":"x"}',
          'not json',
          '{"type":"welcome"}',
        ]) {
          const other = await new FakeServer().listen();
          await blender.call('connect', { url: other.url, code: other.code });
          const session = await other.session();
          await session.join();
          await session.barrier();
          session.sendRaw(text);
          const code = await session.closed;
          assert.equal(code, 4000, text);
          assert.match(await over(), /does not keep to the protocol/);
          assert.equal(other.upgrades.length, 1, 'it does not come back by itself');
          await other.close();
        }
      },
    ],
    [
      'a wrong code, a revoked session and a dead token end in words, not in another try',
      async () => {
        const other = await new FakeServer().listen();
        await blender.call('connect', { url: other.url, code: 'WRONG' });
        await other.upgraded(1);
        assert.match(await over(), /pair again with a new code/);
        await blender.call('connect', { url: other.url, code: other.code });
        const session = await other.session();
        await session.join();
        session.send({ type: 'revoked', code: 'clicked', message: 'A person disconnected it.' });
        session.close(4001);
        assert.match(await over(), /A person disconnected it/);
        await blender.call('connect', { url: other.url, code: other.code });
        const third = await other.session();
        await third.join();
        other.refuseWith = 401;
        third.cut();
        assert.match(await over(), /pair again with a new code/);
        assert.equal(other.upgrades.length, 4);
        await assert.rejects(
          blender.call('connect', { url: 'ws://example.com:1/adapter', code: 'x' }),
          /only to this computer/,
        );
        await other.close();
      },
    ],
    [
      'pairs anew, says good-bye when it is told to, and leaves the scene as it is',
      async () => {
        await blender.call('connect', { url: server.url, code: server.code });
        const session = await server.session();
        session.adoptNumbersOf(world.session);
        await session.join();
        world.session = session;
        await session.barrier();
        const before = (await world.dump()).all;
        await blender.call('disconnect');
        await session.next('bye');
        assert.equal(await session.closed, 1000);
        assert.deepEqual((await world.dump()).all, before);
        await blender.call('connect', { url: server.url, code: server.code });
        const again = await server.session();
        again.adoptNumbersOf(session);
        await again.join();
        await again.barrier();
        world.session = again;
        await world.fresh();
      },
    ],
    [
      'an error in a turn ends the session and is said, and the turns go on',
      async () => {
        const [interval, problem, status] = await blender.python<[number, string, string]>(`
adapter = vibesync.adapter()
def broken(budget_s=None):
    raise RuntimeError('a broken turn')
adapter.pump = broken
result = [vibesync._tick(), adapter.problem, adapter.status]
del adapter.pump`);
        assert.ok(interval > 0, 'the timer goes on');
        assert.match(problem, /had to stop here \(a broken turn\)/);
        assert.equal(status, 'Not connected');
        await world.session.next('bye');
        await blender.call('connect', { url: server.url, code: server.code });
        const again = await server.session();
        again.adoptNumbersOf(world.session);
        await again.join();
        await again.barrier();
        world.session = again;
        await world.fresh();
      },
    ],
    [
      'a file that was opened before the application’s first word is told in hello, and nothing is said before that',
      async () => {
        await blender.call('disconnect');
        await world.session.next('bye');
        await blender.call('open', { empty: true });
        // The add-on has no turn between its connecting and the first word.
        const waited = blender.python(`
import time
adapter = vibesync.adapter()
adapter.connect('${server.url}', '${server.code}')
while adapter.link._events.qsize() < 2:
    time.sleep(0.001)`);
        const session = await server.session();
        session.adoptNumbersOf(world.session);
        const { scene } = await session.greet();
        await waited;
        assert.deepEqual([scene.project, session.unread('scene'), session.unread('saved')], [null, [], []]);
        session.send({ type: 'bind', project: PROJECT, scene: SCENE });
        await session.resync();
        world.session = session;
        await world.fresh();
      },
    ],
    [
      'after a lost connection every edit is decided: as it is said again, and what never arrived by the comparison (R23)',
      async () => {
        const objects = ['Lost', 'Told', 'Waits'].map((name) => object(name));
        const session = await world.fresh(sceneOf(...objects));
        const edits: AdapterMessageOf<'observed'>[] = [];
        for (const { name } of objects) {
          await blender.call('move', { name, location: [1, 0, 0] });
          edits.push(await session.next('observed'));
        }
        const undecided = (): Promise<number> =>
          blender.python(`import vibesync; result = vibesync.adapter().undecided`);
        const [lost, told, waits] = edits.map(({ edit }) => edit) as [string, string, string];
        assert.equal(await undecided(), 3);
        session.cut();
        const again = await server.session();
        again.adoptNumbersOf(session);
        await again.greet();
        const code = 'test';
        again.send({ type: 'decided', edit: waits, outcome: 'waiting', n: null, code, message: '' });
        const message = 'Yours is on the shelf.';
        for (let said = 0; said < 2; said += 1)
          again.send({ type: 'decided', edit: told, outcome: 'conflicted', n: null, code, message });
        await again.inventory();
        assert.equal(await undecided(), 1, `${lost} never arrived`);
        assert.equal((await world.notes()).filter((each) => each === message).length, 1);
        again.send({ type: 'decided', edit: waits, outcome: 'committed', n: null, code, message: '' });
        await again.barrier();
        assert.equal(await undecided(), 0);
        await again.resync();
        world.session = again;
      },
    ],
    [
      'an edit that is still open after a lost connection is vouched for as it stands, and not where it was undone (R23)',
      async () => {
        const [kept, undone] = [object('Kept'), object('Undone')];
        const session = await world.fresh(sceneOf(kept, undone));
        const edits: AdapterMessageOf<'observed'>[] = [];
        for (const { name } of [kept, undone]) {
          await blender.call('move', { name, location: [1, 0, 0] });
          edits.push(await session.next('observed'));
        }
        session.cut();
        await blender.call('move', { name: 'Undone', location: [0, 0, 0] });
        const again = await server.session();
        again.adoptNumbersOf(session);
        await again.greet();
        const open = { outcome: 'waiting', n: null, code: 'queued', message: '' } as const;
        for (const { edit } of edits) again.send({ type: 'decided', edit, ...open });
        await again.inventory();
        again.send({ type: 'live', revision: again.revision });
        world.session = again;
        const answers = [];
        for (const edit of edits) answers.push(await again.adopt(edit));
        assert.deepEqual(
          answers.map((answer) => (answer.type === 'failed' ? answer.code : answer.type)),
          ['applied', 'moved_on'],
        );
        await again.patch([undone.id]);
        assert.deepEqual(await again.differences(), []);
      },
    ],
    [
      'another project is another count: no answer, proof or number of the one before is taken for its own (R7, R18)',
      async () => {
        const a = object('A');
        const first = await world.fresh(sceneOf(a));
        const n = await first.commit([moved(a.id, 1, 0, 0)]);
        await first.barrier();
        const other = await new FakeServer().listen();
        await blender.call('connect', { url: other.url, code: other.code });
        const session = await other.session();
        session.project = '44444444-4444-4444-8444-444444444444';
        const hello = await session.greet();
        assert.deepEqual([hello.applied_through, hello.receipt], [null, null]);
        session.send({ type: 'foreign', message: 'This file belongs to another project.' });
        session.send({ type: 'bind', project: session.project, scene: SCENE });
        session.truth = first.truth;
        await session.resync();
        session.send({ type: 'apply', n, label: 'one', by: 'a test', operations: [moved(a.id, 5, 0, 0)] });
        assert.equal((await session.answer(n)).type, 'applied');
        await session.barrier();
        assert.deepEqual((await world.raw('A')).location, [5, 0, 0], 'it answered for another project');
        await blender.call('disconnect');
        await other.close();
        await blender.call('connect', { url: server.url, code: server.code });
        const again = await server.session();
        again.adoptNumbersOf(first);
        assert.equal((await again.greet()).applied_through, null);
        again.send({ type: 'bind', project: PROJECT, scene: SCENE });
        await again.resync();
        world.session = again;
      },
    ],
    [
      'a turn that has used up its time takes one message more and leaves the rest for the next (rule 9)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await blender.python(`
import vibesync
adapter = vibesync.adapter()
handled = []
adapter._handle = handled.append
try:
    adapter._inbox.extend([{'type': 'note', 'message': str(i)} for i in range(3)])
    assert adapter.pump(0.0) is True and len(handled) == 1, handled
    assert adapter.pump() is False and len(handled) == 3, handled
finally:
    del adapter._handle
`);
        await session.commit([moved(a.id, 1, 0, 0)]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'disconnecting brings back what an undecided deletion took, and leaves deleted what was confirmed (R15)',
      async () => {
        const [lost, kept] = [object('Lost', { kind: 'mesh' }), object('Kept', { kind: 'mesh' })];
        const first = await world.fresh(sceneOf(lost, kept));
        await blender.python(`bpy.data.objects['Kept'].data.vertices[0].co = (9, 9, 9)`);
        await first.commit([{ op: 'delete', id: lost.id, descendants: [] }]);
        const { answer } = await first.apply([{ op: 'delete', id: kept.id, descendants: [] }]);
        assert.equal(answer.type, 'applied');
        await blender.call('disconnect');
        assert.equal(await first.closed, 1000);
        assert.deepEqual((await world.raw('Kept')).vertices?.[0], [9, 9, 9]);
        assert.equal((await world.dump()).all.length, 1, 'the confirmed deletion stands');
        await blender.call('connect', { url: server.url, code: server.code });
        const again = await server.session();
        again.adoptNumbersOf(first);
        await again.join();
        await again.barrier();
        world.session = again;
        await world.fresh();
      },
    ],
    [
      'the pairing code is gone from the environment, and nothing of the token is in notes or output (SEC-3, SEC-4)',
      async () => {
        assert.equal(
          await blender.python(`import os; result = os.environ.get('VIBESYNC_PAIRING_CODE')`),
          null,
        );
        const said = [...(await world.notes()), ...blender.output].join('\n');
        assert.ok(!/[0-9a-f]{64}/.test(said));
        assert.ok(!said.includes(server.code));
      },
    ],
  ];
}
