/**
 * A file, or a scene of Unity’s, is saved, the truth moves on, and it is opened again (rule 3, R22): it is told from what is
 * shared as it opens. Nothing in it is deleted and nothing is set before a person has said so; what only it has is kept.
 */
import { strict as assert } from 'node:assert';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PreviewView, SessionView } from '#app/control-room/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object } from '../scripted/objects.ts';
import { ENGINES, otherThan } from './world.ts';
import type { EngineName, World } from './world.ts';

const NOTHING_DIFFERS: PreviewView['differing'] = {
  transform: 0,
  name: 0,
  parent: 0,
  visibility: 0,
  properties: 0,
};

export function fileTests(world: World): Test[] {
  const { room, blender, editor } = world;

  /** Four objects, one below another, in a file of its own that is saved with all of them. */
  const saved = async (engine: EngineName, folder: string): Promise<string> => {
    const crate = object('Crate', { kind: 'mesh' });
    await world.fresh(
      crate,
      object('Lid', { kind: 'mesh', parent: crate.id }),
      object('Lamp', { kind: 'light' }),
      object('Gone', { kind: 'mesh' }),
    );
    // A file says which number it was saved at, and the engine has heard of the last one.
    await world.settle();
    // Unity's is kept in the memory of the tests' editor, by any name.
    const file = path.join(folder, engine === 'blender' ? 'street.blend' : 'street.unity');
    await world.process(engine).call('save', { path: file });
    await room.until('it to be told as saved', () => world.session(engine).title === path.basename(file));
    return file;
  };
  const inFolder =
    (use: (folder: string) => Promise<void>): (() => Promise<void>) =>
    async () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-both-files-'));
      try {
        await use(folder);
      } finally {
        fs.rmSync(folder, { recursive: true, force: true });
      }
    };
  /** Somebody elsewhere goes on: every kind of difference, two of them about one object. */
  const moveOn = (): Promise<void> =>
    room.commit(
      moved(world.named('Crate').id, 1, 2, 3),
      { op: 'rename', id: world.named('Crate').id, name: 'Kiste' },
      { op: 'reparent', id: world.named('Lid').id, parent: null },
      { op: 'set_visibility', id: world.named('Lamp').id, visibility: { viewport: false, render: false } },
      { op: 'set_property', id: world.named('Lamp').id, key: 'watts', value: 60 },
      { op: 'delete', id: world.named('Gone').id, descendants: [] },
      { op: 'create', object: object('New', { kind: 'camera', transform: at(4, 5, 6) }) },
    );
  const open = async (engine: EngineName, file: string | null): Promise<void> => {
    const command = file === null ? { empty: true } : { path: file };
    await world.process(engine).call('open', command);
  };
  const asks = (engine: EngineName): Promise<SessionView & { readonly preview: PreviewView }> =>
    room.until(`${engine} to ask about its file`, () => {
      const { preview, ...session } = world.session(engine);
      return preview === null ? null : { ...session, preview };
    });
  /** A person looked at the question, and wants what is shared. */
  const bringUpToDate = async (engine: EngineName): Promise<void> => {
    await world.refresh(engine);
    await world.state(engine, 'live');
    await world.inStep();
  };
  /** Everything of the engine, but what an object is found by as long as it is loaded. */
  const heldBy = async (engine: EngineName): Promise<unknown> => {
    if (engine === 'unity')
      return (await world.unityDump()).objects.map(({ handle: _handle, ...rest }) => rest);
    const { raw, ids } = await world.blenderDump();
    const objects = Object.entries(raw).map(
      ([name, { pointer: _pointer, data_pointer: _dataPointer, ...rest }]) => [name, rest],
    );
    return { objects, ids };
  };
  /** Turns in which whoever was going to say something has said it. */
  const turns = async (engine: EngineName): Promise<void> => {
    if (engine === 'blender') await blender.call('idle', { turns: 16 });
    else await editor.frames();
  };
  /** Whatever the engine is asked meanwhile, it shows its file as that was saved, and nobody else hears anything of it. */
  const standsAsSaved = async (engine: EngineName, before: unknown, truth: unknown): Promise<void> => {
    await turns(engine);
    assert.deepEqual(await heldBy(engine), before);
    assert.deepEqual(world.truth.objects, truth);
    assert.deepEqual(room.snapshot().status.inFlight, []);
  };

  const ofEngine = (engine: EngineName): Test[] => [
    [
      `${engine}: what was shared while another file was open is counted when the first one is back; nothing is set before a click, nothing is lost by it`,
      inFolder(async (folder) => {
        const file = await saved(engine, folder);
        const before = await heldBy(engine);
        await open(engine, null);
        await world.state(engine, 'foreign');
        await moveOn();
        const truth = new Map(world.truth.objects);
        const { length } = room.snapshot().changes;
        await open(engine, file);
        assert.deepEqual((await asks(engine)).preview, {
          objects: 5,
          missing: 1,
          extra: 1,
          differing: { transform: 1, name: 1, parent: 1, visibility: 1, properties: 1 },
          kept: 0,
        });
        await standsAsSaved(engine, before, truth);
        assert.equal(room.snapshot().changes.length, length, 'it is nobody’s change');
        await bringUpToDate(engine);
        assert.deepEqual(world.truth.objects, truth);
        assert.deepEqual(
          [room.snapshot().shelf, room.snapshot().conflicts],
          [[], []],
          'it had nothing of its own',
        );
      }),
    ],
    [
      `${engine}: the file that is open goes back to what was saved; it asks, and an artist’s own change since is there again after a click`,
      inFolder(async (folder) => {
        const file = await saved(engine, folder);
        const before = await heldBy(engine);
        await moveOn();
        const place = engine === 'blender' ? { location: [7, 8, 9] } : { position: [-7, 9, -8] };
        const edit = await world.byHand(engine, 'move', { name: 'Lid', ...place });
        assert.equal(edit.state, 'committed');
        await world.inStep();
        const truth = new Map(world.truth.objects);
        await open(engine, file);
        const { preview } = await asks(engine);
        assert.deepEqual([preview.objects, preview.missing, preview.extra, preview.kept], [5, 1, 1, 0]);
        assert.deepEqual([preview.differing.transform, preview.differing.parent], [2, 1]);
        await standsAsSaved(engine, before, truth);
        await bringUpToDate(engine);
        assert.deepEqual(world.truth.objects, truth);
        assert.deepEqual(room.snapshot().shelf, []);
      }),
    ],
    [
      `${engine}: what its artist saved while VibeSync was away is on the shelf before the shared scene comes, what they made is left, and what was deleted elsewhere is kept`,
      inFolder(async (folder) => {
        const file = await saved(engine, folder);
        await world.process(engine).call('disconnect');
        await room.until('it to be gone', () => world.session(engine).state === 'revoked');
        const away = engine === 'blender' ? { location: [0, 0, 3] } : { position: [0, 3, 0] };
        for (const name of ['Lamp', 'Gone']) await world.process(engine).call('move', { name, ...away });
        await world.process(engine).call('create', { name: 'Mine', kind: 'mesh' });
        await world.process(engine).call('save', { path: file });
        const [crate, lamp, gone] = ['Crate', 'Lamp', 'Gone'].map((name) => world.named(name).id);
        await room.commit(moved(crate ?? '', 1, 2, 3), moved(lamp ?? '', 4, 4, 4));
        await room.commit({ op: 'delete', id: gone ?? '', descendants: [] });
        const truth = new Map(world.truth.objects);
        await open(engine, null);
        await open(engine, file);
        const before = await heldBy(engine);
        await world.connect(engine);
        const { preview } = await asks(engine);
        assert.deepEqual(preview, {
          objects: 3,
          missing: 0,
          extra: 1,
          differing: { ...NOTHING_DIFFERS, transform: 2 },
          kept: 2,
        });
        await standsAsSaved(engine, before, truth);
        await bringUpToDate(engine);
        assert.deepEqual(world.truth.objects, truth);
        const kept = room.snapshot().shelf.flatMap(({ states }) => states);
        assert.deepEqual(
          kept.map(({ id, facet }) => `${facet} ${id}`).sort(),
          [`existence ${gone}`, `transform ${lamp}`].sort(),
        );
        assert.equal(world.session(engine).unmanaged, 1, 'it is offered, and left alone until then');
        const mine = engine === 'blender' ? await world.inBlender('Mine') : await world.inUnity('Mine');
        assert.ok(mine);
      }),
    ],
    [
      `${engine}: a file that is as it is shared opens without a question, and nothing is written to either engine`,
      inFolder(async (folder) => {
        const file = await saved(engine, folder);
        await open(engine, null);
        await world.state(engine, 'foreign');
        const { length } = room.snapshot().changes;
        const other = await heldBy(otherThan(engine));
        await open(engine, file);
        await world.state(engine, 'live');
        await world.inStep();
        assert.equal(room.snapshot().changes.length, length);
        assert.deepEqual(await heldBy(otherThan(engine)), other);
        assert.deepEqual(room.snapshot().conflicts, []);
      }),
    ],
    [
      `${engine}: saved under another name it stays in step and asks once; the original waits when it is opened, until it is the one`,
      inFolder(async (folder) => {
        const file = await saved(engine, folder);
        const original = path.basename(file);
        const copy = path.join(folder, original.replace('street', 'street-2'));
        await world.process(engine).call('save', { path: copy });
        const question = await room.until(
          'it to ask which one is worked on',
          () => world.session(engine).copy,
        );
        assert.deepEqual(question, { others: [original], isLive: true, isAnswered: false });
        const { session } = world.session(engine);
        await room.commit(moved(world.named('Crate').id, 1, 2, 3));
        await world.inStep();
        await room.request('answer_copy', { session, answer: 'this' });
        await room.until('nothing to be asked', () => world.session(engine).copy === null);
        const truth = new Map(world.truth.objects);
        await open(engine, file);
        await world.state(engine, 'foreign');
        assert.equal(world.session(engine).reason?.code, 'set_aside');
        await world.process(engine).call('delete', { name: 'Lamp' });
        await turns(engine);
        assert.deepEqual(world.truth.objects, truth, 'what is done in it is nobody’s business');
        await room.request('answer_copy', { session, answer: 'this' });
        const { file: age, preview } = await asks(engine);
        assert.deepEqual([age?.age, preview.objects, preview.missing], ['older', 2, 1]);
        const compared = age?.compared ?? 0;
        const { objects } = await room.request('read_file_differences', { session, from: 0 });
        assert.deepEqual(objects.map(({ name }) => name).sort(), ['Crate', 'Lamp']);
        const lamp = world.named('Lamp').id;
        await room.request('answer_file', { session, answer: 'bring', compared, fromFile: [lamp] });
        await world.state(engine, 'live');
        await world.inStep();
        assert.equal(
          world.truth.objects.has(lamp),
          false,
          'taken from the file, it is a change of the person’s',
        );
        if (engine === 'blender') assert.deepEqual((await world.inBlender('Crate')).location, [1, -3, 2]);
        else assert.deepEqual((await world.inUnity('Crate')).place, [-1, 2, 3]);
        await open(engine, copy);
        await world.state(engine, 'foreign');
      }),
    ],
  ];

  return ENGINES.flatMap(ofEngine);
}
