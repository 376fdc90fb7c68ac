/** The scene of any version, out of the history, is the scene that was confirmed as that version. */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { emptyDurableState, serialiseDurableState } from '#app/ledger/index.ts';
import type { Scene, SceneObject } from '#app/scene/index.ts';
import { openHistory } from '#main/history/index.ts';
import { findChanges } from '#main/history/finding.ts';
import type { Which } from '#main/history/finding.ts';
import { sceneAt, UnreadableScene } from '#main/history/past-scenes.ts';
import { RecordReader } from '#main/history/record-reader.ts';
import { openHistoryFile, rebuild } from '#main/history/store.ts';
import { historyOf, intentOf, steps, uuid } from '../unit/app/histories.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';
import { fill, makePlace, open } from './rig.ts';

const database = openHistoryFile(path.join(temporaryFolder(), 'history.db'));

const byId = (a: SceneObject, b: SceneObject): number => (a.id < b.id ? -1 : 1);
const objectsIn = ({ objects }: Scene): SceneObject[] => [...objects.values()].sort(byId);
const objectsAt = (revision: number): readonly SceneObject[] | null =>
  sceneAt(database, revision)?.objects.toSorted(byId) ?? null;

/** @param cut records read at once; each time by a new reader, as after a restart
 * @param between commits between two scenes that are kept whole */
function read(records: readonly LedgerRecord[], cut: number, between: number): void {
  rebuild(database);
  const told = records.map((record, index) => ({
    position: index + 1,
    time: new Date(index * 1_000).toISOString(),
    json: JSON.stringify(record),
  }));
  for (let at = 0; at < told.length; at += cut)
    database.transaction(() => new RecordReader(database, between).read(told.slice(at, at + cut)))();
}

describe('a scene of the past (R8)', () => {
  it('is what was confirmed, at every version, however often scenes are kept and the log is read in pieces', () => {
    let [compared, kept] = [0, 0];
    const cuts = fc.record({ cut: fc.integer({ min: 1, max: 60 }), between: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(steps, cuts, (script, { cut, between }) => {
        const { records, scenes } = historyOf(script);
        read(records, cut, between);
        for (const [revision, scene] of scenes) {
          expect(objectsAt(revision)).toEqual(objectsIn(scene));
          const later = [...scenes.keys()].filter((each) => each > revision).length;
          expect(sceneAt(database, revision)?.commits).toBe(later);
          compared += scene.objects.size;
        }
        kept += (database.prepare('SELECT count(*) FROM scenes').pluck().get() as number) - 1;
      }),
      { numRuns: 200 },
    );
    expect(compared).toBeGreaterThan(200);
    expect(kept).toBeGreaterThan(50);
  });

  it('begins with the version from which a log goes on, and is unknown before it', () => {
    const { records } = historyOf([]);
    const object = {
      id: '00000001-1111-4111-8111-111111111111',
      kind: 'mesh',
      name: 'Crate',
      parent: null,
      transform: { translation: [1, 2, 3], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
      visibility: { viewport: true, render: true },
      properties: { mass: 2 },
    } as const satisfies SceneObject;
    const state = serialiseDurableState({
      ...emptyDurableState(),
      objects: new Map([[object.id, object]]),
      revision: 7,
      begunTo: 7,
      leasedTo: 7,
    });
    const from = { ledger: 'l', revision: 7, position: 9, head: '0'.repeat(64) };
    read(
      [...records.slice(0, 1), { kind: 'restore', from, lost_through: 7, state, by: 'person' }],
      60,
      2_048,
    );
    expect(objectsAt(7)).toEqual([object]);
    expect(objectsAt(6)).toBe(null);
    expect(objectsAt(0)).toBe(null);
  });

  it('that was kept and cannot be read is damage with a name, not a scene', () => {
    rebuild(database);
    database.prepare('UPDATE scenes SET objects = ? WHERE n = 0').run(Buffer.from('no scene'));
    expect(() => sceneAt(database, 3)).toThrow(UnreadableScene);
  });
});

it('confirmed changes are found by who made them, for which task, and what they are about', () => {
  const { records } = historyOf([]);
  const intent = (n: number, actor: string, task: string | null, object: number): LedgerRecord[] => [
    {
      kind: 'begin',
      n,
      intent: {
        ...intentOf(n, [{ op: 'rename', id: uuid(object), name: `Box ${n}` }]),
        actor: { kind: 'agent', id: actor, name: actor },
        task,
      },
      participants: [],
    },
    { kind: 'commit', n, participants: [], stale: [] },
  ];
  read(
    [
      ...records,
      ...intent(1, 'agent:1', 'lights', 1),
      ...intent(2, 'agent:2', 'lights', 1),
      ...intent(3, 'agent:1', 'crates', 2),
      ...intent(4, 'agent:1', null, 1),
      ...intent(5, 'agent:1', 'lights', 2).slice(0, 1),
    ],
    60,
    2_048,
  );
  const find = (which: Omit<Which, 'from' | 'to'>, from = 1, to = 9): number[] => [
    ...findChanges(database, { from, to, ...which }, 100).changes,
  ];
  expect(find({})).toEqual([4, 3, 2, 1]);
  expect(find({ actor: 'agent:1' })).toEqual([4, 3, 1]);
  expect(find({ taskOf: 1 })).toEqual([2, 1]);
  expect(find({ taskOf: 4 })).toEqual([]);
  expect(find({ object: uuid(1), actor: 'agent:1' })).toEqual([4, 1]);
  expect(find({ actor: 'agent:1' }, 2, 3)).toEqual([3]);
  expect(findChanges(database, { from: 1, to: 9 }, 2)).toEqual({ changes: [4, 3], more: true });
  expect(findChanges(database, { from: 1, to: 9 }, 4).more).toBe(false);
});

it('a damaged scene of the past has the history built anew, and is there again', async () => {
  const place = makePlace();
  const opened = await open(place);
  const file = path.join(place.root, 'history.sqlite');
  const problems: string[] = [];
  const following = () =>
    openHistory({ file, ledger: opened.ledger, problem: ({ code }) => problems.push(code) });
  const first = following();
  await fill(opened, 8);
  expect(await first.catchUp(opened.ledger.position)).toBe(true);
  const scenes = await Promise.all([0, 3, 8].map((revision) => first.scene(revision)));
  expect(scenes.map((scene) => scene?.objects.length)).toEqual([0, expect.any(Number), expect.any(Number)]);
  expect(scenes[2]?.objects.length).toBeGreaterThan(0);
  await first.close();

  const damaged = new Database(file);
  damaged.prepare('UPDATE scenes SET objects = ?').run(Buffer.from('no scene'));
  damaged.close();
  const second = following();
  await second.scene(8);
  expect(problems).toEqual(['history_rebuilt']);
  expect(await second.catchUp(opened.ledger.position)).toBe(true);
  expect(await second.scene(8)).toEqual(scenes[2]);
  expect(await second.scene(3)).toEqual(scenes[1]);
  await second.close();
  await opened.ledger.close();
});
