/**
 * What others changed in a stretch of versions, object by object and net: what it was when the person knew it last, what it is
 * at its end. What is remembered is one entry an object.
 */
import type Database from 'better-sqlite3';
import { AWAY_LIMITS } from '#app/control-room/attention.ts';
import type { AwayAuthor, AwayItem, AwayView } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { facetsOf, facetValue, LIMITS, sameValue, withFacet } from '#app/scene/index.ts';
import type { Facet, FacetValue, ObjectId, Scene, SceneObject } from '#app/scene/index.ts';
import { Past } from './overwritten.ts';
import { sceneAt } from './past-scenes.ts';
import { SlicedJob, Unseen } from './unseen.ts';
import type { AwayQuery, UnseenRow } from './unseen.ts';

const OBJECTS_AT_ONCE = 512;

interface Touched {
  changes: number;
  /** The one that had the first part in it at the end. */
  readonly lanes: number[];
  /** The newest number. */
  readonly last: number;
}

/** What is told of a change that touched an object last. */
interface LastRow {
  readonly actor: string;
  readonly why: string;
  readonly approved_by: string | null;
  readonly time: string;
}

interface Differing extends Touched {
  readonly net: Net;
}

/** What is compared with what, once all changes are gone through. */
interface Comparison {
  readonly then: Scene;
  readonly now: Scene;
  readonly past: Past;
  readonly left: Iterator<[ObjectId, Touched]>;
}

export class AwayJob extends SlicedJob<AwayView> {
  readonly #database: Database.Database;
  readonly #query: AwayQuery;
  readonly #unseen: Unseen;
  readonly #objects = new Map<ObjectId, Touched>();
  readonly #lanes = new Map<number, Actor>();
  readonly #differing: Differing[] = [];
  #comparison: Comparison | null = null;
  /** Changes are gone through one after the other, so the one that counted last tells them apart. */
  #counted = 0;
  #changes = 0;
  #back = 0;
  #isMore = false;

  constructor(
    database: Database.Database,
    query: AwayQuery,
    ended: (found: AwayView | null, error?: unknown) => void,
  ) {
    super(ended);
    this.#database = database;
    this.#query = query;
    this.#unseen = new Unseen(database, query, { counts: (row, id) => this.#count(row, id) });
  }

  protected step(): AwayView | null {
    if (this.#comparison !== null) return this.#compare(this.#comparison);
    if (!this.#unseen.goOn()) this.#comparison = this.#beginComparing();
    return null;
  }

  #count({ n, lane, actor }: UnseenRow, id: ObjectId): boolean {
    const touched = this.#objects.get(id);
    if (touched === undefined && this.#objects.size >= LIMITS.objects) {
      this.#isMore = true;
      return false;
    }
    if (!this.#lanes.has(lane)) this.#lanes.set(lane, JSON.parse(actor) as Actor);
    if (this.#counted !== n) this.#changes += 1;
    this.#counted = n;
    if (touched === undefined) {
      this.#objects.set(id, { changes: 1, lanes: [lane], last: n });
      return true;
    }
    touched.changes += 1;
    const { lanes } = touched;
    if (lanes.at(-1) === lane) return true;
    const place = lanes.indexOf(lane);
    if (place >= 0) lanes.splice(place, 1);
    lanes.push(lane);
    return true;
  }

  /** A log that went on from another one's version tells of nothing before that: it is compared with its beginning. */
  #beginComparing(): Comparison {
    const { from, to } = this.#query;
    const first = this.#database.prepare('SELECT min(n) FROM scenes').pluck().get() as number;
    return {
      then: sceneOf(sceneAt(this.#database, Math.max(from, first))?.objects ?? []),
      now: sceneOf(sceneAt(this.#database, to)?.objects ?? []),
      past: new Past(this.#database),
      left: this.#objects.entries(),
    };
  }

  #compare(comparison: Comparison): AwayView | null {
    for (let count = 0; count < OBJECTS_AT_ONCE; count += 1) {
      const next = comparison.left.next();
      if (next.done === true) return this.#view();
      const [id, touched] = next.value;
      const net = netOf(id, this.#unseen, comparison);
      if (net === null) this.#back += 1;
      else this.#differing.push({ ...touched, lanes: touched.lanes.toReversed(), net });
    }
    return null;
  }

  #view(): AwayView {
    const { from, to } = this.#query;
    const differing = this.#differing;
    const counts = new Map<number, number>();
    for (const { lanes } of differing)
      for (const lane of lanes) counts.set(lane, (counts.get(lane) ?? 0) + 1);
    const most = (lane: number | undefined): number => counts.get(lane ?? -1) ?? 0;
    differing.sort(
      (a, b) =>
        most(b.lanes[0]) - most(a.lanes[0]) ||
        (a.lanes[0] ?? 0) - (b.lanes[0] ?? 0) ||
        (a.net.name < b.net.name ? -1 : 1),
    );
    const authors = [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([lane, objects]): AwayAuthor => ({ actor: this.#actor(lane), objects }));
    return {
      from,
      to,
      changes: this.#changes,
      objects: differing.length,
      back: this.#back,
      isMore: this.#isMore,
      authors: authors.slice(0, AWAY_LIMITS.authors),
      otherAuthors: Math.max(0, authors.length - AWAY_LIMITS.authors),
      items: differing.slice(0, AWAY_LIMITS.listed).map((each) => this.#item(each)),
    };
  }

  #item({ net, changes, lanes, last }: Differing): AwayItem {
    const { id, name, what, facets, of } = net;
    const row = this.#database
      .prepare('SELECT actor, why, approved_by, time FROM intents WHERE n = ?')
      .get(last) as LastRow;
    return {
      id,
      name,
      what,
      changes,
      by: lanes.slice(0, AWAY_LIMITS.authors).map((lane) => this.#actor(lane)),
      last: {
        n: last,
        actor: JSON.parse(row.actor) as Actor,
        why: row.why.slice(0, AWAY_LIMITS.why),
        approvedBy: row.approved_by,
        time: row.time,
      },
      facets,
      of,
    };
  }

  #actor(lane: number): Actor {
    const actor = this.#lanes.get(lane);
    if (actor === undefined) throw new Error(`history: lane ${lane} made no change`);
    return actor;
  }
}

type Net = Pick<AwayItem, 'id' | 'name' | 'what' | 'facets' | 'of'>;

/** Of what was not seen alone; null where it is as it was, or was made and went again. */
function netOf(id: ObjectId, unseen: Unseen, comparison: Comparison): Net | null {
  const { now } = comparison;
  const first = unseen.of(id);
  const after = now.objects.get(id);
  const born = first.get('existence');
  if (born === undefined)
    return after === undefined
      ? null
      : changedOf(after, first.keys(), (facet) => valueBefore(id, facet, unseen, comparison), now);
  const before = objectBefore(id, born, unseen, comparison);
  if (before === undefined || after === undefined) {
    const object = after ?? before;
    if (object === undefined) return null;
    return { id, name: object.name, what: after === undefined ? 'deleted' : 'made', facets: [], of: 0 };
  }
  const then = sceneOf([before]);
  // It went and came again: what the person has set of it since is theirs.
  const facets = new Set([...facetsOf(before), ...facetsOf(after)]);
  const others = [...facets].filter((facet) => !unseen.isKnownSinceMade(id, facet));
  const net = changedOf(after, others, (facet) => facetValue(then, id, facet) ?? null, now);
  if (net !== null || before.kind === after.kind) return net;
  return { id, name: after.name, what: 'changed', facets: [], of: 0 };
}

function changedOf(
  { id, name }: SceneObject,
  facets: Iterable<Facet>,
  valueOf: (facet: Facet) => FacetValue,
  now: Scene,
): Net | null {
  const differing = [...facets]
    .filter((facet) => facet !== 'existence')
    .sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
    .flatMap((facet) => {
      const before = valueOf(facet);
      const after = facetValue(now, id, facet) ?? null;
      return sameValue(before, after) ? [] : [{ facet, before, after }];
    });
  if (differing.length === 0) return null;
  return { id, name, what: 'changed', facets: differing.slice(0, AWAY_LIMITS.facets), of: differing.length };
}

const IN_ORDER: readonly Facet[] = ['name', 'parent', 'transform', 'visibility'];

function placeOf(facet: Facet): number {
  const place = IN_ORDER.indexOf(facet);
  return place < 0 ? IN_ORDER.length : place;
}

/** A value as the person knew it last. */
function valueBefore(id: ObjectId, facet: Facet, unseen: Unseen, { then, past }: Comparison): FacetValue {
  return unseen.isKnownFromLater(id, facet)
    ? past.valueAt(id, facet, unseen.of(id).get(facet) ?? 0)
    : (facetValue(then, id, facet) ?? null);
}

/** The same of an object that others made, deleted, or both. */
function objectBefore(
  id: ObjectId,
  born: number,
  unseen: Unseen,
  comparison: Comparison,
): SceneObject | undefined {
  const { then, past } = comparison;
  if (!unseen.isAnyKnownFromLater(id)) return then.objects.get(id);
  const known = past.objectAt(id, born);
  if (known === null) return undefined;
  const since = [...unseen.of(id)].filter(([facet, n]) => facet !== 'existence' && n < born);
  return since.reduce(
    (object, [facet]) => withFacet(object, { id, facet, value: valueBefore(id, facet, unseen, comparison) }),
    known,
  );
}

function sceneOf(objects: readonly SceneObject[]): Scene {
  return { objects: new Map(objects.map((object) => [object.id, object])) };
}
