/** Undo and redo of the person over the whole history, against an editor's two stacks. */
import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OwnStepsView } from '#app/control-room/index.ts';
import type { Intent } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { OwnStepWriter, readOwnSteps } from '#main/history/own-steps.ts';
import { RecordReader } from '#main/history/record-reader.ts';
import { openHistoryFile, rebuild } from '#main/history/store.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';
import { abort, begin, commit, intentOf } from './rig.ts';

const database = openHistoryFile(path.join(temporaryFolder(), 'history.db'));
const BY_AGENT = { actor: { kind: 'agent', id: 'agent:a', name: 'a' }, authority: 'ai' } as const;
const PERSON = JSON.stringify(intentOf(1).actor);
const keyOf = (n: number): string => `key ${n}`;
const labelOf = (n: number): string => `set ${keyOf(n)} of crate`;

/** Each sets something else. */
function changed(n: number, part: Partial<Intent> = {}): LedgerRecord[] {
  const operations = [{ op: 'set_property', id: 'crate', key: keyOf(n), value: n }] as const;
  const begun = { ...begin(n), intent: { ...intentOf(n), operations, ...part } };
  return [begun as LedgerRecord, commit(n)];
}

function stepsOf(log: readonly (readonly LedgerRecord[])[]): OwnStepsView {
  rebuild(database);
  const told = log.flat().map((record, index) => ({
    position: index + 1,
    time: new Date(index * 1_000).toISOString(),
    json: JSON.stringify(record),
  }));
  database.transaction(() => new RecordReader(database).read(told))();
  return readOwnSteps(database);
}

describe('what the person’s own undo and redo take', () => {
  it('is nothing where nothing was done', () => {
    expect(stepsOf([])).toEqual({ undo: null, redo: null });
  });

  it('is the newest of their own that was confirmed, however much others did since', () => {
    const others = Array.from({ length: 600 }, (_, index) => changed(index + 3, BY_AGENT));
    const failed = [begin(603), abort(603)];
    expect(stepsOf([changed(1), changed(2), ...others, failed])).toEqual({
      undo: { n: 2, label: labelOf(2) },
      redo: null,
    });
  });

  it('makes again what was taken back, under the name that it had', () => {
    const undone = [changed(1), changed(2), changed(3, { takesBack: 2 })];
    expect(stepsOf(undone)).toEqual({
      undo: { n: 1, label: labelOf(1) },
      redo: { n: 3, label: labelOf(2) },
    });
    const redone = [...undone, changed(4, { takesBack: 3 })];
    expect(stepsOf(redone)).toEqual({ undo: { n: 4, label: labelOf(2) }, redo: null });
  });

  it('leaves out what a rule of theirs decided meanwhile, and goes on making again over it', () => {
    const log = [changed(1), changed(2), changed(3, { takesBack: 2 }), changed(4, { under: 'rule' })];
    expect(stepsOf(log)).toEqual({ undo: { n: 1, label: labelOf(1) }, redo: { n: 3, label: labelOf(2) } });
  });

  it('counts the taking back of somebody else’s change as something that was done', () => {
    const log = [changed(1, BY_AGENT), changed(2, { takesBack: 1 })];
    expect(stepsOf(log)).toEqual({ undo: { n: 2, label: labelOf(2) }, redo: null });
  });

  it('goes as the two stacks of an editor do, whatever is pressed', () => {
    const presses = fc.array(fc.constantFrom('do', 'undo', 'redo', 'agent'), { maxLength: 40 });
    stepsOf([]);
    const writer = new OwnStepWriter(database);
    const goThrough = database.transaction((pressed: readonly string[]) => {
      database.exec('DELETE FROM own_steps');
      const done: string[] = [];
      const undone: string[] = [];
      for (const [index, press] of pressed.entries()) {
        const n = index + 1;
        const { undo, redo } = readOwnSteps(database);
        expect([undo?.label, redo?.label]).toEqual([done.at(-1), undone.at(-1)]);
        const row = { actor: PERSON, approved_by: null, takes_back: null, label: labelOf(n) };
        if (press === 'agent') writer.commit(n, { ...row, actor: JSON.stringify(BY_AGENT.actor) });
        else if (press === 'do') {
          writer.commit(n, row);
          done.push(labelOf(n));
          undone.length = 0;
        } else {
          const step = press === 'undo' ? undo : redo;
          if (step === null) continue;
          writer.commit(n, { ...row, takes_back: step.n });
          const [from, to] = press === 'undo' ? [done, undone] : [undone, done];
          to.push(from.pop() as string);
        }
      }
    });
    fc.assert(fc.property(presses, goThrough));
  });
});
