/** What the ledger's tests share: real folders, a real worker, and a small deterministic author of records. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Intent } from '#app/intents/index.ts';
import type { DurableState, LedgerRecord, Receipt } from '#app/ledger/index.ts';
import { IDENTITY_TRANSFORM } from '#app/scene/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { connect } from '#main/ledger/database.ts';
import { openLedger } from '#main/ledger/index.ts';
import type { FailedEvent, Ledger, LedgerOptions, VerifiedEvent } from '#main/ledger/index.ts';
import { placeOf, readHighWater, ReceiptFile } from '#main/ledger/receipt-file.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

export interface Place {
  readonly root: string;
  readonly folder: string;
  readonly receiptFolder: string;
  readonly keyFile: string;
  readonly database: string;
}

/** Folders for one ledger under a fresh temporary folder, or under `root`. */
export function makePlace(root: string = temporaryFolder()): Place {
  const folder = path.join(root, 'ledger');
  return {
    root,
    folder,
    receiptFolder: path.join(root, 'receipts'),
    keyFile: path.join(root, 'keys', 'receipt.key'),
    database: path.join(folder, 'ledger.sqlite'),
  };
}

/** What a ledger said, and a way to wait for it. */
export class Listener {
  readonly durable: { readonly position: number; readonly receipts: readonly Receipt[] }[] = [];
  readonly failed: FailedEvent[] = [];
  readonly verified: VerifiedEvent[] = [];
  #waiting: (() => void)[] = [];

  readonly events = {
    durable: (event: { readonly position: number; readonly receipts: readonly Receipt[] }): void => {
      this.durable.push(event);
      this.#wake();
    },
    failed: (event: FailedEvent): void => {
      this.failed.push(event);
      this.#wake();
    },
    verified: (event: VerifiedEvent): void => {
      this.verified.push(event);
      this.#wake();
    },
  };

  /** Resolves once the condition holds; looks again at every event. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async durableTo(position: number): Promise<void> {
    await this.until(() => (this.durable.at(-1)?.position ?? 0) >= position || this.failed.length > 0);
    if (this.failed.length > 0) throw new Error(`the ledger failed: ${JSON.stringify(this.failed)}`);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

export function optionsFor(
  place: Place,
  listener: Listener,
  more: Partial<LedgerOptions> = {},
): LedgerOptions {
  return {
    folder: place.folder,
    receiptFolder: place.receiptFolder,
    keyFile: place.keyFile,
    create: { ledger: randomUUID(), project: { id: randomUUID(), name: 'Test' } },
    nowMs: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    packaged: true,
    events: listener.events,
    ...more,
  };
}

export interface Opened {
  readonly ledger: Ledger;
  readonly listener: Listener;
}

export async function open(place: Place, more: Partial<LedgerOptions> = {}): Promise<Opened> {
  const listener = new Listener();
  const opened = await openLedger(optionsFor(place, listener, more));
  if (!opened.ok) throw new Error(`${opened.reason.code}: ${opened.reason.message}`);
  return { ledger: opened.ledger, listener };
}

/** A UUID that follows from a number. */
export function uuid(group: number, n: number): string {
  return `${group.toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** Objects that the author moves about. */
const OBJECTS = 40;

/**
 * The intent that number `n` stands for in every test. Numbers may come to nothing, so what it does must not depend on
 * those before it: it creates an object of its own, or moves the one that the test made first (number 1).
 */
export function intentOf(n: number): Intent {
  const create = n === 1 || (n % 4 === 1 && n < 4 * OBJECTS);
  const operation: Operation = create
    ? { op: 'create', object: objectOf(n) }
    : {
        op: 'set_transform',
        id: uuid(1, 1),
        transform: { ...IDENTITY_TRANSFORM, translation: [n, Math.fround(n / 7), 0] },
      };
  return {
    id: uuid(2, n),
    actor: { kind: 'person', id: 'person', name: 'Someone' },
    authority: 'human',
    base: { revision: 0, after: [] },
    reason: 'test',
    task: null,
    operations: [operation],
    class: create ? 'structural' : 'cosmetic',
    observation: null,
    force: false,
  };
}

function objectOf(n: number): SceneObject {
  return {
    id: uuid(1, n),
    kind: 'mesh',
    name: `Crate_${n}`,
    parent: null,
    transform: IDENTITY_TRANSFORM,
    visibility: { viewport: true, render: true },
    properties: {},
  };
}

export function begin(n: number): LedgerRecord {
  return {
    kind: 'begin',
    n,
    intent: intentOf(n),
    participants: [{ session: uuid(3, 1), engine: 'blender' }],
  };
}

export function commit(n: number): LedgerRecord {
  return { kind: 'commit', n, participants: [{ session: uuid(3, 1), engine: 'blender' }], stale: [] };
}

export function lease(lo: number, hi: number): LedgerRecord {
  return { kind: 'lease', lo, hi };
}

export function abort(n: number): LedgerRecord {
  const reason = { code: 'test', message: 'As every seventh.', path: null };
  return { kind: 'abort', n, reason, fault: null, ends: 'aborted' };
}

/** Which numbers the author gives up; never one that creates an object that later ones move. */
export function isAborted(n: number): boolean {
  return n % 4 !== 1 && n % 7 === 0;
}

/** What a start writes first (R2): every leased number without an outcome becomes void. */
export function recoveryRecords(state: DurableState): LedgerRecord[] {
  const numbers = [...state.open.keys()];
  for (let n = state.begunTo + 1; n <= state.leasedTo; n += 1) numbers.push(n);
  const ranges: { lo: number; hi: number }[] = [];
  for (const n of numbers.sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.hi === n - 1) last.hi = n;
    else ranges.push({ lo: n, hi: n });
  }
  return ranges.map(({ lo, hi }) => ({ kind: 'void', lo, hi, reason: 'recovered' }));
}

/** The state is what the opening found; how far a test has leased since is kept here. */
const nextNumber = new WeakMap<Ledger, number>();

/** Appends the lease and `count` intents, one append each, and waits for all of them. */
export async function fill({ ledger, listener }: Opened, count: number): Promise<void> {
  let position = ledger.position + 1;
  let n = nextNumber.get(ledger) ?? ledger.state.leasedTo + 1;
  nextNumber.set(ledger, n + count);
  ledger.append(position, [lease(n, n + count - 1)], true);
  position += 1;
  for (let i = 0; i < count; i += 1, n += 1, position += 2) {
    ledger.append(position, [begin(n), commit(n)], false);
  }
  await listener.durableTo(position - 1);
}

/** A ledger of 30 intents that was closed. */
export async function closedLedger(snapshotEvery: number): Promise<Place> {
  const place = makePlace();
  for (let life = 0; life < 3; life += 1) {
    const opened = await open(place, { snapshotEvery });
    await fill(opened, 10);
    await opened.ledger.close();
  }
  return place;
}

/**
 * The same files in other folders, as if they had always lain there: their marks say so too. With marks that name the folder of
 * before, where the ledger still lies, a copy is none to open (R7).
 */
export function copyOf(place: Place): Place {
  const copy = makePlace(path.join(temporaryFolder(), 'copy'));
  fs.cpSync(place.root, copy.root, { recursive: true });
  const marks = fs.existsSync(copy.receiptFolder) ? fs.readdirSync(copy.receiptFolder) : [];
  for (const name of marks) {
    const ledger = path.parse(name).name;
    const mark = readHighWater(copy.receiptFolder, ledger);
    if (mark === null) continue;
    const { time, ...rest } = mark;
    const file = new ReceiptFile(copy.receiptFolder, ledger);
    file.write({ ...rest, ...placeOf(copy.folder) }, Date.parse(time));
    file.close();
  }
  return copy;
}

/** Changes a record behind the ledger's back, in words of the same length. */
export function alter(place: Pick<Place, 'database'>, from: string, to: string): void {
  const database = connect(place.database);
  const groups = database.prepare('SELECT first, body FROM groups').all() as {
    first: number;
    body: Buffer;
  }[];
  for (const { first, body } of groups) {
    const offset = body.indexOf(from);
    if (offset < 0) continue;
    body.write(to, offset);
    database.prepare('UPDATE groups SET body = ? WHERE first = ?').run(body, first);
  }
  database.close();
}
