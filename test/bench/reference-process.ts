/**
 * What the system is measured against, in processes of its own, with nothing of the system in it: raw SQLite commits
 * with the ledger's pragmas, and a bare WebSocket round trip.
 *
 *   reference-process.ts FOLDER
 */
import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import type { AddressInfo } from 'node:net';
import { answerQuestions } from './processes.ts';
import { Histogram } from './statistics.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name a folder.');

const ROW_BYTES = 1_024;
const PAGE_BYTES = 16_384;
const CHECKPOINT_PAGES = 200;
const MILLISECONDS_A_SECOND = 1_000;

/** Rows of 1 KiB a second in transactions of `batch` rows, each synced; and what one such commit takes. */
function rows({ batch, forMs }: { batch: number; forMs: number }): { perSecond: number; p50Ms: number } {
  const file = path.join(folder as string, `raw-${process.pid}-${batch}.sqlite`);
  const database = new Database(file);
  database.pragma(`page_size = ${PAGE_BYTES}`);
  database.pragma('locking_mode = EXCLUSIVE');
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  database.exec('CREATE TABLE log (position INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO log (body) VALUES (?)');
  const body = Buffer.alloc(ROW_BYTES, 'x');
  const commit = database.transaction(() => {
    for (let i = 0; i < batch; i += 1) insert.run(body);
  });
  commit();
  const each = new Histogram();
  const startMs = performance.now();
  let nowMs = startMs;
  let commits = 0;
  while (nowMs - startMs < forMs) {
    commit();
    const doneMs = performance.now();
    each.record(doneMs - nowMs);
    nowMs = doneMs;
    commits += 1;
  }
  database.close();
  fs.rmSync(file);
  return {
    perSecond: (commits * batch * MILLISECONDS_A_SECOND) / (nowMs - startMs),
    p50Ms: each.quantile(0.5),
  };
}

/** Answers every message with as many bytes: the other end of `roundTrips`. */
function echo(): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data, { binary: false })));
  return new Promise((resolve) => {
    server.on('listening', () => resolve((server.address() as AddressInfo).port));
  });
}

/** One message of `bytes` at a time to an echo in another process. */
async function roundTrips({ port, bytes, forMs }: { port: number; bytes: number; forMs: number }): Promise<{
  p50Ms: number;
}> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const text = 'x'.repeat(bytes);
  const each = new Histogram();
  const endMs = performance.now() + forMs;
  await new Promise<void>((resolve) => {
    let sentMs = performance.now();
    socket.on('message', () => {
      const nowMs = performance.now();
      each.record(nowMs - sentMs);
      if (nowMs >= endMs) return resolve();
      sentMs = performance.now();
      socket.send(text);
    });
    socket.send(text);
  });
  socket.terminate();
  return { p50Ms: each.quantile(0.5) };
}

answerQuestions({ rows, echo, roundTrips });
