import { describe, expect, it } from 'vitest';
import { idsIn } from '#test/evidence/catalogue.ts';
import type { Evidence } from '#test/evidence/index.ts';
import { faultLines, guaranteeLines, renderTable } from '#test/evidence/table.ts';

const passed = (name: string, seconds = 1) => ({ suite: 'ledger', name, passed: true, seconds });

function lineOf(outcomes: Parameters<typeof guaranteeLines>[0], evidence: Evidence[] = []) {
  const line = guaranteeLines(outcomes, evidence).find(({ id }) => id === 'DUR-1');
  if (line === undefined) throw new Error('no line');
  return line;
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

  it('is met only where its check was shown to fail as well', () => {
    const met = (evidence: Evidence[]) => faultLines(evidence).find(({ row }) => row === 5)?.met;
    expect(met([])).toBe(false);
    expect(met([survived])).toBe(false);
    expect(met([{ ...survived, control: true }])).toBe(false);
    expect(met([survived, { ...survived, control: true }])).toBe(true);
  });

  it('is printed with what was done, equal things added up', () => {
    const table = renderTable(guaranteeLines([], [survived, survived]), faultLines([survived, survived]));
    expect(table).toContain('each sync fails (6)');
    expect(table).toContain('nothing showed that its check can fail');
    expect(table).toMatch(/^0 of 24 guarantees are met, not met: ORD-1, /m);
    expect(table).toMatch(/✗ {2}5 an error of the sync in a commit +6 runs +0 controls/);
  });
});
