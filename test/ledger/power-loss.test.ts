import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '#main/ledger/opening.ts';
import { intentOf, makePlace, uuid, temporaryFolder } from './rig.ts';
import type { Place } from './rig.ts';
import { runWriter } from './processes.ts';
import { seededRandom } from './random.ts';
import { readChanges } from './system-calls.ts';
import type { Change } from './system-calls.ts';

/** Enough for a checkpoint in the middle. */
const INTENTS = 130;
const SECTOR_BYTES = 512;
const CRASHES = 250;

interface File {
  bytes: Buffer;
  /** Written, and not synced since: after a power loss any of these may be there or not. */
  pending: Change[];
}

/** Every file as the disk would hold it, and what was told outside by then. */
class Disk {
  readonly files = new Map<string, File>();
  confirmed = 0;

  constructor(root: string) {
    for (const name of fs.readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(root, name);
      if (fs.statSync(file).isFile()) this.files.set(name, { bytes: fs.readFileSync(file), pending: [] });
    }
  }

  /** One more change of the run. */
  take(change: Change): void {
    if (change.kind === 'say') {
      const confirmed = /^confirmed (\d+)/.exec(change.bytes.toString());
      if (confirmed !== null) this.confirmed = Number(confirmed[1]);
      return;
    }
    if (change.kind === 'remove') {
      this.files.delete(change.file);
      return;
    }
    // Folders are synced too; names are taken to last, which is no promise that is tested here.
    if (change.kind === 'sync' && !this.files.has(change.file)) return;
    const file = this.files.get(change.file) ?? { bytes: Buffer.alloc(0), pending: [] };
    this.files.set(change.file, file);
    if (change.kind !== 'sync') file.pending.push(change);
    else {
      for (const each of file.pending) file.bytes = applied(file.bytes, each);
      file.pending = [];
    }
  }

  /** What a power loss now may leave behind. */
  loseUnsynced(root: string, random: (below: number) => number): void {
    for (const [name, { bytes, pending }] of this.files) {
      let left = bytes;
      // All of it, none of it, its beginning, or any of it in any order; what was under way may be torn.
      const kind = random(4);
      const end = random(pending.length + 1);
      for (const [index, change] of pending.entries()) {
        const kept = kind === 0 || (kind === 2 && index < end) || (kind === 3 && random(2) === 0);
        if (!kept) continue;
        const torn =
          kind === 3 && random(3) === 0 ? random(1 + Math.ceil(change.bytes.length / SECTOR_BYTES)) : null;
        left = applied(
          left,
          torn === null ? change : { ...change, bytes: change.bytes.subarray(0, torn * SECTOR_BYTES) },
        );
      }
      const file = path.join(root, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, left);
    }
  }
}

function applied(bytes: Buffer, change: Change): Buffer {
  if (change.kind === 'cut') {
    const cut = Buffer.alloc(change.offset);
    bytes.copy(cut, 0, 0, Math.min(bytes.length, change.offset));
    return cut;
  }
  const grown = Buffer.alloc(Math.max(bytes.length, change.offset + change.bytes.length));
  bytes.copy(grown);
  change.bytes.copy(grown, change.offset);
  return grown;
}

/** Records a life of the writer, cuts the power at many moments of it, and opens what is left each time. */
async function cutPower(
  hooks: readonly 'weak-sync'[],
): Promise<{ crashes: number; lost: number; wrong: string[] }> {
  const place = makePlace();
  await runWriter({ place, mode: 'serial', count: 2 });
  const before = makePlace(path.join(temporaryFolder(), 'before'));
  fs.cpSync(place.root, before.root, { recursive: true });
  const trace = path.join(temporaryFolder(), 'trace');
  const calls = 'trace=write,pwrite64,ftruncate,fsync,fdatasync,unlink';
  const under = ['strace', '-f', '-y', '-xx', '-s', '70000', '-e', calls, '-o', trace];
  const writer = await runWriter({
    place,
    mode: 'serial',
    count: INTENTS,
    snapshotEvery: 1_000_000,
    hooks,
    under,
  });
  expect(writer.confirmed).toHaveLength(INTENTS);
  const changes = readChanges(trace, place.root);
  const random = seededRandom(3);
  const disk = new Disk(before.root);
  const found = { crashes: 0, lost: 0, wrong: [] as string[] };
  for (const change of changes) {
    disk.take(change);
    if (random(changes.length) >= CRASHES) continue;
    const left = makePlace(path.join(path.dirname(before.root), 'left'));
    disk.loseUnsynced(left.root, random);
    found.crashes += 1;
    const problem = problemOf(left, disk.confirmed);
    if (problem === 'lost') found.lost += 1;
    else if (problem !== null) found.wrong.push(problem);
    fs.rmSync(left.root, { recursive: true });
  }
  fs.rmSync(path.dirname(before.root), { recursive: true });
  fs.rmSync(path.dirname(trace), { recursive: true });
  return found;
}

/** Null where everything confirmed is there and nothing else than was written. */
function problemOf(place: Place, confirmed: number): string | null {
  const store = openStore({
    folder: place.folder,
    receiptFolder: place.receiptFolder,
    keyFile: place.keyFile,
    create: { ledger: uuid(9, 9), project: { id: uuid(9, 8), name: 'Another' } },
    packaged: true,
    snapshotEvery: 1_000,
    timeMs: 0,
  });
  store.database.close();
  const { state } = store;
  if (state.revision < confirmed || store.mode === 'loss') return 'lost';
  if (store.problem !== null) return store.problem.message;
  const last = intentOf(Math.max(2, state.revision - ((state.revision - 1) % 4 === 0 ? 1 : 0))).operations[0];
  if (last?.op !== 'set_transform') return `the author's intent ${state.revision} moves nothing`;
  const same = JSON.stringify(state.objects.get(last.id)?.transform) === JSON.stringify(last.transform);
  return same ? null : `revision ${state.revision} is not what was written`;
}

describe('a power loss', () => {
  it('FAIL-5: at any moment, whatever of the unsynced is lost or torn, keeps all that was confirmed', async () => {
    const found = await cutPower([]);
    console.log(`${found.crashes} crash states: ${found.lost} lost something confirmed`);
    expect(found.crashes).toBeGreaterThan(CRASHES / 2);
    expect(found).toMatchObject({ lost: 0, wrong: [] });
  });

  it('FAIL-5: is survived by nothing that forgot FULL (the negative control)', async () => {
    const found = await cutPower(['weak-sync']);
    console.log(`${found.crashes} crash states: ${found.lost} lost something confirmed`);
    expect(found.lost).toBeGreaterThan(found.crashes / 4);
  });
});
