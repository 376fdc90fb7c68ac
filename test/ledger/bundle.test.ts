/** A history as one file: what was written is what is opened, and whatever was done to it on its way is named. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LEDGER_FORMAT, serialiseDurableState } from '#app/ledger/index.ts';
import type { LedgerRecord, Receipt } from '#app/ledger/index.ts';
import { canonicalJson } from '#app/scene/index.ts';
import { checkBundle as checkHere } from '#main/bundle/checking.ts';
import { BUNDLE_LIMITS, BundleBytes, MAGIC } from '#main/bundle/format.ts';
import { checkBundle, unpackBundle, writeBundle } from '#main/bundle/index.ts';
import { BundleReader, BundleRefused } from '#main/bundle/reading.ts';
import { EMPTY_HEAD, frameGroup } from '#main/ledger/frames.ts';
import type { FramedGroup } from '#main/ledger/frames.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';
import { alter, begin, commit, fill, lease, makePlace, open, uuid } from './rig.ts';

const nothing = (): void => undefined;
const never = (): AbortSignal => new AbortController().signal;

async function written(intents = 12) {
  const place = makePlace();
  const opened = await open(place);
  await fill(opened, intents);
  const file = path.join(temporaryFolder(), 'copy.vshistory');
  const end = await writeBundle(opened.ledger, file, nothing, never());
  if (!end.ok) throw new Error(end.reason.message);
  return { opened, place, file, end };
}

function refusalOf(file: string): BundleRefused | null {
  try {
    checkHere(file, nothing, nothing);
    return null;
  } catch (error) {
    if (error instanceof BundleRefused) return error;
    throw error;
  }
}

/** A bundle's own groups, for who goes on from them. */
function groupsIn(file: string) {
  const reader = new BundleReader(file);
  const groups: FramedGroup[] = [];
  for (let group = reader.group(); group !== null; group = reader.group()) groups.push(group);
  reader.close();
  return { header: reader.header, groups };
}

const LEDGER = uuid(9, 1);
const genesis = (ledger = LEDGER): LedgerRecord => ({
  kind: 'genesis',
  ledger,
  project: { id: uuid(9, 2), name: 'Forged' },
  format: LEDGER_FORMAT,
});

interface Forgery {
  readonly ledger?: string;
  readonly format?: number;
  readonly records?: number;
  readonly receipt?: (head: string) => Receipt | null;
}

/** A file with a chain and a seal of its own, as somebody makes who knows the format. */
function forged(
  bodies: readonly string[],
  { ledger = LEDGER, format = LEDGER_FORMAT, records, receipt }: Forgery = {},
): string {
  const groups: FramedGroup[] = [];
  let head = EMPTY_HEAD;
  for (const [index, json] of bodies.entries()) {
    const group = frameGroup(index + 1, [{ timeMs: 0, json }], head);
    head = group.head;
    groups.push(group);
  }
  const bytes = new BundleBytes();
  const claimed = receipt?.(head.toString('hex')) ?? null;
  const file = path.join(temporaryFolder(), 'forged.vshistory');
  fs.writeFileSync(
    file,
    Buffer.concat([
      bytes.begin(ledger, format, records ?? bodies.length, claimed),
      ...groups.map((group) => bytes.group(group)),
      bytes.end(),
    ]),
  );
  return file;
}
const forgedOf = (records: readonly LedgerRecord[], how: Forgery = {}): string =>
  forged(
    records.map((record) => JSON.stringify(record)),
    how,
  );

describe('a bundle', () => {
  it('holds the history as it is: the same records, head and state, and a receipt of this computer', async () => {
    const { opened, place, file, end } = await written();
    const { ledger } = opened;
    expect(end.bundle).toMatchObject({ ledger: ledger.state.ledger, records: ledger.position, revision: 12 });
    expect(end.receipt).toEqual(ledger.receipt);
    const checked = await checkBundle(file, nothing, never());
    expect(checked).toEqual(end);
    expect(end.bundle.head).toBe(ledger.receipt?.head);
    expect(end.receipt !== null && ledger.verifyReceipt(end.receipt)).toBe(true);

    const copy = makePlace();
    fs.mkdirSync(copy.folder, { recursive: true });
    expect(await unpackBundle(file, end.bundle.head, copy.folder)).toEqual(end);
    const reason = { code: 'copy_read_only', message: 'A copy.', path: null };
    const looked = await open(copy, { readOnly: reason });
    expect(looked.ledger).toMatchObject({ mode: 'read_only', problem: reason, damaged: false });
    const { state } = looked.ledger;
    await ledger.close();
    const again = await open(place);
    expect(canonicalJson(serialiseDurableState(state))).toBe(
      canonicalJson(serialiseDurableState(again.ledger.state)),
    );
    expect(await looked.ledger.readRange(1, 99)).toEqual(await again.ledger.readRange(1, 99));
    await Promise.all([looked.ledger.close(), again.ledger.close()]);
  });

  it('takes what is durable when it is asked for, while the log goes on', async () => {
    const { opened } = await written(4);
    const through = opened.ledger.position;
    const file = path.join(temporaryFolder(), 'early.vshistory');
    const early = writeBundle(opened.ledger, file, nothing, never());
    await fill(opened, 20);
    expect(await early).toMatchObject({ ok: true, bundle: { records: through } });
    expect(refusalOf(file)).toBe(null);
    await opened.ledger.close();
  });

  it('leaves no file where it is stopped, and the one that was there as it was', async () => {
    const { opened, file } = await written(4);
    const before = fs.readFileSync(file);
    await fill(opened, 4);
    const stop = new AbortController();
    stop.abort();
    const writing = writeBundle(opened.ledger, file, nothing, stop.signal);
    expect(await writing).toMatchObject({ ok: false, reason: { code: 'cancelled' } });
    expect(fs.readFileSync(file).equals(before)).toBe(true);
    expect(fs.readdirSync(path.dirname(file))).toEqual([path.basename(file)]);
    await opened.ledger.close();
  });

  it('is not written from a history that is not what was written', async () => {
    const { opened, place } = await written(4);
    await opened.ledger.close();
    alter(place, '"reason":"test"', '"reason":"tast"');
    const broken = await open(place);
    const file = path.join(temporaryFolder(), 'broken.vshistory');
    // What is damaged is not handed out: the copy ends where the history can be trusted.
    const end = await writeBundle(broken.ledger, file, nothing, never());
    expect(end).toMatchObject({ ok: true, bundle: { records: broken.ledger.position } });
    expect(broken.ledger.mode).toBe('read_only');
    await broken.ledger.close();
  });

  it('names every byte that was changed', async () => {
    const { opened, file } = await written(3);
    await opened.ledger.close();
    const bytes = fs.readFileSync(file);
    const unnamed: number[] = [];
    const named = new Set<string>();
    const changed = path.join(temporaryFolder(), 'changed.vshistory');
    for (let at = 0; at < bytes.length; at += 1) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] as number) ^ (1 << (at % 8));
      fs.writeFileSync(changed, other);
      const refusal = refusalOf(changed);
      if (refusal === null) unnamed.push(at);
      else named.add(refusal.code);
    }
    expect(unnamed).toEqual([]);
    expect([...named].sort()).toEqual([
      'bundle_altered',
      'bundle_cut',
      'bundle_too_large',
      'newer_bundle',
      'not_a_bundle',
    ]);
  });

  it('names every length at which it was cut, and what was put behind it', async () => {
    const { opened, file } = await written(3);
    await opened.ledger.close();
    const bytes = fs.readFileSync(file);
    const cut = path.join(temporaryFolder(), 'cut.vshistory');
    for (let length = 0; length < bytes.length; length += 1) {
      fs.writeFileSync(cut, bytes.subarray(0, length));
      expect(refusalOf(cut)?.code).toBe(length < MAGIC.length ? 'not_a_bundle' : 'bundle_cut');
    }
    fs.writeFileSync(cut, Buffer.concat([bytes, Buffer.from([0])]));
    expect(refusalOf(cut)?.code).toBe('bundle_altered');
  });

  it('names the record of which a byte was changed', async () => {
    const { opened, file } = await written(3);
    await opened.ledger.close();
    const bytes = fs.readFileSync(file);
    const at = bytes.lastIndexOf('"kind":"commit"');
    bytes[at + 8] = (bytes[at + 8] as number) ^ 1;
    fs.writeFileSync(file, bytes);
    expect(refusalOf(file)).toMatchObject({ code: 'bundle_altered', record: opened.ledger.position });
  });

  it('is not shown where it was exchanged since it was checked', async () => {
    const [one, other] = [await written(3), await written(3)];
    const folder = temporaryFolder();
    const end = await unpackBundle(other.file, one.end.bundle.head, folder);
    expect(end).toMatchObject({ ok: false, reason: { code: 'bundle_altered' } });
    await Promise.all([one.opened.ledger.close(), other.opened.ledger.close()]);
  });
});

describe('a forged bundle', () => {
  const receiptOf = (part: Partial<Receipt>) => (head: string) => ({
    ledger: LEDGER,
    n: 1,
    head,
    mac: '0'.repeat(64),
    ...part,
  });

  it('is a history of its own where all of it fits: that it is nobody else’s, its head and its receipt say', () => {
    const file = forgedOf([genesis(), lease(1, 8), begin(1), commit(1)], { receipt: receiptOf({}) });
    expect(checkHere(file, nothing, nothing)).toMatchObject({
      bundle: { project: 'Forged', revision: 1 },
      receipt: { n: 1 },
    });
  });

  it('does not borrow the receipt of a true one for changes that it puts behind it', async () => {
    const { opened, file, end } = await written(1);
    await opened.ledger.close();
    const { header, groups } = groupsIn(file);
    let head = groups.at(-1)?.head ?? EMPTY_HEAD;
    const more = [lease(2, 2), begin(2), commit(2)].map((record, index) => {
      const json = JSON.stringify(record);
      const group = frameGroup(header.records + 1 + index, [{ timeMs: 0, json }], head);
      head = group.head;
      return group;
    });
    const bytes = new BundleBytes();
    const longer = [
      bytes.begin(header.ledger, LEDGER_FORMAT, header.records + more.length, end.receipt),
      ...[...groups, ...more].map((group) => bytes.group(group)),
      bytes.end(),
    ];
    fs.writeFileSync(file, Buffer.concat(longer));
    expect(refusalOf(file)).toMatchObject({ code: 'bundle_contradicts', record: null });
  });

  it.each<[string, string, () => string]>([
    [
      'another ledger than its records',
      'bundle_contradicts',
      () => forgedOf([genesis()], { ledger: uuid(9, 9) }),
    ],
    [
      'a receipt of another ledger',
      'bundle_contradicts',
      () =>
        forgedOf([genesis(), lease(1, 8), begin(1), commit(1)], {
          receipt: receiptOf({ ledger: uuid(9, 9) }),
        }),
    ],
    [
      'a receipt for a change that it has not',
      'bundle_contradicts',
      () => forgedOf([genesis(), lease(1, 8), begin(1), commit(1)], { receipt: receiptOf({ n: 2 }) }),
    ],
    [
      'confirmed changes and no receipt',
      'bundle_contradicts',
      () => forgedOf([genesis(), lease(1, 8), begin(1), commit(1)]),
    ],
    [
      'a receipt for another head',
      'bundle_contradicts',
      () =>
        forgedOf([genesis(), lease(1, 8), begin(1), commit(1)], {
          receipt: receiptOf({ head: 'f'.repeat(64) }),
        }),
    ],
    [
      'a commit of what never began',
      'bundle_contradicts',
      () => forgedOf([genesis(), lease(1, 8), commit(1)]),
    ],
    [
      'a change of another kind than there is',
      'bundle_contradicts',
      () =>
        forgedOf([
          genesis(),
          lease(1, 8),
          {
            ...begin(1),
            intent: { operations: [{ op: 'run', path: '/bin/sh' }] },
          } as unknown as LedgerRecord,
        ]),
    ],
    ['no beginning', 'bundle_contradicts', () => forgedOf([lease(1, 8)])],
    ['text that is not JSON', 'bundle_altered', () => forged([JSON.stringify(genesis()), '{"kind":'])],
    [
      'a prototype',
      'bundle_altered',
      () => forged([JSON.stringify(genesis()), '{"kind":"lease","lo":1,"hi":8,"__proto__":{"x":1}}']),
    ],
    [
      'depth',
      'bundle_altered',
      () => forged([JSON.stringify(genesis()), `${'['.repeat(100_000)}${']'.repeat(100_000)}`]),
    ],
    ['null', 'bundle_contradicts', () => forged([JSON.stringify(genesis()), 'null'])],
    ['more records than it has', 'bundle_cut', () => forgedOf([genesis()], { records: 2 })],
    ['a later format', 'newer_bundle', () => forgedOf([genesis()], { format: LEDGER_FORMAT + 1 })],
  ])('with %s is refused as %s', (_, code, make) => {
    expect(refusalOf(make())?.code).toBe(code);
  });

  it('that claims a group of any length is refused before it is read', () => {
    const bytes = new BundleBytes();
    const header = bytes.begin(LEDGER, LEDGER_FORMAT, 1, null);
    const claim = Buffer.alloc(8 + 32);
    claim.writeUInt32BE(1);
    claim.writeUInt32BE(0xffff_ffff, 4);
    const file = path.join(temporaryFolder(), 'huge.vshistory');
    fs.writeFileSync(file, Buffer.concat([header, claim]));
    expect(refusalOf(file)?.code).toBe('bundle_too_large');
    claim.writeUInt32BE(BUNDLE_LIMITS.groupBytes, 4);
    fs.writeFileSync(file, Buffer.concat([header, claim]));
    expect(refusalOf(file)?.code).toBe('bundle_cut');
  });

  it('that is no file is refused', () => {
    expect(refusalOf(temporaryFolder())?.code).toBe('not_a_bundle');
    expect(refusalOf(path.join(temporaryFolder(), 'none'))?.code).toBe('bundle_unreadable');
  });
});
