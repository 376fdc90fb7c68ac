/** What a commit overwrote, as the history tells it, is what the state remembers of it (R24). */
import fc from 'fast-check';
import path from 'node:path';
import { expect, it } from 'vitest';
import { intentHash } from '#app/intents/index.ts';
import {
  emptyDurableState,
  foldRecord,
  overwrittenTogether as overwrittenInState,
  serialiseDurableState,
  valueAt,
} from '#app/ledger/index.ts';
import type { LedgerRecord, OverwrittenPart } from '#app/ledger/index.ts';
import { touchKey } from '#app/scene/index.ts';
import type { Touch } from '#app/scene/index.ts';
import { overwrittenBy, overwrittenTogether } from '#main/history/overwritten.ts';
import { RecordReader } from '#main/history/record-reader.ts';
import { openHistoryFile, rebuild } from '#main/history/store.ts';
import { historyOf, steps } from '../unit/app/histories.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

const database = openHistoryFile(path.join(temporaryFolder(), 'history.db'));

function read(records: readonly LedgerRecord[]): void {
  rebuild(database);
  const told = records.map((record, index) => ({
    position: index + 1,
    time: new Date(index * 1_000).toISOString(),
    json: JSON.stringify(record),
  }));
  database.transaction(() => new RecordReader(database).read(told))();
}

const byKey = (a: Touch, b: Touch): number => (touchKey(a) < touchKey(b) ? -1 : 1);

it('value by value, of every commit, with the number that wrote there last', () => {
  let compared = 0;
  let halves = 0;
  fc.assert(
    fc.property(steps, (script) => {
      const { records } = historyOf(script);
      const state = emptyDurableState();
      for (const [index, record] of records.entries()) foldRecord(state, index + 1, record, intentHash);
      read(records);
      for (const { n, states } of state.overwritten) {
        const whole = new Set(states.flatMap(({ id, facet }) => (facet === 'existence' ? [id] : [])));
        const parts = states.filter(({ id, facet }) => facet === 'existence' || !whole.has(id));
        const told = overwrittenBy(database, n) ?? [];
        expect(told.map(({ before }) => before).sort(byKey)).toEqual([...parts].sort(byKey));
        for (const { before, lastWrite, beside } of told) {
          const half = before.facet === 'parent' ? 'transform' : 'parent';
          if (beside !== undefined) {
            expect(parts.some(({ id, facet }) => id === before.id && facet === half)).toBe(false);
            expect(beside).toEqual(valueAt(state, n, before.id, half));
            halves += 1;
          }
          const writes = state.lastWrites.get(before.id);
          const last = writes?.get(before.facet)?.revision;
          // What an object did not have, its deletion does not write; here that counts as a write of all of it.
          if ((writes?.get('existence')?.revision ?? 0) > n) expect(lastWrite).toBeGreaterThan(n);
          else expect(lastWrite === n).toBe(last === n);
        }
        compared += parts.length;
      }
      expect(overwrittenBy(database, state.begunTo + 1)).toBe(null);
    }),
    { numRuns: 400 },
  );
  expect(compared).toBeGreaterThan(300);
  expect(halves).toBeGreaterThan(30);
});

it('of several commits together: the value before the first that nobody else came after, and what others came after', () => {
  const met = { covered: 0, free: 0, below: 0 };
  fc.assert(
    fc.property(steps, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (script, picks) => {
      const { records } = historyOf(script);
      const state = emptyDurableState();
      for (const [index, record] of records.entries()) foldRecord(state, index + 1, record, intentHash);
      const ours = state.overwritten
        .filter(({ states }, index) => states.length > 0 && picks[index % 40] === true)
        .map(({ n }) => n);
      if (ours.length === 0) return;
      read(records);
      const remembered = overwrittenInState(state, new Set(ours));
      const told = overwrittenTogether(database, ours, 1_000);
      if (!('parts' in remembered) || !('parts' in told)) throw new Error('of commits it tells');
      const comparable = ({ parts }: { readonly parts: readonly OverwrittenPart[] }) =>
        parts
          .map(({ n, covered, before }) => ({ n, covered, before }))
          .sort((a, b) => byKey(a.before, b.before));
      expect(comparable(told)).toEqual(comparable(remembered));
      for (const { n, covered } of told.parts) {
        met[covered ? 'covered' : 'free'] += 1;
        if (!covered && ours.some((each) => each > n)) met.below += 1;
      }
      const none = state.begunTo + 1;
      expect(overwrittenTogether(database, [...ours, none], 1_000)).toEqual({ unknown: none });
      if (told.parts.length > 1) expect(overwrittenTogether(database, ours, 1)).toHaveProperty('tooMany');
      // Of one object alone: no more than that is counted.
      const id = told.parts[0]?.before.id;
      const ofIt = told.parts.filter(({ before }) => before.id === id);
      if (id !== undefined)
        expect(overwrittenTogether(database, ours, ofIt.length, [id])).toEqual({ parts: ofIt });
    }),
    { numRuns: 150 },
  );
  // By chance it is a third of what it is mostly.
  for (const count of Object.values(met)) expect(count).toBeGreaterThan(5);
});

it('nothing of the number with which a log began that goes on from another', () => {
  const { records } = historyOf([]);
  const state = serialiseDurableState({ ...emptyDurableState(), revision: 7, begunTo: 7, leasedTo: 7 });
  const from = { ledger: 'l', revision: 7, position: 9, head: '0'.repeat(64) };
  read([...records.slice(0, 1), { kind: 'restore', from, lost_through: 7, state, by: 'person' }]);
  expect(overwrittenBy(database, 7)).toBe(null);
});
