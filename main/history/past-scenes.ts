/**
 * The shared scene as it was at any version. It is kept whole every few thousand commits; in between, the commits since
 * then are put on top. A commit was checked when it was let in, so nothing is checked here.
 */
import type Database from 'better-sqlite3';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { withFacet } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import { intentIn, writesOf } from './writes.ts';

/** Commits between two kept scenes: as many as are put on top in a few hundredths of a second. */
const COMMITS_BETWEEN = 2_048;
/** Of a scene of very many objects seldomer, so that the kept ones never outgrow the records. */
const OBJECTS_A_COMMIT = 8;

/** A kept scene that cannot be read: the history's file is damaged. */
export class UnreadableScene extends Error {}

/** A version of the scene, as it was confirmed. */
export interface PastScene {
  readonly objects: readonly SceneObject[];
  /** Commits since then. */
  readonly commits: number;
}

interface Found {
  readonly objects: Map<ObjectId, SceneObject>;
  /** Commits of this log up to that version, and of these the ones since a scene was kept. */
  readonly commits: number;
  readonly sinceKept: number;
}

/** @returns a version that was reached; null where it is earlier than all that this log tells of */
export function sceneAt(database: Database.Database, revision: number): PastScene | null {
  const found = find(database, revision);
  return found === null
    ? null
    : { objects: [...found.objects.values()], commits: commitsIn(database) - found.commits };
}

function find(database: Database.Database, revision: number): Found | null {
  const kept = database
    .prepare('SELECT n, commits, objects FROM scenes WHERE n <= ? ORDER BY n DESC LIMIT 1')
    .get(revision) as { n: number; commits: number; objects: Buffer } | undefined;
  if (kept === undefined) return null;
  const objects = unpacked(kept.objects);
  const since = database
    .prepare("SELECT record FROM intents WHERE n > ? AND n <= ? AND state = 'committed' ORDER BY n")
    .pluck();
  let sinceKept = 0;
  for (const record of since.iterate(kept.n, revision) as IterableIterator<string>) {
    put(objects, intentIn(record).operations);
    sinceKept += 1;
  }
  return { objects, commits: kept.commits + sinceKept, sinceKept };
}

/** All of this log. */
function commitsIn(database: Database.Database): number {
  return database
    .prepare(
      `SELECT commits + (SELECT count(*) FROM intents WHERE intents.n > scenes.n AND state = 'committed')
       FROM scenes ORDER BY n DESC LIMIT 1`,
    )
    .pluck()
    .get() as number;
}

/** Follows the commits in their order and keeps the scene now and then, within the caller's transactions. */
export class SceneKeeper {
  readonly #keep;
  readonly #forget;
  readonly #between: number;
  readonly #objects: Map<ObjectId, SceneObject>;
  #commits: number;
  #sinceKept: number;

  /** @param between commits between two kept scenes, at least */
  constructor(database: Database.Database, between = COMMITS_BETWEEN) {
    this.#keep = database.prepare('INSERT OR REPLACE INTO scenes (n, commits, objects) VALUES (?, ?, ?)');
    this.#forget = database.prepare('DELETE FROM scenes');
    this.#between = between;
    const found = find(database, Number.MAX_SAFE_INTEGER);
    this.#objects = found?.objects ?? new Map<ObjectId, SceneObject>();
    this.#commits = found?.commits ?? 0;
    this.#sinceKept = found?.sinceKept ?? 0;
  }

  /** The log goes on from a version of another one, and tells of nothing before it. */
  begin(revision: number, objects: Iterable<SceneObject>): void {
    this.#forget.run();
    this.#objects.clear();
    for (const object of objects) this.#objects.set(object.id, object);
    this.#commits = 0;
    this.#keepAt(revision);
  }

  commit(n: number, operations: readonly Operation[]): void {
    put(this.#objects, operations);
    this.#commits += 1;
    this.#sinceKept += 1;
    if (this.#sinceKept >= Math.max(this.#between, this.#objects.size / OBJECTS_A_COMMIT)) this.#keepAt(n);
  }

  #keepAt(n: number): void {
    this.#keep.run(n, this.#commits, packed(this.#objects));
    this.#sinceKept = 0;
  }
}

function put(objects: Map<ObjectId, SceneObject>, operations: readonly Operation[]): void {
  for (const operation of operations) {
    if (operation.op === 'create') {
      objects.set(operation.object.id, operation.object);
      continue;
    }
    for (const state of writesOf(operation)) {
      const object = objects.get(state.id);
      if (state.facet === 'existence') objects.delete(state.id);
      else if (object !== undefined) objects.set(state.id, withFacet(object, state));
    }
  }
}

/** Little time for half of the size. */
export function packed(objects: ReadonlyMap<ObjectId, SceneObject>): Buffer {
  return deflateRawSync(JSON.stringify([...objects.values()]), { level: 1 });
}

function unpacked(blob: Buffer): Map<ObjectId, SceneObject> {
  if (blob.length === 0) return new Map();
  try {
    const objects = JSON.parse(inflateRawSync(blob).toString()) as readonly SceneObject[];
    return new Map(objects.map((object) => [object.id, object]));
  } catch (error) {
    throw new UnreadableScene(String(error));
  }
}
