/** Every state that a power loss at one moment may leave, within a bounded window of the newest changes. */
import { lengthAfter, withChanges } from './recorded-disk.ts';
import type { Inode, Pending, RecordedDisk } from './recorded-disk.ts';
import type { Change } from '#test/ledger/system-calls.ts';

/** What became of the unsynced, in the words of the fault matrix. */
export type Loss = 'lost' | 'torn' | 'reordered';

/** One state, before it is made: which of the pending changes are on the disk, and how. */
export interface CrashState {
  readonly loss: Loss;
  /** How many of the names given since are there. */
  readonly names: number;
  /** One for each pending change. */
  readonly kept: readonly Kept[];
}

/** A change that is there, is not there, or is there in a piece; 'length': the file has grown, and holds zeros. */
type Kept = boolean | 'length' | Piece;

interface Piece {
  /** In sectors. */
  readonly from: number;
  readonly to: number;
}

const SECTOR_BYTES = 512;
/** Of the newest changes any subset may be there. */
const WINDOW = 6;

/** All states of one moment. What is equal to another is not left out: that is known when its bytes are. */
export function* crashStates(disk: RecordedDisk): Generator<CrashState> {
  const count = disk.pending.length;
  const allNames = disk.pendingNames.length;
  const made = (loss: Loss, kept: readonly Kept[], names = allNames): CrashState => ({ loss, kept, names });
  for (let end = 0; end <= count; end += 1)
    yield made(
      'lost',
      keptWhere(count, (index) => index < end),
    );
  for (let names = 0; names < allNames; names += 1) {
    yield made(
      'lost',
      keptWhere(count, () => true),
      names,
    );
    yield made(
      'lost',
      keptWhere(count, () => false),
      names,
    );
  }
  const start = Math.max(0, count - WINDOW);
  for (let subset = 0; subset < 1 << (count - start); subset += 1) {
    // Beginnings were there already.
    const isBeginning = (subset & (subset + 1)) === 0;
    for (const older of start > 0 ? [true, false] : [true]) {
      if (isBeginning && older) continue;
      const inWindow = (index: number): boolean => ((subset >> (index - start)) & 1) === 1;
      yield made(
        'reordered',
        keptWhere(count, (index) => (index < start ? older : inWindow(index))),
      );
    }
  }
  for (let torn = start; torn < count; torn += 1) {
    const { change } = disk.pending[torn] as Pending;
    for (const piece of piecesOf(change, torn === count - 1)) {
      for (const [earlier, later] of [
        [true, true],
        [true, false],
        [false, true],
      ]) {
        const kept = keptWhere<Kept>(count, (index) => (index < torn ? earlier : later) === true);
        yield made('torn', kept.with(torn, piece));
      }
    }
  }
}

/**
 * Every way to tear a change: after each sector, before each sector, without one of them, and grown but not written.
 * @param isNewest else only a few: it was the newest at an earlier moment
 */
function* piecesOf({ kind, offset, bytes }: Change, isNewest: boolean): Generator<Kept> {
  if (kind !== 'write') return;
  yield 'length';
  const first = Math.floor(offset / SECTOR_BYTES);
  const last = Math.floor((offset + bytes.length - 1) / SECTOR_BYTES);
  const step = isNewest ? 1 : Math.max(1, Math.floor((last - first) / 2));
  for (let cut = first + 1; cut <= last; cut += step) {
    yield { from: first, to: cut };
    yield { from: cut, to: last + 1 };
  }
}

/** A file of a state, whose bytes are made when they are asked for. */
export interface FileState {
  /** The same for the same changes; bytes of another version may be equal all the same. */
  readonly version: number;
  bytes(): Buffer;
}

/** The files of a state, by name. */
export function filesOf(disk: RecordedDisk, { kept, names }: CrashState): Map<string, FileState> {
  const made = new Map<Inode, { version: number; length: number; readonly changes: Change[] }>();
  for (const [index, { id, inode, change }] of disk.pending.entries()) {
    const file = made.get(inode) ?? { version: inode.version, length: inode.synced.length, changes: [] };
    made.set(inode, file);
    const how = kept[index] ?? false;
    if (how !== false) {
      const what = how === true ? String(id) : `${id} ${JSON.stringify(how)}`;
      file.version = disk.versionAfter(file.version, what);
      file.changes.push(how === true ? change : partOf(change, how, file.length));
    }
    file.length = lengthAfter(file.length, change);
  }
  const files = new Map<string, FileState>();
  for (const [name, inode] of disk.filesAfter(names)) {
    const { version, changes } = made.get(inode) ?? { version: inode.version, changes: [] };
    files.set(name, { version, bytes: () => withChanges(inode.synced, changes) });
  }
  return files;
}

/** @param length of the file before the change, in the eyes of who made it */
function partOf(change: Change, how: Exclude<Kept, boolean>, length: number): Change {
  const { offset, bytes } = change;
  if (how === 'length') {
    const from = Math.min(bytes.length, Math.max(0, length - offset));
    return { ...change, offset: offset + from, bytes: Buffer.alloc(bytes.length - from) };
  }
  const from = Math.max(0, how.from * SECTOR_BYTES - offset);
  const to = Math.min(bytes.length, how.to * SECTOR_BYTES - offset);
  return { ...change, offset: offset + from, bytes: bytes.subarray(from, to) };
}

function keptWhere<T extends Kept = boolean>(count: number, isKept: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => isKept(index));
}
