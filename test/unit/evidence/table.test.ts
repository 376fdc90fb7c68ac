import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { idsIn } from '#test/evidence/catalogue.ts';
import { rowsIn } from '#test/evidence/fault-matrix.ts';
import type { FaultRow } from '#test/evidence/fault-matrix.ts';
import type { Evidence } from '#test/evidence/index.ts';
import { faultLines, guaranteeLines, renderTable } from '#test/evidence/table.ts';

const passed = (name: string, seconds = 1) => ({ suite: 'ledger', name, passed: true, seconds });

function lineOf(outcomes: Parameters<typeof guaranteeLines>[0], evidence: Evidence[] = []) {
  const line = guaranteeLines(outcomes, evidence).find(({ id }) => id === 'DUR-1');
  if (line === undefined) throw new Error('no line');
  return line;
}

/** What tests of a suite tell of rows, each with the text of its file. */
function tellersIn(suite: string): { readonly row: FaultRow; readonly text: string }[] {
  const folder = path.join(import.meta.dirname, '../..', suite);
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => {
    if (!/\.(?:test|spec)\.ts$/.test(entry.name)) return [];
    const text = fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
    const told = [...text.matchAll(/\bshown\(\{[^}]*\brow: (\d+)/g)];
    return told.map(([, row]) => ({ row: Number(row) as FaultRow, text }));
  });
}

const tried: Evidence = { ids: ['FAIL-3', 'DUR-1'], how: 'killed', runs: 2, control: false };

describe('a guarantee in the table', () => {
  it('is not met when nothing tried to break it', () => {
    expect(lineOf([passed('ORD-1 something else')]).met).toBe(false);
    expect(lineOf([passed('ORD-1 something else')], [tried]).met).toBe(false);
  });

  it('is not met by checks that told of nothing, or only that they can fail', () => {
    expect(lineOf([passed('DUR-1')]).met).toBe(false);
    expect(lineOf([passed('DUR-1')], [{ ...tried, ids: ['FAIL-3'] }]).met).toBe(false);
    expect(lineOf([passed('DUR-1')], [{ ...tried, control: true }]).met).toBe(false);
    expect(renderTable(guaranteeLines([passed('DUR-1')], []), [])).toMatch(
      /✗ DUR-1 .*\n +nothing tried to break it\n✗/,
    );
  });

  it('is not met when one of its checks failed, and names that one', () => {
    const failed = { suite: 'hostile', name: 'DUR-1 too early', passed: false, seconds: 1 };
    const line = lineOf([passed('DUR-1 on time'), failed], [tried]);
    expect(line.met).toBe(false);
    expect(line.failed).toEqual(['hostile: DUR-1 too early']);
  });

  it('is met by a check that passed and told what it did, and counts it for every ID that it carries', () => {
    expect(lineOf([passed('FAIL-3, DUR-1: both', 2), passed('DUR-1', 3)], [tried])).toMatchObject({
      met: true,
      checks: 2,
      seconds: 5,
    });
    expect(idsIn('DUR-1 and DUR-1 again, R10, DUR-9, ORD-12')).toEqual(['DUR-1']);
  });
});

describe('a row of the fault matrix', () => {
  const survived: Evidence = { ids: ['DUR-1'], row: 5, how: 'each sync fails', runs: 3, control: false };
  const both = [survived, { ...survived, control: true }];
  const carries = passed('each sync fails (row 5)');
  const lineOfFive = (outcomes: Parameters<typeof faultLines>[0], evidence: Evidence[]) =>
    faultLines(outcomes, evidence).find(({ row }) => row === 5);

  it('is met only where its check was shown to fail as well', () => {
    expect(lineOfFive([carries], [])?.met).toBe(false);
    expect(lineOfFive([carries], [survived])?.met).toBe(false);
    expect(lineOfFive([carries], [{ ...survived, control: true }])?.met).toBe(false);
    expect(lineOfFive([carries], both)?.met).toBe(true);
    expect(lineOfFive([], both)?.met).toBe(false);
  });

  it('is not met when a test that carries its number failed, whatever others or earlier runs have survived', () => {
    const failed = { ...carries, name: 'each sync of another file fails (rows 5 and 6)', passed: false };
    expect(lineOfFive([carries, failed], both)).toMatchObject({
      met: false,
      failed: [`ledger: ${failed.name}`],
    });
    expect(lineOfFive([carries, { ...failed, name: 'another (row 15)' }], both)?.met).toBe(true);
    expect(renderTable([], faultLines([carries, failed], both))).toMatch(
      /✗ {2}5 .*\n {5}each sync fails\n {5}failed: ledger: each sync of another file/,
    );
  });

  it('is read from the names of tests', () => {
    expect(rowsIn('a wire that is cut (row 19) breaks (rows 2, 3 and 4)')).toEqual([2, 3, 4, 19]);
    expect(rowsIn('row 0, row 33, a row, arrow 5, 7 rows')).toEqual([]);
  });

  it('stands in the name of a test wherever a test tells of one', () => {
    const told = ['faults', 'ledger', 'hostile', 'e2e', 'guarantees', 'unit/side-files'].flatMap(tellersIn);
    expect(told.filter(({ row, text }) => !rowsIn(text).includes(row))).toEqual([]);
  });

  it('of a run of some suites is not missed where none of them shows it, only where one failed', () => {
    const failed = { ...carries, name: 'DUR-1: each sync of another file fails (row 6)', passed: false };
    const table = renderTable(guaranteeLines([failed], []), faultLines([failed], []), true);
    expect(table.match(/^✗ .*/gm)).toEqual([
      expect.stringMatching(/^✗ DUR-1/),
      expect.stringMatching(/^✗ {2}6 /),
    ]);
    expect(table).toMatch(/^– ORD-1 /m);
  });

  it('is printed with what was done, equal things added up', () => {
    const table = renderTable(
      guaranteeLines([], [survived, survived]),
      faultLines([carries], [survived, survived]),
    );
    expect(table).toContain('each sync fails (6)');
    expect(table).toContain('nothing showed that its check can fail');
    expect(table).toMatch(/^0 of 24 guarantees are met, not met: ORD-1, /m);
    expect(table).toMatch(/✗ {2}5 an error of the sync in a commit +6 runs +0 controls/);
  });
});
