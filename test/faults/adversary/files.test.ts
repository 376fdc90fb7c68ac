/** What is read back from disk, changed by somebody who knows its form: refused or set aside, and never believed by half. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyDurableState } from '#app/ledger/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { AgentTokens } from '#main/agents/tokens.ts';
import { placesIn } from '#main/host/places.ts';
import { haltMark, readHaltMark } from '#main/ledger/index.ts';
import { writeNow } from '#main/side-files/index.ts';
import { foldStored } from '#main/ledger/opening.ts';
import { readHighWater, ReceiptFile } from '#main/ledger/receipt-file.ts';
import { DEFAULT_SETTINGS, openSettings } from '#main/shell/settings.ts';
import { budget, partSeed, shown } from '#test/evidence/index.ts';
import { nearlyValid } from '#test/hostile/mutations.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';
import { runningHost } from '#test/running-host.ts';
import { recordExamples } from './record-examples.ts';
import { historyOf, steps, uuid } from '#test/unit/app/histories.ts';

const SEED = 2_024;
const RUNS = 400;
const KINDS_RUNS = 2_000;
const PARTS_LONG = 100;
const drawn = (part: number, numRuns = RUNS): { numRuns: number; seed: number } => ({
  numRuns,
  seed: partSeed(SEED, part),
});
const AGENT = `agent:${uuid(7)}`;
const TOKEN = 'a'.repeat(64);
const HASH = createHash('sha256').update(TOKEN).digest('hex');

const ofSettings = budget('adversary-files-settings', 1, PARTS_LONG);

it.each(ofSettings.parts)(
  'SEC-1 settings: what does not match is set aside, and the window starts as new (part %i) (row 24)',
  (part) => {
    const file = path.join(temporaryFolder(), 'settings.json');
    const valid = {
      version: 1,
      overrideShortcut: 'Control+Shift+F12',
      window: { x: 1, y: 2, width: 800, height: 600, maximized: false },
    };
    let taken = 0;
    fc.assert(
      fc.property(nearlyValid([valid]), (text) => {
        fs.writeFileSync(file, text);
        const settings = openSettings(file, () => undefined).current();
        // Set aside, or taken as it stands: nothing is left out or bent, and what it does not name is as at the first start.
        if (fs.existsSync(file)) {
          taken += 1;
          expect(settings).toEqual({ ...DEFAULT_SETTINGS, ...(JSON.parse(text) as object) });
        } else expect(settings).toEqual(DEFAULT_SETTINGS);
        expect(Object.keys(settings)).toEqual(Object.keys(DEFAULT_SETTINGS));
      }),
      drawn(part),
    );
    expect(taken).toBeGreaterThan(RUNS / 100);
    expect(taken).toBeLessThan(RUNS / 2);
    shown({
      ids: ['SEC-1'],
      row: 24,
      how: 'settings that somebody changed',
      runs: RUNS,
      part: ofSettings.named(part),
    });
    ofSettings.finish(part);
  },
);

const ofAgents = budget('adversary-files-agents', 1, PARTS_LONG);

it.each(ofAgents.parts)(
  'SEC-3 the list of agents: a changed one lets in nobody that it does not name by a whole hash (part %i) (row 24)',
  (part) => {
    const file = path.join(temporaryFolder(), 'agents.json');
    const valid = { format: 1, port: 4_000, agents: [{ agent: AGENT, name: 'helper', hash: HASH }] };
    const stranger = 'b'.repeat(64);
    fc.assert(
      fc.property(nearlyValid([valid]), (text) => {
        fs.writeFileSync(file, text);
        const tokens = new AgentTokens(
          file,
          () => true,
          () => new Uint8Array(32),
        );
        expect(tokens.verify(stranger)).toBeNull();
        expect(tokens.verify('')).toBeNull();
        const known = tokens.verify(TOKEN);
        if (tokens.problem !== null) expect(known).toBeNull();
        if (known !== null) expect(text).toContain(HASH);
        expect(Object.prototype).not.toHaveProperty('agents');
      }),
      drawn(part),
    );
    shown({
      ids: ['SEC-1', 'SEC-3'],
      row: 24,
      how: 'a list of agents that somebody changed',
      runs: RUNS,
      part: ofAgents.named(part),
    });
    ofAgents.finish(part);
  },
);

const ofHalts = budget('adversary-files-halts', 1, PARTS_LONG);

it.each(ofHalts.parts)(
  'AUTH-1 the mark of a halt: whatever is not plainly “running” starts halted (part %i) (row 24)',
  (part) => {
    const file = path.join(temporaryFolder(), 'halt');
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 255 }), fc.option(fc.nat({ max: 64 })), (place, byte, length) => {
        for (const halt of [null, 12]) {
          writeNow({ file, content: haltMark(halt), how: 'in_place' });
          const bytes = fs.readFileSync(file);
          bytes[place % bytes.length] = byte;
          fs.writeFileSync(file, bytes.subarray(0, length ?? bytes.length));
          const isRunning = /^\s*running\s*$/.test(fs.readFileSync(file, 'utf8'));
          expect(readHaltMark(file).halted).toBe(!isRunning);
          // Nothing that one byte does makes a halt of a run that somebody could mistake for the other way round.
          if (halt !== null) expect(isRunning).toBe(false);
        }
      }),
      drawn(part),
    );
    shown({
      ids: ['AUTH-1'],
      row: 24,
      how: 'the mark of a halt with another byte or cut',
      runs: 2 * RUNS,
      part: ofHalts.named(part),
    });
    ofHalts.finish(part);
  },
);

const ofReceipts = budget('adversary-files-receipts', 1, PARTS_LONG);

it.each(ofReceipts.parts)(
  'DUR-2 the receipt of what was confirmed: a changed slot counts as none, the other one holds (part %i) (row 24)',
  (part) => {
    const folder = temporaryFolder();
    const ledger = uuid(1);
    const file = path.join(folder, `${ledger}.receipt`);
    const mark = (position: number) => ({
      ledger,
      project: uuid(2),
      folder: HASH,
      position,
      n: position,
      leased: position,
      head: HASH,
      mac: HASH,
    });
    const receipt = new ReceiptFile(folder, ledger);
    receipt.write(mark(1), 0);
    receipt.write(mark(2), 0);
    receipt.close();
    const written = fs.readFileSync(file);
    expect(readHighWater(folder, ledger)?.position).toBe(2);
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (place, flip) => {
        const bytes = Buffer.from(written);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] as number) ^ flip;
        fs.writeFileSync(file, bytes);
        const found = readHighWater(folder, ledger);
        // The first slot holds 1, the second 2: whichever is whole, and none is half.
        expect([1, 2]).toContain(found?.position);
        expect(found).toMatchObject(mark(found?.position ?? 0));
      }),
      drawn(part),
    );
    shown({
      ids: ['DUR-2'],
      row: 24,
      how: 'a receipt with another byte',
      runs: RUNS,
      part: ofReceipts.named(part),
    });
    ofReceipts.finish(part);
  },
);

const ofRecords = budget('adversary-files-records', 1, PARTS_LONG);

it.each(ofRecords.parts)(
  'DUR-2 SEC-1 records: one whose chain fits and whose body does not is named, and ends the reading (part %i) (row 24)',
  (part) => {
    const script = fc.sample(steps, drawn(part, 20));
    const longest = script.map(historyOf).toSorted((a, b) => b.records.length - a.records.length)[0];
    const records: readonly LedgerRecord[] = longest?.records ?? [];
    let refused = 0;
    fc.assert(
      fc.property(nearlyValid(records), fc.nat({ max: records.length - 1 }), (text, at) => {
        const state = emptyDurableState();
        for (let index = 0; index < at; index += 1)
          expect(foldStored(state, index + 1, JSON.stringify(records[index]))).toBeNull();
        const damage = foldStored(state, at + 1, text);
        if (damage === null) return;
        refused += 1;
        expect(damage.position).toBe(at + 1);
        expect(damage.code).toMatch(/^record_(unreadable|contradicts)$/);
        expect(damage.message).toContain(`Record ${at + 1} `);
        expect(({} as Record<string, unknown>)['extra']).toBeUndefined();
      }),
      drawn(part),
    );
    expect(refused).toBeGreaterThan(RUNS / 4);
    shown({
      ids: ['DUR-2', 'SEC-1'],
      row: 24,
      how: 'bodies of records that somebody changed',
      runs: RUNS,
      part: ofRecords.named(part),
    });
    ofRecords.finish(part);
  },
);

const ofKinds = budget('adversary-files-kinds', 1, PARTS_LONG);

it.each(ofKinds.parts)(
  'DUR-2 SEC-1 records of every kind, bent anywhere: each folds or is named, and soon (part %i) (row 24)',
  (part) => {
    const [genesis, ...others] = recordExamples;
    const lease = others.find(({ kind }) => kind === 'lease');
    const began = others.find(({ kind }) => kind === 'begin');
    let refused = 0;
    fc.assert(
      fc.property(nearlyValid(recordExamples), fc.integer({ min: 0, max: 3 }), (text, length) => {
        const state = emptyDurableState();
        for (const [index, record] of [genesis, lease, began].slice(0, length).entries())
          expect(foldStored(state, index + 1, JSON.stringify(record))).toBeNull();
        const damage = foldStored(state, length + 1, text);
        if (damage === null) return;
        refused += 1;
        expect(damage.position).toBe(length + 1);
        expect(damage.code).toMatch(/^record_(unreadable|contradicts)$/);
        expect(({} as Record<string, unknown>)['extra']).toBeUndefined();
      }),
      drawn(part, KINDS_RUNS),
    );
    expect(refused).toBeGreaterThan(KINDS_RUNS / 4);
    shown({
      ids: ['DUR-2', 'SEC-1'],
      row: 24,
      how: 'bodies of records of every kind that somebody changed',
      runs: KINDS_RUNS,
      part: ofKinds.named(part),
    });
    ofKinds.finish(part);
  },
);

const DAMAGED_FILES: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['a port that only the system may have', '1'],
  ['the prototype', '[{"session":"__proto__","hash":"","__proto__":{}}]'],
];

it.each(DAMAGED_FILES)(
  'SEC-1 %s in each small private file: the application starts (row 24)',
  async (_what, text) => {
    const folder = temporaryFolder();
    const places = placesIn(folder);
    for (const file of [places.port, places.tokens, places.agents('')]) fs.writeFileSync(file, text);
    const host = await runningHost(folder);
    expect(host.gateway.tokenHashes()).toEqual([]);
    expect(host.agentsDoor.agents()).toEqual([]);
    await host.close();
    shown({ ids: ['SEC-1'], row: 24, how: 'small private files that make no sense', runs: 3 });
  },
);
