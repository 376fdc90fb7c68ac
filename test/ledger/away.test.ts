/** What others changed while somebody was away: net, by object, and no more than one entry an object however much it was. */
import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AwayPartChanges, AwayView } from '#app/control-room/index.ts';
import type { Intent } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { facetsOf, facetValue, sameValue, withFacet, writesOf } from '#app/scene/index.ts';
import type {
  Facet,
  FacetValue,
  ObjectId,
  Operation,
  PropertyValue,
  Scene,
  SceneObject,
} from '#app/scene/index.ts';
import { AwayJob } from '#main/history/away.ts';
import { AwayPartJob } from '#main/history/away-part.ts';
import type { AwayQuery } from '#main/history/unseen.ts';
import { RecordReader } from '#main/history/record-reader.ts';
import { openHistoryFile, rebuild } from '#main/history/store.ts';
import { IDS } from '../unit/app/arbitraries.ts';
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

function away(query: Asked): Promise<AwayView> {
  return new Promise((resolve, reject) => {
    void new AwayJob(database, whole(query), (found, error) =>
      found === null ? reject(new Error(String(error))) : resolve(found),
    );
  });
}

/** What a part of that is made of. */
function part(
  query: Asked,
  objects: readonly ObjectId[],
  actor: string | null = null,
  most?: number,
): Promise<AwayPartChanges> {
  return new Promise((resolve, reject) => {
    void new AwayPartJob(
      database,
      whole(query),
      { objects, actor },
      (found, error) => (found === null ? reject(new Error(String(error))) : resolve(found)),
      most,
    );
  });
}

type Asked = Partial<AwayQuery> & Pick<AwayQuery, 'from' | 'to'>;

function whole(query: Asked): AwayQuery {
  return { through: query.to, without: 'own', kept: [], keptBy: [], ...query };
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
const paint = (id: number, colour: PropertyValue): Operation => ({
  op: 'set_property',
  id: uuid(id),
  key: 'colour',
  value: colour,
});
const unpaint = (id: number): Operation => ({ op: 'set_property', id: uuid(id), key: 'colour', value: null });
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
  it('is what others set since the person knew it last, and nothing of what is theirs or was kept', async () => {
    const met = { changed: 0, made: 0, deleted: 0, back: 0, kept: 0 };
    const someKept = fc.array(fc.tuple(fc.constantFrom(...IDS), fc.nat()), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.nat(),
        fc.nat(),
        fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        someKept,
        async (script, one, other, own, kept) => {
          const history = historyOf(script);
          const records = history.records.map((record) => byHands(record, own));
          read(records);
          const versions = [...history.scenes.keys()];
          const half = Math.ceil(versions.length / 2);
          const from = versions[one % half] as number;
          const to = versions[half - 1 + (other % (versions.length - half + 1))] as number;
          const query = whole({ from, to, kept: kept.map(([id, n]) => [id, from + (n % (to - from + 1))]) });
          const found = await away(query);
          const wanted = unseenBy(records, history.scenes, query);
          const told = found.items.map(({ id, what, of }) => ({ id, what, of }));
          expect(told.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(wanted.differing);
          expect(found).toMatchObject({ objects: told.length, back: wanted.back });
          for (const { what } of told) met[what] += 1;
          met.back += wanted.back;
          met.kept += kept.length;
        },
      ),
      { numRuns: 400 },
    );
    // Otherwise it would have said nothing. By chance it is a third of what it is mostly.
    for (const count of Object.values(met)) expect(count).toBeGreaterThan(2);
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

  it('tells of an object that was kept in part only what is left, from where it was kept', async () => {
    log(
      ['person', create(1)],
      ['agent:a', paint(1, 'red')],
      ['agent:b', move(1, 4)],
      ['agent:a', paint(1, 'blue')],
    );
    const [one] = (await away({ from: 1, to: 4, keptBy: [['agent:a', 4]] })).items;
    expect(one).toMatchObject({
      changes: 1,
      of: 1,
      by: [{ id: 'agent:b' }],
      facets: [{ facet: 'transform' }],
    });
    const [other] = (await away({ from: 1, to: 4, keptBy: [['agent:a', 2]] })).items;
    expect(other?.facets.find(({ facet }) => facet === 'property:colour')).toMatchObject({
      before: 'red',
      after: 'blue',
    });
  });

  it('leaves out what the person set themselves, and what they made or deleted', async () => {
    log(
      ['person', create(1), create(4)],
      ['agent:a', move(1, 1), paint(4, 'red')],
      ['person', paint(1, 'green'), create(2)],
      ['agent:a', paint(2, 'red'), create(3)],
      ['person', move(3, 5), remove(4)],
    );
    const { items } = await away({ from: 1, to: 5 });
    expect(items.map(({ id, what, facets }) => [id, what, facets.map(({ facet }) => facet)])).toEqual([
      [uuid(1), 'changed', ['transform']],
      [uuid(2), 'changed', ['property:colour']],
      [uuid(3), 'made', []],
    ]);
  });

  it('is what was taken back no longer, once that is confirmed; done again it is told anew', async () => {
    log(
      ['person', create(1)],
      ['agent:a', paint(1, 'red'), move(1, 3)],
      ['person', unpaint(1)],
      ['agent:a', paint(1, 'red')],
    );
    const facets = async (query: Asked): Promise<unknown> => (await away(query)).items[0]?.facets;
    expect(await facets({ from: 1, to: 2 })).toMatchObject([
      { facet: 'transform' },
      { facet: 'property:colour' },
    ]);
    expect(await facets({ from: 1, to: 2, through: 3 })).toMatchObject([{ facet: 'transform' }]);
    expect(await facets({ from: 1, to: 4 })).toMatchObject([
      { facet: 'transform' },
      { facet: 'property:colour', before: null, after: 'red' },
    ]);
  });

  it('is bounded in what it tells, and tells how much it is', async () => {
    const many = Array.from({ length: 300 }, (_, index) => index + 1);
    log(['person', ...many.map(create)], ['agent:a', ...many.map((id) => move(id, 1))]);
    const found = await away({ from: 1, to: 2 });
    expect(found).toMatchObject({ objects: 300, changes: 1, isMore: false });
    expect(found.items).toHaveLength(200);
  });
});

describe('a part of it is made of', () => {
  it('what counts in the list, so that taking it back leaves what was kept', async () => {
    log(
      ['person', create(1)],
      ['agent:a', paint(1, 'red')],
      ['agent:b', move(1, 4)],
      ['agent:a', paint(1, 'blue')],
      ['person', move(1, 9)],
    );
    const object = [uuid(1)];
    expect(await part({ from: 1, to: 4 }, object)).toEqual({
      changes: [4, 3, 2],
      more: false,
      objects: object,
      apart: 0,
      base: 1,
    });
    expect(await part({ from: 1, to: 4, keptBy: [['agent:a', 4]] }, object)).toMatchObject({ changes: [3] });
    expect(await part({ from: 1, to: 4, kept: [[uuid(1), 3]] }, object)).toMatchObject({
      changes: [4],
      base: 3,
    });
    expect(await part({ from: 1, to: 4 }, object, 'agent:a')).toMatchObject({ changes: [4, 2], base: 1 });
    // Of the person's own since then nothing is brought back from below.
    expect(await part({ from: 1, to: 5 }, object)).toMatchObject({ changes: [4, 2], base: null });
    expect(await part({ from: 1, to: 4 }, [uuid(2)])).toEqual({
      changes: [],
      more: false,
      objects: [],
      apart: 0,
      base: null,
    });
  });

  it('no change that would take what was kept of another object with it', async () => {
    log(
      ['person', create(1), create(2)],
      ['agent:a', paint(1, 'red'), paint(2, 'red')],
      ['agent:a', paint(1, 'blue')],
    );
    const both = [uuid(1), uuid(2)];
    expect(await part({ from: 1, to: 3, kept: [[uuid(1), 2]] }, both, 'agent:a')).toMatchObject({
      objects: [uuid(2)],
      apart: 1,
    });
    expect(await part({ from: 1, to: 3, kept: [[uuid(1), 2]] }, [uuid(1)])).toMatchObject({
      changes: [3],
      objects: [uuid(1)],
      apart: 0,
    });
  });

  it('the newest of very many, and says that there are more', async () => {
    log(['person', create(1)], ['agent:a', move(1, 1)], ['agent:a', move(1, 2)], ['agent:a', move(1, 3)]);
    expect(await part({ from: 1, to: 4 }, [uuid(1)], null, 2)).toMatchObject({
      changes: [4, 3],
      more: true,
      base: 1,
    });
  });
});

/** The same log, some of it by an agent. */
function byHands(record: LedgerRecord, own: readonly boolean[]): LedgerRecord {
  if (record.kind !== 'begin' || own[record.n % own.length] === true) return record;
  const actor = { kind: 'agent', id: 'agent:a', name: 'agent:a' } as const;
  return { ...record, intent: { ...record.intent, actor } };
}

/** What the person does not know of an object: the values, and the object as they knew it where others made or deleted it. */
interface Unknown {
  readonly values: Map<Facet, FacetValue>;
  /** Values that they set on what others had made. */
  readonly own: Set<Facet>;
  before: SceneObject | null | undefined;
}

/** Told from the beginning on, one commit after the other. */
function unseenBy(
  records: readonly LedgerRecord[],
  scenes: ReadonlyMap<number, Scene>,
  { from, to, kept }: AwayQuery,
): { differing: { id: ObjectId; what: string; of: number }[]; back: number } {
  const begun = new Map<number, Intent>();
  const unknown = new Map<ObjectId, Unknown>();
  let before: Scene = scenes.get(from) as Scene;
  for (const record of records) {
    if (record.kind === 'begin') begun.set(record.n, record.intent);
    if (record.kind !== 'commit' || record.n <= from || record.n > to) continue;
    const intent = begun.get(record.n) as Intent;
    for (const [id, facets] of Map.groupBy(writesOf(before, intent.operations), (touch) => touch.id)) {
      const isKept = record.n <= (new Map(kept).get(id) ?? 0);
      const state = unknown.get(id) ?? { values: new Map(), own: new Set(), before: undefined };
      unknown.set(id, state);
      const whole = facets.some(({ facet }) => facet === 'existence');
      if (intent.actor.kind === 'agent' && !isKept) note(state, before, id, whole, facets);
      else if (whole) unknown.delete(id);
      else
        for (const { facet } of facets) {
          state.values.delete(facet);
          state.own.add(facet);
        }
    }
    before = scenes.get(record.n) as Scene;
  }
  return compared(unknown, scenes.get(to) as Scene);
}

function note(
  state: Unknown,
  scene: Scene,
  id: ObjectId,
  whole: boolean,
  facets: readonly { readonly facet: Facet }[],
): void {
  if (whole) {
    state.own.clear();
    const object = scene.objects.get(id);
    if (state.before === undefined)
      state.before =
        object === undefined
          ? null
          : [...state.values].reduce((each, [facet, value]) => withFacet(each, { id, facet, value }), object);
    state.values.clear();
    return;
  }
  if (state.before !== undefined) {
    for (const { facet } of facets) state.own.delete(facet);
    return;
  }
  for (const { facet } of facets)
    if (!state.values.has(facet)) state.values.set(facet, facetValue(scene, id, facet) ?? null);
}

function compared(unknown: ReadonlyMap<ObjectId, Unknown>, now: Scene): ReturnType<typeof unseenBy> {
  const differing: { id: ObjectId; what: string; of: number }[] = [];
  let back = 0;
  for (const [id, { values, own, before }] of unknown) {
    const after = now.objects.get(id);
    if (before === undefined && values.size === 0) continue;
    const then: Scene = { objects: new Map(before === undefined || before === null ? [] : [[id, before]]) };
    const facets =
      before === undefined || before === null || after === undefined
        ? [...values.keys()]
        : [...new Set([...facetsOf(before), ...facetsOf(after)])].filter((facet) => !own.has(facet));
    const of = facets.filter(
      (facet) =>
        facet !== 'existence' &&
        !sameValue(
          (before === undefined ? values.get(facet) : facetValue(then, id, facet)) ?? null,
          facetValue(now, id, facet) ?? null,
        ),
    ).length;
    if (before === null && after !== undefined) differing.push({ id, what: 'made', of: 0 });
    else if (before && after === undefined) differing.push({ id, what: 'deleted', of: 0 });
    else if (of > 0 && after !== undefined) differing.push({ id, what: 'changed', of });
    else back += 1;
  }
  return { differing: differing.sort((a, b) => (a.id < b.id ? -1 : 1)), back };
}
