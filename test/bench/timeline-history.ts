/**
 * A history of a million changes, written straight into its file by SQL, and how long its questions take. That the counts
 * which are kept along the way are the same as these is what the ledger's tests hold.
 */
import path from 'node:path';
import type Database from 'better-sqlite3';
import { CHANGE_SHAPES, NO_FILTER } from '#app/control-room/index.ts';
import type { ChangeView, LanesView, RequestBody } from '#app/control-room/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { LaneReader } from '#main/history/lanes.ts';
import { packed, sceneAt } from '#main/history/past-scenes.ts';
import { COUNTED_LEVELS } from '#main/history/slots.ts';
import { HistoryStore, openHistoryFile } from '#main/history/store.ts';
import { Histogram } from './statistics.ts';

export const MILLION = 1_000_000;
const OBJECTS = 4_096;
const ACTORS = [
  { kind: 'person', id: 'person', name: 'you' },
  { kind: 'engine', id: 'engine:blender', name: 'Blender' },
  { kind: 'engine', id: 'engine:unity', name: 'Unity' },
  { kind: 'agent', id: 'agent:set-dresser', name: 'set-dresser' },
  { kind: 'agent', id: 'agent:lighter', name: 'lighter' },
] as const;
const TILE = 256;
const QUESTIONS = 400;
const VERSIONS = 40;
/** Every so many numbers a stretch has its records, behind a scene that is kept whole: as many as lie between two of those. */
const TOLD_EVERY = 65_536;
const TOLD = 2_048;

export interface QuestionFigures {
  readonly changes: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Narrowed to one lane, kind and state, and to one object. */
  readonly filteredP95Ms: number;
  readonly objectP95Ms: number;
}

/** Spells of 32 numbers go to one lane; one change in 200 did not go through. */
const LANE = `1 + (abs((n >> 5) * 2654435761) >> 7) % ${ACTORS.length}`;
const SHAPE = `CASE WHEN n % 200 = 0 THEN ${CHANGE_SHAPES.indexOf('failed')} WHEN n % 2003 = 0 THEN ${CHANGE_SHAPES.indexOf('conflict')} ELSE 0 END`;
const OBJECT = `1 + (n >> 4) % ${OBJECTS}`;

const RECORD = `printf('{"kind":"begin","n":%d,"intent":{"id":"00000007-0000-4000-8000-%012x","actor":{"kind":"person","id":"person","name":"you"},"authority":"human","base":{"revision":%d,"after":[]},"reason":"","task":null,"operations":[{"op":"set_transform","id":"00000001-0000-4000-8000-%012x","transform":{"translation":[%d.5,0.25,-1.125],"rotation":[0,0,0,1],"scale":[1,1,1]}}],"class":"cosmetic","observation":null,"force":false},"participants":[]}', n, n, n - 1, ${OBJECT}, n % 97)`;

export class LongHistory {
  readonly #database: Database.Database;
  readonly #lanes: LaneReader;
  readonly #store: HistoryStore;

  constructor(folder: string, changes = MILLION) {
    this.#database = openHistoryFile(path.join(folder, 'history.sqlite'));
    this.#fill(changes);
    this.#lanes = new LaneReader(this.#database);
    this.#store = new HistoryStore(this.#database);
  }

  lanes(asked: RequestBody<'read_timeline_lanes'>): LanesView {
    return this.#lanes.lanes(asked);
  }

  clock(numbers: readonly number[]): { readonly times: readonly (string | null)[] } {
    return this.#lanes.clock(numbers);
  }

  timeline(from: number, to: number): ChangeView[] {
    return this.#store.timeline(from, to, 500);
  }

  scene(revision: number): number {
    return sceneAt(this.#database, revision)?.objects.length ?? 0;
  }

  close(): void {
    this.#database.close();
  }

  #fill(changes: number): void {
    const database = this.#database;
    database.transaction(() => {
      const lane = database.prepare('INSERT INTO lanes (id, actor) VALUES (?, ?)');
      for (const actor of ACTORS) lane.run(actor.id, JSON.stringify(actor));
      const object = database.prepare('INSERT INTO objects (id, name) VALUES (?, ?)');
      for (let i = 1; i <= OBJECTS; i += 1) object.run(objectId(i), `Crate_${i}`);
      const numbers = `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${changes})`;
      database.exec(`${numbers}
        INSERT INTO slots (n, lane, class, shape, begun, at, intent)
        SELECT n, ${LANE}, n % 3, ${SHAPE}, n, 1788000000000 + n * 2400, n FROM numbers`);
      database.exec(`${numbers}
        INSERT INTO intents
          (row, id, actor_id, n, earlier, joined, state, position, actor, class, label, objects, reason, why, forced, takes_back, approved_by, time, touched, place, lane, record)
        SELECT n, printf('00000007-0000-4000-8000-%012x', n), lanes.id, n, '[]', '[]',
          CASE ${SHAPE} WHEN 0 THEN 'committed' WHEN 4 THEN 'aborted' ELSE 'conflicted' END, n, lanes.actor, 'cosmetic',
          'move Crate_' || (${OBJECT}), printf('["00000001-0000-4000-8000-%012x"]', ${OBJECT}), NULL, '', 0, NULL, NULL,
          '2026-09-01T08:00:00.000Z', n, n, lanes.key, CASE WHEN n % ${TOLD_EVERY} < ${TOLD} THEN ${RECORD} ELSE '{}' END
        FROM numbers JOIN lanes ON lanes.key = ${LANE}`);
      database.exec(`
        INSERT INTO words (rowid, text)
        SELECT row, label || char(10) || json_extract(actor, '$.name') || char(10) || n || char(10) || 'Crate_' || (${OBJECT}) FROM intents`);
      database.exec(
        `INSERT INTO touches (object, n, intent) SELECT ${OBJECT}, n, n FROM slots ORDER BY 1, 2`,
      );
      const keep = database.prepare('INSERT OR REPLACE INTO scenes (n, commits, objects) VALUES (?, ?, ?)');
      for (let n = 0; n < changes; n += TOLD_EVERY) keep.run(n, n, packed(sceneOf(n)));
      const { finest, coarsest } = COUNTED_LEVELS;
      database.exec(`
        INSERT INTO counts (level, bucket, lane, shape, class, count)
        SELECT ${finest}, n >> ${finest}, lane, shape, class, count(*) FROM slots GROUP BY 2, 3, 4, 5`);
      for (let level = finest + 1; level <= coarsest; level += 1)
        database.exec(`
          INSERT INTO counts (level, bucket, lane, shape, class, count)
          SELECT ${level}, bucket >> 1, lane, shape, class, sum(count) FROM counts
          WHERE level = ${level - 1} GROUP BY 2, 3, 4, 5`);
    })();
  }
}

/** Tiles all over the history, at every zoom, as a hand that pans and zooms asks for them. */
export function measureQuestions(history: LongHistory, changes = MILLION): QuestionFigures {
  const plain = new Histogram();
  const filtered = new Histogram();
  const ofObject = new Histogram();
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % below;
  };
  const time = (into: Histogram, asked: RequestBody<'read_timeline_lanes'>): void => {
    const beganMs = performance.now();
    history.lanes(asked);
    into.record(performance.now() - beganMs);
  };
  for (let i = 0; i < QUESTIONS; i += 1) {
    const level = random(14);
    const tiles = Math.max(1, Math.floor(changes / (TILE * 2 ** level)));
    const asked = { level, first: random(tiles) * TILE, buckets: TILE };
    time(plain, { ...asked, filter: NO_FILTER });
    time(filtered, {
      ...asked,
      filter: { lanes: ['agent:lighter'], classes: ['cosmetic'], shapes: ['failed'], object: null },
    });
    time(ofObject, { ...asked, filter: { ...NO_FILTER, object: objectId(1 + random(OBJECTS)) } });
  }
  return {
    changes,
    p50Ms: plain.quantile(0.5),
    p95Ms: plain.quantile(0.95),
    maxMs: plain.maxMs,
    filteredP95Ms: filtered.quantile(0.95),
    objectP95Ms: ofObject.quantile(0.95),
  };
}

/** The farthest versions from a scene that is kept whole, at random ends of the history. @returns milliseconds */
export function measureVersions(history: LongHistory, changes = MILLION): Histogram {
  const took = new Histogram();
  const stretches = Math.floor(changes / TOLD_EVERY);
  for (let i = 0; i < VERSIONS; i += 1) {
    const revision = ((i * 7) % stretches) * TOLD_EVERY + TOLD - 1;
    const beganMs = performance.now();
    const objects = history.scene(revision);
    took.record(performance.now() - beganMs);
    if (objects !== OBJECTS) throw new Error(`Version ${revision} has ${objects} objects.`);
  }
  return took;
}

function sceneOf(n: number): ReadonlyMap<string, SceneObject> {
  return new Map(
    Array.from({ length: OBJECTS }, (_, i) => {
      const id = objectId(i + 1);
      const translation = [Math.fround(i * 0.37), Math.fround(n % 11), Math.fround(Math.sin(i))] as const;
      const object: SceneObject = {
        id,
        kind: 'mesh',
        name: `Crate_${i + 1}`,
        parent: null,
        transform: { translation, rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
        visibility: { viewport: true, render: true },
        properties: { mass: 2 },
      };
      return [id, object];
    }),
  );
}

function objectId(index: number): string {
  return `00000001-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}
