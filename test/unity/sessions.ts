/** The session: greeting, scenes, halts, broken lines, saving, and what is kept where (SEC-4). */
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { applyOrThrow } from '#app/scene/index.ts';
import { FakeServer, PROJECT, SCENE } from '../scripted/fake-server.ts';
import type { Test } from '../scripted/harness.ts';
import { moved, object, sceneOf } from '../scripted/objects.ts';
import type { Status } from './editor.ts';
import { untilAge } from './pings.ts';
import type { World } from './world.ts';

/** What the tests' editor, whose project is in this folder, has to call a file. */
const idOf = (file: string): string =>
  createHash('sha256').update(`/projects/street/guid of ${file}`).digest('hex');
/** The longest wait between two tries, with the chance that is in it: all that broke before counts. */
const NEXT_TRY_LIMIT_MS = 40_000;
/** Longer than any turn of the editor's, unless that hangs. */
const STUCK_MS = 300;
const isOver = ({ status }: Status): boolean => status === 'Disconnected';

export function sessionTests(world: World): Test[] {
  const { editor, server } = world;
  /** Pairs with an application of its own, and with the usual one again afterwards. */
  const elsewhere = async (use: (other: FakeServer) => Promise<void>): Promise<void> => {
    const { session } = world;
    const other = await new FakeServer().listen();
    try {
      await use(other);
      assert.deepEqual(other.violations, []);
    } finally {
      await other.close();
      await editor.call('connect', { url: server.url, code: server.code });
      const again = await server.session();
      again.adoptNumbersOf(session);
      await again.join(session.truth, session.revision);
      await again.barrier();
      world.session = again;
    }
  };
  return [
    [
      'an unknown scene parks it: nothing observed, nothing written, nothing deleted, until it is asked (rule 3)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await editor.call('save', { path: 'known.unity' });
        await session.next('saved_as', (each) => each.title === 'known.unity');
        session.clear();
        await editor.call('open');
        const { scene } = await session.next('scene');
        assert.deepEqual([scene.project, scene.scene, scene.title], [null, null, 'Untitled']);
        session.send({ type: 'foreign', message: 'This scene is not linked.' });
        await editor.call('create', { name: 'Mine' });
        await editor.call('move', { name: 'Mine', position: [3, 3, 3] });
        await world.idle();
        assert.deepEqual(
          session.frames.filter((each) => each.type !== 'pong' && each.type !== 'saved'),
          [],
        );
        // Numbers that were on their way are not applied to a scene that they are not about.
        const { answer } = await session.apply([moved(a.id, 1, 1, 1)]);
        assert.equal(answer.type === 'failed' && answer.code, 'not_live');
        assert.deepEqual((await world.raw('Mine')).place, [3, 3, 3]);
        // The known one is recognised by what it carries.
        await editor.call('open', { path: 'known.unity' });
        const known = (await session.next('scene')).scene;
        assert.deepEqual([known.project, known.scene, known.title], [PROJECT, SCENE, 'known.unity']);
        assert.ok(Number(known.saved_revision) > 0);
        assert.deepEqual((await session.resync()).patched, []);
        await session.commit([moved(a.id, 1, 1, 1)]);
      },
    ],
    [
      'unloading the bound scene beside another is no deletion, and its coming back is compared (rules 3, 4)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await editor.call('save', { path: 'bound.unity' });
        await session.next('saved_as', (each) => each.title === 'bound.unity');
        await editor.call('save', { path: 'copy.unity' });
        await session.next('saved_as', (each) => each.title === 'copy.unity');
        await editor.call('open', { path: 'bound.unity' });
        await session.next('scene', (each) => each.scene.title === 'bound.unity');
        await session.resync();
        await editor.call('open_additive', { path: 'copy.unity' });
        await world.silence();
        await editor.call('unload', { path: 'bound.unity' });
        await session.next('scene', (each) => each.scene.scene === null);
        assert.deepEqual(session.unread('observed'), []);
        session.send({ type: 'foreign', message: 'The scene is not open.' });
        const { answer } = await session.apply([moved(a.id, 1, 1, 1)]);
        assert.equal(answer.type === 'failed' && answer.code, 'not_live');
        await editor.call('open_additive', { path: 'bound.unity' });
        assert.equal((await session.next('scene', (each) => each.scene.scene !== null)).scene.scene, SCENE);
        assert.deepEqual((await session.resync()).patched, []);
        await session.commit([moved(a.id, 1, 2, 3)]);
        assert.deepEqual(session.unread('observed'), []);
      },
    ],
    [
      'a scene file keeps hints and nothing else: ids, project, last confirmed number (R21, SEC-4)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        const n = await session.commit([moved(a.id, 1, 0, 0)]);
        session.truth = applyOrThrow(session.truth, [{ op: 'delete', id: b.id, descendants: [] }]);
        await session.resync();
        await session.barrier();
        assert.equal((await world.dump()).apart.length, 1, 'the stash is still here');
        await editor.call('save', { path: 'hints.unity' });
        assert.equal((await world.dump()).apart.length, 1, 'the stash is still here');
        const file = await editor.call<{
          hints: Record<string, unknown>;
          objects: { object: { name: string } }[];
        }>('file', { path: 'hints.unity' });
        assert.deepEqual(
          file.objects.map((each) => each.object.name),
          ['A'],
          'no stash is in the file',
        );
        assert.deepEqual(file.hints, { project: PROJECT, scene: SCENE, revision: n });
        const text = JSON.stringify(file);
        assert.ok(!text.includes(server.code) && !/[0-9a-f]{64}/.test(text), 'no code and no token');
      },
    ],
    [
      'saved under another name it is the same scene in the same session, whatever is on its way (rule 3)',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await editor.call('move', { name: 'A', position: [1, 0, 0] });
        const edit = await session.next('observed');
        await editor.call('save', { path: 'another-name.unity' });
        const saved = await session.next('saved_as');
        assert.deepEqual([saved.title, saved.file], ['another-name.unity', idOf('another-name.unity')]);
        assert.equal((await session.adopt(edit)).type, 'applied');
        await session.commit([moved(b.id, 2, 0, 0)]);
        assert.deepEqual([session.unread('scene').length, await session.differences()], [0, []]);
        session.clear();
        await editor.call('save', { path: 'another-name.unity' });
        await session.next('saved');
        await world.silence();
        assert.equal(session.unread('saved_as').length, 0, 'saved again it has the name that it had');
      },
    ],
    [
      'a scene is told by its file from its copies, which carry the same ids, and one that was never saved by none (rule 3)',
      async () => {
        const session = await world.fresh(sceneOf(object('A')));
        await editor.call('save', { path: 'original.unity' });
        assert.equal((await session.next('saved_as')).file, idOf('original.unity'));
        await editor.call('save', { path: 'night/original.unity' });
        const copy = await session.next('saved_as');
        assert.deepEqual([copy.title, copy.file], ['original.unity', idOf('night/original.unity')]);
        session.cut();
        const again = await server.session();
        again.adoptNumbersOf(session);
        world.session = again;
        assert.equal((await again.greet()).scene.file, idOf('night/original.unity'));
        await editor.call('open', { path: 'original.unity' });
        const opened = (await again.next('scene')).scene;
        assert.deepEqual([opened.file, opened.scene], [idOf('original.unity'), SCENE]);
        await editor.call('open');
        assert.equal((await again.next('scene')).scene.file, undefined);
      },
    ],
    [
      'a scene that is moved or renamed in the editor is the same file, and a copy in its place another one (rule 3)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await editor.call('save', { path: 'moved.unity' });
        // It was just written, and is no asset before the next frame.
        await editor.call('move', { name: 'A', position: [1, 0, 0] });
        const saved = await session.next('saved_as');
        assert.deepEqual([saved.title, saved.file], ['moved.unity', idOf('moved.unity')]);
        assert.equal((await session.next('saved', ({ unsaved }) => unsaved)).unsaved, true);
        await session.take();
        await editor.call('move_asset', { path: 'moved.unity', to: 'night/renamed.unity' });
        await editor.call('save', { path: 'night/renamed.unity' });
        const renamed = await session.next('saved_as');
        assert.deepEqual([renamed.title, renamed.file], ['renamed.unity', idOf('moved.unity')]);
        await editor.call('save', { path: 'moved.unity-2' });
        assert.equal((await session.next('saved_as')).file, idOf('moved.unity-2'));
        await editor.call('open', { path: 'night/renamed.unity' });
        assert.equal((await session.next('scene')).scene.file, idOf('moved.unity'));
      },
    ],
    [
      'after a lost connection every edit is decided: as it is said again, and what never arrived by the comparison (R23)',
      async () => {
        const objects = ['Lost', 'Told', 'Waits'].map((name) => object(name));
        const session = await world.fresh(sceneOf(...objects));
        const edits: string[] = [];
        for (const { name } of objects) {
          await editor.call('move', { name, position: [1, 0, 0] });
          edits.push((await session.next('observed')).edit);
        }
        const [lost = '', told = '', waits = ''] = edits;
        assert.equal((await editor.status()).undecided, 3);
        session.cut();
        const again = await world.server.session();
        again.adoptNumbersOf(session);
        world.session = again;
        await again.greet();
        const code = 'test';
        again.send({ type: 'decided', edit: waits, outcome: 'waiting', n: null, code, message: '' });
        const message = 'Yours is on the shelf.';
        for (let said = 0; said < 2; said += 1)
          again.send({ type: 'decided', edit: told, outcome: 'conflicted', n: null, code, message });
        await again.inventory();
        assert.equal((await editor.status()).undecided, 1, `${lost} never arrived`);
        assert.equal((await world.notes()).filter((each) => each === message).length, 1);
        again.send({ type: 'decided', edit: waits, outcome: 'committed', n: null, code, message: '' });
        await again.barrier();
        assert.equal((await editor.status()).undecided, 0);
        await again.resync();
      },
    ],
    [
      'saving is told, and that there is something unsaved again (rule 13)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await editor.call('save', { path: 'saved.unity' });
        assert.equal((await session.next('saved', (each) => !each.unsaved)).unsaved, false);
        assert.equal((await session.next('saved_as')).title, 'saved.unity');
        await editor.call('move', { name: 'A', position: [1, 0, 0] });
        assert.equal((await session.next('saved')).unsaved, true);
        await session.take();
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
        assert.deepEqual((await world.raw('A')).place, [0, 0, 0]);
        await editor.call('move', { name: 'A', position: [2, 0, 0] });
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
      'heartbeats are answered by the socket’s own thread and say how long the main thread has been away',
      async () => {
        const { session } = world;
        session.clear();
        await editor.call('freeze');
        await untilAge(session, 100_000, (age) => age >= STUCK_MS);
        await editor.call('thaw');
        await session.barrier();
        await untilAge(session, 200_000, (age) => age < STUCK_MS);
      },
    ],
    [
      'a broken line is taken up again with the token, echoes the receipt, and only differences are patched (R20, R7)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(a, b));
        const n = await session.commit([moved(a.id, 1, 0, 0)]);
        await session.barrier();
        const { handle } = await world.raw('A');
        session.cut();
        const again = await server.session();
        assert.deepEqual([again.resumed, server.upgrades.at(-1)], [true, 'Bearer <token>']);
        again.truth = applyOrThrow(session.truth, [moved(b.id, 0, 1, 0)]);
        again.revision = session.revision;
        const hello = await again.greet();
        assert.deepEqual([hello.applied_through, hello.receipt?.n, hello.scene.project], [n, n, PROJECT]);
        await editor.call('writes');
        assert.deepEqual((await again.resync()).patched, [b.id]);
        await again.barrier();
        assert.deepEqual(Object.keys(await editor.call('writes')), ['B']);
        assert.equal((await world.raw('A')).handle, handle);
        world.session = again;
        again.adoptNumbersOf(session);
        again.truth = applyOrThrow(session.truth, [moved(b.id, 0, 1, 0)]);
        await editor.call('move', { name: 'A', position: [4, 0, 0] });
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
        await editor.call('move', { name: 'A', position: [7, 0, 0] });
        server.refuseWith = null;
        const again = await server.session(NEXT_TRY_LIMIT_MS);
        again.adoptNumbersOf(session);
        await again.greet();
        const inventory = await again.inventory();
        assert.notEqual(inventory.get(a.id), again.digest(a.id));
        assert.deepEqual((await again.readValues([a.id])).get(a.id)?.transform.translation, [-7, 0, 0]);
        await again.patch([a.id]);
        again.send({ type: 'live', revision: again.revision });
        world.session = again;
        assert.deepEqual(await again.differences(), []);
        await world.silence();
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
          await elsewhere(async (other) => {
            await editor.call('connect', { url: other.url, code: other.code });
            const session = await other.session();
            await session.join();
            await session.barrier();
            session.sendRaw(text);
            assert.equal(await session.closed, 4000, text);
            assert.match((await editor.until('the end', isOver)).problem, /does not keep to the protocol/);
            assert.equal(other.upgrades.length, 1, 'it does not come back by itself');
          });
        }
      },
    ],
    [
      'a wrong code, a revoked session and a dead token end in words, not in another try',
      async () => {
        await elsewhere(async (other) => {
          await editor.call('connect', { url: other.url, code: 'WRONG' });
          assert.match((await editor.until('a refusal', isOver)).problem, /pair again with a new code/i);
          await editor.call('connect', { url: other.url, code: other.code });
          const session = await other.session();
          await session.join();
          session.send({ type: 'revoked', code: 'clicked', message: 'A person disconnected it.' });
          session.close(4001);
          assert.match((await editor.until('the revocation', isOver)).problem, /A person disconnected it/);
          await editor.call('connect', { url: other.url, code: other.code });
          const third = await other.session();
          await third.join();
          other.refuseWith = 401;
          third.cut();
          assert.match((await editor.until('a dead token', isOver)).problem, /pair again with a new code/i);
          assert.equal(other.upgrades.length, 4);
          await assert.rejects(
            editor.call('connect', { url: 'ws://example.com:1/adapter', code: 'x' }),
            /this computer/,
          );
        });
      },
    ],
    [
      'pairs anew, says good-bye when it is told to, and leaves the scene as it is',
      async () => {
        await world.fresh(sceneOf(object('A'), object('B')));
        const before = await world.dump();
        await world.pairAnew(async () => assert.deepEqual((await world.dump()).objects, before.objects));
        await world.fresh();
      },
    ],
    [
      'another project is another count: no answer, proof or number of the one before is taken for its own (R7, R18)',
      async () => {
        const a = object('A');
        const first = await world.fresh(sceneOf(a));
        const n = await first.commit([moved(a.id, 1, 0, 0)]);
        await first.barrier();
        await elsewhere(async (other) => {
          await editor.call('connect', { url: other.url, code: other.code });
          const session = await other.session();
          session.project = '44444444-4444-4444-8444-444444444444';
          const hello = await session.greet();
          assert.deepEqual([hello.applied_through, hello.receipt], [null, null]);
          session.send({ type: 'foreign', message: 'This scene belongs to another project.' });
          session.send({ type: 'bind', project: session.project, scene: SCENE });
          session.truth = first.truth;
          await session.resync();
          session.send({ type: 'apply', n, label: 'one', by: 'a test', operations: [moved(a.id, 5, 0, 0)] });
          assert.equal((await session.answer(n)).type, 'applied');
          await session.barrier();
          assert.deepEqual((await world.raw('A')).place, [-5, 0, 0], 'it answered for another project');
        });
        assert.deepEqual((await world.raw('A')).place, [-1, 0, 0]);
      },
    ],
    [
      'a turn that has used up its time takes one message more and leaves the rest for the next (rule 9)',
      async () => {
        const { session } = world;
        await world.idle();
        await editor.call('freeze');
        const before = (await world.notes()).length;
        for (const message of ['one', 'two', 'three']) session.send({ type: 'note', message });
        session.send({ type: 'ping', ping: 5 });
        await session.next('pong', (each) => each.ping === 5);
        assert.equal(await editor.call('pump', { budget: 0 }), true);
        assert.deepEqual((await world.notes()).slice(before), ['one']);
        await editor.call('thaw');
        await world.idle(1);
        assert.deepEqual((await world.notes()).slice(before), ['one', 'two', 'three']);
      },
    ],
    [
      'nothing of the code or the token is in notes, output or the window’s words; the token is where a domain reload leaves it (SEC-3, SEC-4)',
      async () => {
        const said = [
          ...(await world.notes()),
          ...editor.output,
          ...(await editor.call<string[]>('recent')),
          JSON.stringify(await editor.status()),
        ].join('\n');
        assert.ok(!/[0-9a-f]{64}/.test(said));
        assert.ok(!said.includes(server.code));
        assert.ok((await editor.call<string[]>('session_state')).some((key) => /token/i.test(key)));
        await editor.call('disconnect');
        assert.ok(!(await editor.call<string[]>('session_state')).some((key) => /token/i.test(key)));
        const { session } = world;
        await editor.call('connect', { url: server.url, code: server.code });
        const again = await server.session();
        again.adoptNumbersOf(session);
        await again.join(session.truth, session.revision);
        world.session = again;
      },
    ],
  ];
}
