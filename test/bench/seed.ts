/**
 * Ledgers of a given length, made fast: the records of real intents in real frames, chained, but synced only once.
 * The same records as plain rows of another database are what a replay is compared to.
 */
import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Intent } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { placesIn } from '#main/host/places.ts';
import { DATABASE_NAME } from '#main/ledger/database.ts';
import { frameGroup } from '#main/ledger/frames.ts';
import { openLedger } from '#main/ledger/index.ts';
import type { Ledger } from '#main/ledger/index.ts';
import { Log } from '#main/ledger/log.ts';

export const PLAIN_NAME = 'plain.sqlite';
const RECORDS_A_GROUP = 8;
const GROUPS_A_TRANSACTION = 2_000;
const LEASE_SIZE = 256;
const CREATES_AT_ONCE = 64;
const PARTICIPANTS = [
  { session: '00000000-0000-4000-8000-0000000b1e4d', engine: 'blender' },
  { session: '00000000-0000-4000-8000-0000000a1719', engine: 'unity' },
];

export interface SeedOptions {
  readonly userData: string;
  readonly intents: number;
  readonly objects: number;
  /** Also as plain rows, for the reference. */
  readonly plain: boolean;
  /** End with a snapshot, as an application that was closed leaves one. */
  readonly snapshot: boolean;
}

export interface Seed {
  readonly records: number;
  readonly revision: number;
}

/** The ids of a seed's objects, which an author changes later. */
export function objectIds(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
  );
}

/** What the object of this index is called. */
export function objectName(index: number): string {
  return `Box_${index}`;
}

/** Fills a new ledger. */
export async function makeSeed(options: SeedOptions): Promise<Seed> {
  const { userData, intents, objects, plain, snapshot } = options;
  const places = placesIn(userData);
  const made = await open(userData);
  const state = made.state;
  await made.close();

  const database = new Database(path.join(places.ledger, DATABASE_NAME));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = OFF');
  const rows = plain ? plainRows(path.join(userData, PLAIN_NAME)) : null;
  const log = new Log(database);
  let head = log.headAfter(state.position) ?? Buffer.alloc(0);
  let position = state.position;
  let waiting: { timeMs: number; json: string }[] = [];
  let groups = 0;
  database.exec('BEGIN');
  const flush = (): void => {
    if (waiting.length === 0) return;
    const group = frameGroup(position + 1, waiting, head);
    log.insert(group);
    position += waiting.length;
    head = group.head;
    waiting = [];
    groups += 1;
    if (groups % GROUPS_A_TRANSACTION === 0) database.exec('COMMIT; BEGIN');
  };
  const genesis = log.recordsFrom(1, state.position);
  for (const { json } of genesis) rows?.add(json);
  for (const record of recordsOf(intents, objects)) {
    const json = JSON.stringify(record);
    rows?.add(json);
    waiting.push({ timeMs: 0, json });
    if (waiting.length >= RECORDS_A_GROUP) flush();
  }
  flush();
  database.exec('COMMIT');
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  rows?.close();
  if (snapshot) {
    const again = await open(userData);
    if (again.mode !== 'ok') throw new Error(`the seed does not open: ${again.problem?.message}`);
    await again.close();
  }
  return { records: position, revision: intents };
}

function* recordsOf(intents: number, objects: number): Generator<LedgerRecord> {
  const ids = objectIds(objects);
  const creating = Math.ceil(objects / CREATES_AT_ONCE);
  if (intents < creating) throw new Error('Too few intents for the objects.');
  for (let n = 1; n <= intents; n += 1) {
    if ((n - 1) % LEASE_SIZE === 0) yield { kind: 'lease', lo: n, hi: n + LEASE_SIZE - 1 };
    const operations: Operation[] =
      n <= creating
        ? ids
            .slice((n - 1) * CREATES_AT_ONCE, n * CREATES_AT_ONCE)
            .map((id, index) => ({ op: 'create', object: box(id, (n - 1) * CREATES_AT_ONCE + index) }))
        : [{ op: 'set_transform', id: ids[n % objects] as string, transform: placed(n) }];
    yield { kind: 'begin', n, intent: intentOf(n, operations), participants: PARTICIPANTS };
    yield { kind: 'commit', n, participants: PARTICIPANTS, stale: [] };
  }
}

function intentOf(n: number, operations: Operation[]): Intent {
  return {
    id: randomUUID(),
    actor: { kind: 'person', id: 'person', name: 'you' },
    authority: 'human',
    base: { revision: n - 1, after: [] },
    reason: 'bench',
    task: null,
    operations,
    class: 'cosmetic',
    observation: null,
    force: false,
  };
}

function box(id: string, index: number): SceneObject {
  return {
    id,
    kind: 'mesh',
    name: objectName(index),
    parent: null,
    transform: placed(index),
    visibility: { viewport: true, render: true },
    properties: {},
  };
}

function placed(index: number): SceneObject['transform'] {
  return {
    translation: [Math.fround(index * 0.37), Math.fround(index * -0.11), Math.fround(index * 1.7)],
    rotation: [0, 0, 0, 1],
    scale: [1, 1, 1],
  };
}

function plainRows(file: string): { add(json: string): void; close(): void } {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = OFF');
  database.exec('CREATE TABLE records (position INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO records (body) VALUES (?)');
  database.exec('BEGIN');
  return {
    add: (json) => void insert.run(json),
    close: () => {
      database.exec('COMMIT');
      database.close();
    },
  };
}

const QUIET: Parameters<typeof openLedger>[0]['events'] = {
  durable: () => undefined,
  failed: () => undefined,
  verified: () => undefined,
};

/** The ledger of a user's data, as the host opens it. */
export async function open(userData: string): Promise<Ledger> {
  const places = placesIn(userData);
  const opened = await openLedger({
    folder: places.ledger,
    receiptFolder: places.receipts,
    keyFile: places.keyFile,
    create: { ledger: randomUUID(), project: { id: randomUUID(), name: 'Bench' } },
    nowMs: Date.now,
    packaged: false,
    events: QUIET,
  });
  if (!opened.ok) throw new Error(`${opened.reason.code}: ${opened.reason.message}`);
  return opened.ledger;
}
