/** What others changed while somebody was away: net, by object, and no more than one entry an object however much it was. */
import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AwayView } from '#app/control-room/index.ts';
import type { Intent } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { objectsTouched, sameValue } from '#app/scene/index.ts';
import type { ObjectId, Operation, Scene, SceneObject } from '#app/scene/index.ts';
import { AwayJob } from '#main/history/away.ts';
import type { AwayQuery } from '#main/history/away.ts';
import { RecordReader } from '#main/history/record-reader.ts';
import { openHistoryFile, rebuild } from '#main/history/store.ts';
import { historyOf, intentOf, steps, uuid } from '../unit/app/histories.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

const database = openHistoryFile(path.join(temporaryFolder(), 'history.db'));

function read(records: readonly LedgerRecord[]): void {
  rebuild(database);
  const told = records.map((record, index) => ({
    position: index + 1,
    time: new Date(index * 1_000).toISOString(),
    json: JSON.stringify(record),
  }));
  database.transaction(() => new RecordReader(database, 3).read(told))();
}

function away(query: Partial<AwayQuery> & Pick<AwayQuery, 'from' | 'to'>): Promise<AwayView> {
  return new Promise((resolve, reject) => {
    void new AwayJob(database, { without: 'own', kept: [], keptBy: [], ...query }, (found, error) =>
      found === null ? reject(new Error(String(error))) : resolve(found),
    );
  });
}

const box = (id: number, x = 0): SceneObject => ({
  id: uuid(id),
  kind: 'mesh',
  name: `Box ${id}`,
  parent: null,
  transform: { translation: [x, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: true, render: true },
  properties: {},
});
const create = (id: number): Operation => ({ op: 'create', object: box(id) });
const move = (id: number, x: number): Operation => ({
  op: 'set_transform',
  id: uuid(id),
  transform: box(id, x).transform,
});
const remove = (id: number): Operation => ({ op: 'delete', id: uuid(id), descendants: [] });

/** A log of commits, each by an author. */
function log(...commits: readonly (readonly [author: string, ...Operation[]])[]): void {
  const records = historyOf([]).records;
  for (const [index, [author, ...operations]] of commits.entries()) {
    const n = index + 1;
    const kind = author === 'person' ? 'person' : author.startsWith('engine:') ? 'engine' : 'agent';
    const intent: Intent = { ...intentOf(n + 100, operations), actor: { kind, id: author, name: author } };
    records.push(
      { kind: 'begin', n, intent, participants: [] },
      { kind: 'commit', n, participants: [], stale: [] },
    );
  }
  read(records);
}

describe('what others changed meanwhile', () => {
  it('is the difference of the two scenes, of what they touched and of nothing else', async () => {
    let differing = 0;
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(), fc.nat(), async (script, one, other) => {
        const { records, scenes } = historyOf(script);
        read(records);
        const versions = [...scenes.keys()];
        const half = Math.ceil(versions.length / 2);
        const from = versions[one % half] as number;
        const to = versions[half - 1 + (other % (versions.length - half + 1))] as number;
        const found = await away({ from, to });
        const touched = touchedByAgents(records, from, to);
        const [then, now] = [scenes.get(from) as Scene, scenes.get(to) as Scene];
        const changed = [...touched].filter(
          (id) => !sameValue(then.objects.get(id) ?? null, now.objects.get(id) ?? null),
        );
        expect(found.items.map(({ id }) => id).sort()).toEqual(changed.sort());
        expect(found).toMatchObject({ objects: changed.length, back: touched.size - changed.length });
        for (const { id, what, facets, of } of found.items) {
          expect(what).toBe(!then.objects.has(id) ? 'made' : !now.objects.has(id) ? 'deleted' : 'changed');
          if (what === 'changed') expect(of).toBeGreaterThan(0);
          for (const { before, after } of facets) expect(sameValue(before, after)).toBe(false);
        }
        differing += changed.length;
      }),
      { numRuns: 250 },
    );
    // Otherwise it would have said nothing.
    expect(differing).toBeGreaterThan(30);
  });

  it('folds many moves of one object into one entry, and says who moved it last and why', async () => {
    log(
      ['person', create(1), create(2)],
      ['agent:a', move(1, 1)],
      ['agent:b', move(1, 2)],
      ['agent:a', move(1, 3)],
      ['person', move(2, 9)],
    );
    const { items, authors, changes } = await away({ from: 1, to: 5 });
    expect(changes).toBe(3);
    expect(items).toMatchObject([
      { id: uuid(1), what: 'changed', changes: 3, of: 1, last: { n: 4, why: 'because', approvedBy: null } },
    ]);
    expect(items[0]?.by.map(({ id }) => id)).toEqual(['agent:a', 'agent:b']);
    expect(items[0]?.facets[0]).toMatchObject({
      facet: 'transform',
      before: { translation: [0, 0, 0] },
      after: { translation: [3, 0, 0] },
    });
    expect(authors.map(({ actor, objects }) => [actor.id, objects])).toEqual([
      ['agent:a', 1],
      ['agent:b', 1],
    ]);
  });

  it('counts what was put back, and what was made and went again, and lists none of it', async () => {
    log(
      ['person', create(1)],
      ['agent:a', move(1, 1)],
      ['agent:a', move(1, 0)],
      ['agent:a', create(2)],
      ['agent:a', remove(2)],
    );
    expect(await away({ from: 1, to: 5 })).toMatchObject({ objects: 0, back: 2, items: [], authors: [] });
  });

  it('leaves out the person’s hands in engines where they were at work there, and only there', async () => {
    log(['person', create(1), create(2)], ['engine:blender', move(1, 1)], ['agent:a', move(2, 1)]);
    const ids = async (without: AwayQuery['without']): Promise<ObjectId[]> =>
      (await away({ from: 1, to: 3, without })).items.map(({ id }) => id).sort();
    expect(await ids('own')).toEqual([uuid(1), uuid(2)]);
    expect(await ids('own_in_engines')).toEqual([uuid(2)]);
  });

  it('does not list again what was seen, until that is changed once more: from what was seen', async () => {
    log(
      ['person', create(1), create(2)],
      ['agent:a', move(1, 1)],
      ['agent:b', move(2, 1)],
      ['agent:a', move(1, 5)],
    );
    const ids = async (query: Partial<AwayQuery>): Promise<ObjectId[]> =>
      (await away({ from: 1, to: 4, ...query })).items.map(({ id }) => id);
    expect(await ids({ kept: [[uuid(1), 4]] })).toEqual([uuid(2)]);
    expect(await ids({ keptBy: [['agent:a', 4]] })).toEqual([uuid(2)]);
    const { items } = await away({ from: 1, to: 4, kept: [[uuid(1), 3]] });
    expect(items.find(({ id }) => id === uuid(1))?.facets[0]).toMatchObject({
      before: { translation: [1, 0, 0] },
      after: { translation: [5, 0, 0] },
    });
  });

  it('is bounded in what it tells, and tells how much it is', async () => {
    const many = Array.from({ length: 300 }, (_, index) => index + 1);
    log(['person', ...many.map(create)], ['agent:a', ...many.map((id) => move(id, 1))]);
    const found = await away({ from: 1, to: 2 });
    expect(found).toMatchObject({ objects: 300, changes: 1, isMore: false });
    expect(found.items).toHaveLength(200);
  });
});

function touchedByAgents(records: readonly LedgerRecord[], from: number, to: number): Set<ObjectId> {
  const begun = new Map<number, Intent>();
  const touched = new Set<ObjectId>();
  for (const record of records) {
    if (record.kind === 'begin') begun.set(record.n, record.intent);
    if (record.kind !== 'commit' || record.n <= from || record.n > to) continue;
    const intent = begun.get(record.n);
    if (intent?.actor.kind === 'agent') for (const id of objectsTouched(intent.operations)) touched.add(id);
  }
  return touched;
}
