/**
 * What others changed in a stretch of versions, object by object and net: what it was at its beginning, what it is at its end.
 * The changes are gone through a slice at a time, so that other questions are answered in between; what is remembered of them
 * is one entry an object.
 */
import type Database from 'better-sqlite3';
import { AWAY_LIMITS } from '#app/control-room/attention.ts';
import type { AwayAuthor, AwayItem, AwayView, OwnHands } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { facetsOf, facetValue, LIMITS, objectsTouched, sameValue } from '#app/scene/index.ts';
import type { Facet, ObjectId, Scene, SceneObject } from '#app/scene/index.ts';
import { BY_OTHERS } from './finding.ts';
import { Past } from './overwritten.ts';
import { sceneAt } from './past-scenes.ts';
import { OBJECTS_MAX } from './record-reader.ts';
import { intentIn } from './writes.ts';

const CHANGES_AT_ONCE = 512;

export interface AwayQuery {
  /** The version that was seen last. */
  readonly from: number;
  readonly to: number;
  readonly without: OwnHands;
  /** What of it the person has seen since: objects and authors, each up to a version. */
  readonly kept: readonly (readonly [ObjectId, number])[];
  readonly keptBy: readonly (readonly [string, number])[];
}

interface Touched {
  changes: number;
  readonly lanes: number[];
  /** The newest number. */
  last: number;
}

interface Row {
  readonly n: number;
  readonly lane: number;
  readonly actor: string;
  readonly actor_id: string;
  readonly objects: string;
  /** Where it is about more objects than its row names. */
  readonly record: string | null;
}

/** What is told of a change that touched an object last. */
interface LastRow {
  readonly actor: string;
  readonly why: string;
  readonly approved_by: string | null;
  readonly time: string;
}

export class AwayJob {
  readonly #database: Database.Database;
  readonly #query: AwayQuery;
  readonly #ended: (found: AwayView | null, error?: unknown) => void;
  readonly #kept: ReadonlyMap<ObjectId, number>;
  readonly #keptBy: ReadonlyMap<string, number>;
  readonly #objects = new Map<ObjectId, Touched>();
  readonly #lanes = new Map<number, Actor>();
  #changes = 0;
  #next: number;
  #isMore = false;
  #isOver = false;

  /** @param ended told once: what was found, or null where the file was damaged or the disk refused */
  constructor(
    database: Database.Database,
    query: AwayQuery,
    ended: (found: AwayView | null, error?: unknown) => void,
  ) {
    this.#database = database;
    this.#query = query;
    this.#ended = ended;
    this.#kept = new Map(query.kept);
    this.#keptBy = new Map(query.keptBy);
    this.#next = query.from + 1;
    setImmediate(() => this.#attempt(() => this.#goOn()));
  }

  /** What it reads is thrown away. */
  giveUp(): void {
    this.#end(null);
  }

  #goOn(): void {
    const { to, without: own } = this.#query;
    const rows = this.#database
      .prepare(
        `SELECT n, lane, actor, actor_id, objects,
           CASE WHEN json_array_length(objects) >= ${OBJECTS_MAX} THEN record END AS record
         FROM intents WHERE n BETWEEN @next AND @to AND state = 'committed' AND ${BY_OTHERS}
         ORDER BY n LIMIT ${CHANGES_AT_ONCE}`,
      )
      .all({ next: this.#next, to, own }) as Row[];
    for (const row of rows) this.#note(row);
    const last = rows.at(-1);
    if (last !== undefined && rows.length === CHANGES_AT_ONCE) {
      this.#next = last.n + 1;
      setImmediate(() => this.#attempt(() => this.#goOn()));
    } else this.#end(this.#compare());
  }

  #note({ n, lane, actor, actor_id, objects, record }: Row): void {
    if (n <= (this.#keptBy.get(actor_id) ?? 0)) return;
    if (!this.#lanes.has(lane)) this.#lanes.set(lane, JSON.parse(actor) as Actor);
    this.#changes += 1;
    const ids =
      record === null ? (JSON.parse(objects) as ObjectId[]) : objectsTouched(intentIn(record).operations);
    for (const id of ids) {
      if (n <= (this.#kept.get(id) ?? 0)) continue;
      const touched = this.#objects.get(id);
      if (touched !== undefined) {
        touched.changes += 1;
        touched.last = n;
        if (!touched.lanes.includes(lane)) touched.lanes.push(lane);
      } else if (this.#objects.size < LIMITS.objects)
        this.#objects.set(id, { changes: 1, lanes: [lane], last: n });
      else this.#isMore = true;
    }
  }

  /** A log that went on from another one's version tells of nothing before that: it is compared with its beginning. */
  #compare(): AwayView {
    const { from, to } = this.#query;
    const first = this.#database.prepare('SELECT min(n) FROM scenes').pluck().get() as number;
    const then = sceneOf(sceneAt(this.#database, Math.max(from, first))?.objects ?? []);
    const now = sceneOf(sceneAt(this.#database, to)?.objects ?? []);
    const past = new Past(this.#database);
    const differing: (Touched & { readonly net: Net })[] = [];
    let back = 0;
    for (const [id, touched] of this.#objects) {
      const kept = this.#kept.get(id);
      const before = kept === undefined ? then.objects.get(id) : (past.objectAt(id, kept + 1) ?? undefined);
      const net = netOf(before, now.objects.get(id));
      if (net === null) back += 1;
      else differing.push({ ...touched, net });
    }
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
      back,
      isMore: this.#isMore,
      authors: authors.slice(0, AWAY_LIMITS.authors),
      otherAuthors: Math.max(0, authors.length - AWAY_LIMITS.authors),
      items: differing.slice(0, AWAY_LIMITS.listed).map((each) => this.#item(each)),
    };
  }

  #item({ net, changes, lanes, last }: Touched & { readonly net: Net }): AwayItem {
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

  #attempt(step: () => void): void {
    if (this.#isOver) return;
    try {
      step();
    } catch (error) {
      this.#end(null, error);
    }
  }

  #end(found: AwayView | null, error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended(found, error);
  }
}

type Net = Pick<AwayItem, 'id' | 'name' | 'what' | 'facets' | 'of'>;

/** Null where it is as it was, or was made and went again. */
function netOf(before: SceneObject | undefined, after: SceneObject | undefined): Net | null {
  if (before === undefined || after === undefined) {
    const object = after ?? before;
    if (object === undefined) return null;
    const { id, name } = object;
    return { id, name, what: after === undefined ? 'deleted' : 'made', facets: [], of: 0 };
  }
  const [then, now] = [sceneOf([before]), sceneOf([after])];
  const facets = new Set<Facet>([...facetsOf(before), ...facetsOf(after)]);
  facets.delete('existence');
  const { id, name } = after;
  const differing = [...facets].flatMap((facet) => {
    const one = facetValue(then, id, facet) ?? null;
    const other = facetValue(now, id, facet) ?? null;
    return sameValue(one, other) ? [] : [{ facet, before: one, after: other }];
  });
  if (differing.length === 0 && before.kind === after.kind) return null;
  return { id, name, what: 'changed', facets: differing.slice(0, AWAY_LIMITS.facets), of: differing.length };
}

function sceneOf(objects: readonly SceneObject[]): Scene {
  return { objects: new Map(objects.map((object) => [object.id, object])) };
}
