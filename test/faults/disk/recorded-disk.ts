/**
 * A disk as a power loss may find it: what was synced is there, what was written since may be there or not, in any order
 * and torn, and names that were given since the last sync of their folder come in the order in which they were given.
 */
import path from 'node:path';
import type { Change } from '#test/ledger/system-calls.ts';

/** A write or a cut that no sync has followed yet. */
export interface Pending {
  /** Which one of the run it is. */
  readonly id: number;
  readonly inode: Inode;
  readonly change: Change;
}

export interface Inode {
  /** What no crash can take away. */
  synced: Buffer;
  /** Names the changes that `synced` is made of. */
  version: number;
}

type NameChange =
  | { readonly kind: 'give'; readonly name: string; readonly folder: string; readonly inode: Inode | null }
  | { readonly kind: 'take'; readonly name: string; readonly folder: string };

/** What is read from standard output of the recorded process: what the outside knows. */
export interface Told {
  /** Everything up to this record was said to be durable. */
  readonly confirmed: number;
  /** The highest number that was spoken of. */
  readonly used: number;
}

/** Folders have no inode. */
type Names = Map<string, Inode | null>;

export class RecordedDisk {
  told: Told = { confirmed: 0, used: 0 };
  /** In the order in which they were made. */
  pending: Pending[] = [];
  pendingNames: NameChange[] = [];
  readonly #versions = new Map<string, number>();
  #changes = 0;
  readonly #names: Names = new Map([['.', null]]);
  readonly #syncedNames: Names = new Map([['.', null]]);

  /** One more change of the run. */
  take(change: Change): void {
    switch (change.kind) {
      case 'say':
        this.#hear(change.bytes.toString());
        return;
      case 'sync':
        this.#sync(change.file);
        return;
      case 'remove':
        this.#name({ kind: 'take', name: change.file, folder: path.dirname(change.file) });
        return;
      case 'rename':
        this.#rename(change.file, change.bytes.toString());
        return;
      case 'write':
      case 'cut':
        this.#change(this.#inodeOf(change.file), change);
        return;
      case 'extend': {
        const inode = this.#inodeOf(change.file);
        this.#change(inode, { ...change, kind: 'write', offset: this.#lengthOf(inode) });
        return;
      }
    }
  }

  /** The files that are there when so many of the names given or taken since are on the disk. */
  filesAfter(names: number): Map<string, Inode> {
    const all = new Map(this.#syncedNames);
    for (const change of this.pendingNames.slice(0, names)) apply(all, change);
    const files = new Map<string, Inode>();
    for (const [name, inode] of all) {
      if (inode !== null && isReachable(all, name)) files.set(name, inode);
    }
    return files;
  }

  /** The version of a file after one more change, or a piece of it: the same for the same changes in the same order. */
  versionAfter(version: number, change: string): number {
    const key = `${version} ${change}`;
    const known = this.#versions.get(key) ?? this.#versions.size + 1;
    this.#versions.set(key, known);
    return known;
  }

  #change(inode: Inode, change: Change): void {
    this.#changes += 1;
    this.pending.push({ id: this.#changes, inode, change });
  }

  /** As the running process sees it. */
  #lengthOf(inode: Inode): number {
    const own = this.pending.filter((each) => each.inode === inode);
    return own.reduce((length, { change }) => lengthAfter(length, change), inode.synced.length);
  }

  #hear(text: string): void {
    const [, word, number] = /^(opened|confirmed|using) (\d+)\n/.exec(text) ?? [];
    if (word === 'using') this.told = { ...this.told, used: Number(number) };
    else if (word !== undefined) this.told = { ...this.told, confirmed: Number(number) };
  }

  #inodeOf(name: string): Inode {
    const found = this.#names.get(name);
    if (found !== undefined && found !== null) return found;
    this.#makeFolder(path.dirname(name));
    const inode = { synced: Buffer.alloc(0), version: this.versionAfter(0, name) };
    this.#name({ kind: 'give', name, folder: path.dirname(name), inode });
    return inode;
  }

  #makeFolder(folder: string): void {
    if (this.#names.has(folder)) return;
    this.#makeFolder(path.dirname(folder));
    this.#name({ kind: 'give', name: folder, folder: path.dirname(folder), inode: null });
  }

  #rename(from: string, to: string): void {
    const inode = this.#inodeOf(from);
    this.#name({ kind: 'give', name: to, folder: path.dirname(to), inode });
    this.#name({ kind: 'take', name: from, folder: path.dirname(from) });
  }

  #name(change: NameChange): void {
    this.pendingNames.push(change);
    apply(this.#names, change);
  }

  #sync(name: string): void {
    const inode = this.#names.get(name);
    if (inode === undefined) return;
    if (inode === null) {
      // A journal keeps the order of names: what is on the disk has all before it there, too.
      const end = this.pendingNames.findLastIndex(({ folder }) => folder === name) + 1;
      for (const change of this.pendingNames.splice(0, end)) apply(this.#syncedNames, change);
      return;
    }
    const own = this.pending.filter((each) => each.inode === inode);
    for (const { id } of own) inode.version = this.versionAfter(inode.version, String(id));
    inode.synced = withChanges(
      inode.synced,
      own.map(({ change }) => change),
    );
    this.pending = this.pending.filter((each) => each.inode !== inode);
  }
}

function apply(names: Names, change: NameChange): void {
  if (change.kind === 'give') names.set(change.name, change.inode);
  else names.delete(change.name);
}

/** A file whose folder has no name cannot be found. */
function isReachable(names: Names, name: string): boolean {
  const folder = path.dirname(name);
  return folder === '.' || (names.has(folder) && isReachable(names, folder));
}

export function lengthAfter(length: number, { kind, offset, bytes }: Change): number {
  return kind === 'cut' ? offset : Math.max(length, offset + bytes.length);
}

/** @param before is not changed */
export function withChanges(before: Buffer, changes: readonly Change[]): Buffer {
  if (changes.length === 0) return before;
  const most = changes.reduce((length, each) => Math.max(length, lengthAfter(0, each)), before.length);
  const bytes = Buffer.alloc(most);
  before.copy(bytes);
  let length = before.length;
  for (const change of changes) {
    if (change.kind === 'cut') bytes.fill(0, change.offset, length);
    else change.bytes.copy(bytes, change.offset);
    length = lengthAfter(length, change);
  }
  return bytes.subarray(0, length);
}
