/**
 * The high-water mark outside the database: how far the log was confirmed, in a small file on, preferably, another
 * volume. SQLite can lose confirmed commits silently (one flipped bit in its WAL, a deleted `-wal`); this finds it.
 *
 * Two slots are written in turn, so that a torn write leaves the other. A slot is written after the group's sync and
 * before anybody hears of it, and is itself synced only at checkpoints and at the end: after a kill it is exact,
 * after a power loss it may lag by what was confirmed since the last checkpoint. It never leads.
 */
import fs from 'node:fs';
import path from 'node:path';
import { syncFile } from './durable-files.ts';
import { isoOf, sha256 } from './frames.ts';

const SLOT_BYTES = 1_024;
const SLOTS = 2;
const CHECK_DIGITS = 64;
const SUFFIX = '.receipt';
const LEDGER_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Characters of a name that is none. */
const NAME_SHOWN = 80;
/** Of a path in a mark, in bytes of JSON: a slot has room for that. */
const PATH_BYTES_MAX = 320;
/** More files than this in the receipts' folder are not looked at. */
const FILES_MAX = 1_000;

/** How far a ledger was confirmed. */
export interface HighWater {
  readonly ledger: string;
  readonly project: string;
  /** Where the ledger lay: SHA-256 of its folder's real path. Finds the mark of a ledger that is gone altogether. */
  readonly folder: string;
  /** The same path in clear, where it fits; older marks have none. Says where to look whether the ledger still lies there. */
  readonly at?: string;
  /** Position of the last record that was synced. */
  readonly position: number;
  /** Number of the last commit confirmed; 0 before the first. */
  readonly n: number;
  /** Highest number leased: what may have been seen outside, confirmed or not. */
  readonly leased: number;
  /** The chain's head after `position`, 64 hex digits. */
  readonly head: string;
  /** As in `Receipt`, over ledger, n and head. */
  readonly mac: string;
  /** UTC, advisory. */
  readonly time: string;
}

/** Reads the newest mark of one ledger; null where there is none. */
export function readHighWater(receiptFolder: string, ledger: string): HighWater | null {
  return newestOf(readSlots(fileOf(receiptFolder, ledger)))?.mark ?? null;
}

/** Makes sure that what `readHighWater` finds is on the disk. */
export function syncHighWater(receiptFolder: string, ledger: string): void {
  const file = fileOf(receiptFolder, ledger);
  if (fs.existsSync(file)) syncFile(file);
}

/** The mark of a ledger that once lay in `folder`, whichever its id: for a folder that is found empty. */
export function findHighWaterOf(receiptFolder: string, folder: string): HighWater | null {
  let names: string[];
  try {
    names = fs.readdirSync(receiptFolder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const wanted = folderDigest(folder);
  let found: HighWater | null = null;
  for (const name of names.filter((each) => each.endsWith(SUFFIX)).slice(0, FILES_MAX)) {
    const mark = newestOf(readSlots(path.join(receiptFolder, name)))?.mark;
    if (mark?.folder === wanted && (found === null || mark.position > found.position)) found = mark;
  }
  return found;
}

/** What a mark says of where its ledger lies. */
export function placeOf(folder: string): Pick<HighWater, 'folder' | 'at'> {
  const at = fs.realpathSync(folder);
  const fits = Buffer.byteLength(JSON.stringify(at)) <= PATH_BYTES_MAX;
  return { folder: folderDigest(folder), ...(fits ? { at } : {}) };
}

export function folderDigest(folder: string): string {
  return sha256(fs.realpathSync(folder)).toString('hex');
}

/** The open file of one ledger. */
export class ReceiptFile {
  readonly #handle: number;
  #generation: number;
  #slot: number;
  #dirty = false;
  #closed = false;

  constructor(receiptFolder: string, ledger: string) {
    fs.mkdirSync(receiptFolder, { recursive: true, mode: 0o700 });
    const file = fileOf(receiptFolder, ledger);
    const newest = newestOf(readSlots(file));
    this.#generation = newest?.generation ?? 0;
    this.#slot = newest === null ? 0 : (newest.slot + 1) % SLOTS;
    this.#handle = fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
    // Room for both slots from the start, so that a disk that fills up later still takes them.
    if (newest === null)
      fs.writeSync(this.#handle, Buffer.alloc(SLOTS * SLOT_BYTES, ' '), 0, SLOTS * SLOT_BYTES, 0);
  }

  /** Overwrites the older slot. Reaches the operating system, so it survives this process.
   * @throws where not all of it was taken; the next one goes to the same slot, since the other holds the newest mark */
  write(mark: Omit<HighWater, 'time'>, timeMs: number): void {
    const generation = this.#generation + 1;
    const json = JSON.stringify({ generation, ...mark, time: isoOf(timeMs) });
    const slot = Buffer.alloc(SLOT_BYTES, ' ');
    const length = slot.write(`${sha256(json).toString('hex')} ${json}`);
    if (length >= SLOT_BYTES) throw new Error('A receipt does not fit its slot.');
    slot.write('\n', SLOT_BYTES - 1);
    const written = fs.writeSync(this.#handle, slot, 0, SLOT_BYTES, this.#slot * SLOT_BYTES);
    if (written !== SLOT_BYTES) throw new Error(`The disk took ${written} bytes of a receipt.`);
    this.#generation = generation;
    this.#slot = (this.#slot + 1) % SLOTS;
    this.#dirty = true;
  }

  /** True when there was something to sync. */
  sync(): boolean {
    if (!this.#dirty) return false;
    fs.fdatasyncSync(this.#handle);
    this.#dirty = false;
    return true;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    fs.closeSync(this.#handle);
  }
}

interface Slot {
  readonly slot: number;
  readonly generation: number;
  readonly mark: HighWater;
}

/** @throws where a ledger's name for itself is none: it comes out of the log, which somebody may have made for this */
function fileOf(receiptFolder: string, ledger: string): string {
  if (typeof ledger !== 'string' || !LEDGER_ID.test(ledger))
    throw new Error(`it calls itself ${JSON.stringify(ledger).slice(0, NAME_SHOWN)}, which is no id.`);
  return path.join(receiptFolder, `${ledger}${SUFFIX}`);
}

function readSlots(file: string): Slot[] {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const slots: Slot[] = [];
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const text = bytes.toString('utf8', slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES).trimEnd();
    const json = text.slice(CHECK_DIGITS + 1);
    if (json === '' || sha256(json).toString('hex') !== text.slice(0, CHECK_DIGITS)) continue;
    const { generation, ...mark } = JSON.parse(json) as HighWater & { generation: number };
    slots.push({ slot, generation, mark });
  }
  return slots;
}

function newestOf(slots: readonly Slot[]): Slot | null {
  return slots.reduce<Slot | null>(
    (newest, each) => (newest === null || each.generation > newest.generation ? each : newest),
    null,
  );
}
