/** Earlier versions through the window's own requests, on the real host: read, brought back in part, taken back together. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { lookUp, lookUpHeld } from '#main/host/look-ups.ts';
import { ControlRoom } from '#test/control-room.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

const BOX: SceneObject = {
  id: randomUUID(),
  kind: 'mesh',
  name: 'Box',
  parent: null,
  transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: true, render: true },
  properties: {},
};
const LID: SceneObject = { ...BOX, id: randomUUID(), name: 'Lid' };
const rename = (id: string, name: string): Operation => ({ op: 'rename', id, name });

let room: ControlRoom;

beforeEach(async () => {
  room = await ControlRoom.open(temporaryFolder());
  await room.commit({ op: 'create', object: BOX }, { op: 'create', object: LID });
  await room.commit(rename(BOX.id, 'Crate'));
  await room.commit(rename(LID.id, 'Cover'));
  await room.commit({ op: 'delete', id: BOX.id, descendants: [] });
});

afterEach(async () => {
  await room.host.close();
});

const revision = (): number => room.snapshot().status.revision;

test('any version is read, and one that is to come is refused', async () => {
  const past = await room.request('read_scene', { revision: 2 });
  expect(past).toMatchObject({ revision: 2, commits: 2 });
  expect(new Map(past.objects.map(({ id, name }) => [id, name]))).toEqual(
    new Map([
      [BOX.id, 'Crate'],
      [LID.id, 'Lid'],
    ]),
  );
  expect(await room.request('read_scene', { revision: 0 })).toMatchObject({ commits: 4, objects: [] });
  await expect(room.request('read_scene', { revision: 5 })).rejects.toThrow('no_such_version');
});

test('some objects of a version come back as one change, and the others stay', async () => {
  const objects = [BOX.id];
  const view = await room.request('preview_version', { revision: 2, objects });
  expect(view).toMatchObject({ at: 4, back: 1, gone: 0, changed: 0 });
  const id = randomUUID();
  await room.request('bring_back', { id, revision: 2, at: view.at, reason: 'wanted', objects });
  expect(await room.outcome(id)).toBe('committed');
  expect(room.object(BOX.id)?.name).toBe('Crate');
  expect(room.object(LID.id)?.name).toBe('Cover');
  expect(revision()).toBe(5);
});

test('changes that are found are taken back together, unless the scene has moved on since they were looked at', async () => {
  const { changes } = await room.request('find_changes', { from: 2, to: 4, object: BOX.id });
  expect(changes).toEqual([4, 2]);
  const view = await room.request('preview_undo', { changes: [...changes] });
  expect(view).toMatchObject({ at: 4, changes: 2, taken: 1, stays: 0 });
  const undo = (at: number, id = randomUUID()) =>
    room.request('undo_changes', { id, changes: [...changes], at, reason: 'wanted' });
  await room.commit(rename(LID.id, 'Top'));
  await expect(undo(view.at)).rejects.toThrow('values_changed');
  const id = randomUUID();
  await undo(5, id);
  expect(await room.outcome(id)).toBe('committed');
  expect(room.object(BOX.id)).toEqual(BOX);
  expect(room.object(LID.id)?.name).toBe('Top');
  await expect(undo(6)).rejects.toThrow('nothing_to_take_back');
});

test('what the state has forgotten of several changes is asked of the history, and comes in again with its answer', async () => {
  const { host } = room;
  const change = { do: 'undo_changes', at: 4, intent: randomUUID(), why: 'wanted' } as const;
  const asked = async (
    changes: readonly number[],
    more: Partial<Parameters<typeof lookUp>[1]> = {},
    about: { readonly objects?: readonly string[] } = {},
  ) => {
    const input = vi.fn();
    await lookUp(
      {
        fx: 'look_up_changes',
        changes,
        input: { in: 'command', reply: 'r', command: { ...change, ...about, changes } },
      },
      { history: host.history, position: () => host.ledger.position, isAwaited: () => true, input, ...more },
    );
    return input.mock.calls.map(([told]: unknown[]) => told);
  };
  expect(await asked([2, 4])).toMatchObject([
    {
      reply: 'r',
      together: {
        parts: [
          { n: 2, covered: false, before: { id: BOX.id, facet: 'name', value: 'Box' } },
          { n: 4, covered: false, before: { id: BOX.id, facet: 'existence', value: { name: 'Crate' } } },
        ],
      },
    },
  ]);
  expect(await asked([2])).toMatchObject([{ together: { parts: [{ n: 2, covered: true }] } }]);
  expect(await asked([2, 4], {}, { objects: [LID.id] })).toMatchObject([{ together: { parts: [] } }]);
  expect(await asked([2, 99])).toMatchObject([{ together: { unknown: 99 } }]);
  // Who was answered meanwhile is not answered again; of a log that is not read so far nothing is known.
  expect(await asked([2], { isAwaited: () => false })).toEqual([]);
  const silent = { catchUp: () => Promise.resolve(false) } as unknown as typeof host.history;
  expect(await asked([2], { history: silent })).toMatchObject([{ together: 'unavailable' }]);
});

test('what an engine holds from long ago is asked of the history: the scene of then, and what of it was ever shared', async () => {
  const { host } = room;
  const stranger = randomUUID();
  const asked = async (revision: number | null, history = host.history) => {
    const input = vi.fn();
    await lookUpHeld(
      { fx: 'look_up_held', session: 's', question: 3, revision, objects: [BOX.id, stranger] },
      { history, position: () => host.ledger.position, input },
    );
    return input.mock.calls.map(([told]: unknown[]) => told);
  };
  const answer = { in: 'looked_up', session: 's', question: 3 };
  const [told] = await asked(2);
  expect(told).toMatchObject({ ...answer, shared: [BOX.id] });
  const { scene } = told as { scene: readonly SceneObject[] };
  expect(new Map(scene.map((object) => [object.id, object]))).toEqual(
    new Map([
      [BOX.id, { ...BOX, name: 'Crate' }],
      [LID.id, LID],
    ]),
  );
  expect(await asked(null)).toEqual([{ ...answer, scene: null, shared: [BOX.id] }]);
  // It waits for an answer, also where there is none.
  const silent = { catchUp: () => Promise.resolve(false) } as unknown as typeof host.history;
  expect(await asked(2, silent)).toEqual([{ ...answer, scene: null, shared: [] }]);
});
