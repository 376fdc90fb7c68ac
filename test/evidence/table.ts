/** The table of `npm run guarantees`: each guarantee, what was done to break it, the result and the time. */
import { FAULT_MATRIX, FAULT_ROWS, rowsIn } from './fault-matrix.ts';
import type { FaultRow } from './fault-matrix.ts';
import { GUARANTEES, GUARANTEE_IDS, idsIn } from './catalogue.ts';
import type { GuaranteeId } from './catalogue.ts';
import type { Evidence } from './evidence.ts';

/** One test that ran, in whichever runner. */
export interface TestOutcome {
  readonly suite: string;
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
}

export interface GuaranteeLine {
  readonly id: GuaranteeId;
  readonly met: boolean;
  readonly checks: number;
  readonly failed: readonly string[];
  readonly evidence: readonly Evidence[];
  /** Of the checks; one that tells of several guarantees counts for each. */
  readonly seconds: number;
}

export interface FaultLine {
  readonly row: FaultRow;
  readonly met: boolean;
  readonly runs: number;
  readonly controls: number;
  /** Tests that carry its number. */
  readonly checks: number;
  readonly failed: readonly string[];
  readonly how: readonly string[];
}

/** A guarantee is met when checks carry its name, one of them has told what it did to break it, and none of them failed. */
export function guaranteeLines(
  outcomes: readonly TestOutcome[],
  evidence: readonly Evidence[],
): GuaranteeLine[] {
  return GUARANTEE_IDS.map((id) => {
    const checks = outcomes.filter(({ name }) => idsIn(name).includes(id));
    const failed = failedOf(checks);
    const own = evidence.filter(({ ids }) => ids.includes(id));
    return {
      id,
      met: checks.length > 0 && failed.length === 0 && own.some(isAttempt),
      checks: checks.length,
      failed,
      evidence: own,
      seconds: checks.reduce((sum, { seconds }) => sum + seconds, 0),
    };
  });
}

const failedOf = (checks: readonly TestOutcome[]): string[] =>
  checks.filter(({ passed }) => !passed).map(({ suite, name }) => `${suite}: ${name}`);

/** That something tried to break it, and not that its check can fail. */
function isAttempt({ control }: Evidence): boolean {
  return !control;
}

/**
 * A row is met when it was injected and survived, a control showed that the check can fail, and no test that carries its
 * number failed: one that fails tells nothing, and what others have survived does not make up for it.
 */
export function faultLines(outcomes: readonly TestOutcome[], evidence: readonly Evidence[]): FaultLine[] {
  return FAULT_ROWS.map((row) => {
    const own = evidence.filter((each) => each.row === row);
    const runs = own.filter(isAttempt).reduce((sum, each) => sum + each.runs, 0);
    const controls = own.filter(({ control }) => control).reduce((sum, each) => sum + each.runs, 0);
    const checks = outcomes.filter(({ name }) => rowsIn(name).includes(row));
    const failed = failedOf(checks);
    return {
      row,
      met: runs > 0 && controls > 0 && checks.length > 0 && failed.length === 0,
      runs,
      controls,
      checks: checks.length,
      failed,
      how: own.filter(isAttempt).map(({ how }) => how),
    };
  });
}

/** @param isPart whether only some suites ran: what others show is not missing then, and only what failed is not met */
export function renderTable(
  lines: readonly GuaranteeLine[],
  faults: readonly FaultLine[],
  isPart = false,
): string {
  const mark = ({ met, failed }: Pick<GuaranteeLine, 'met' | 'failed'>): string =>
    met ? '✓' : isPart && failed.length === 0 ? '–' : '✗';
  const guarantees = lines.flatMap(({ id, met, checks, failed, evidence, seconds }) => [
    `${mark({ met, failed })} ${id.padEnd(7)} ${count(checks, 'check').padStart(11)} ${seconds.toFixed(1).padStart(8)} s  ${GUARANTEES[id]}`,
    ...[...attempts(evidence)].map((line) => `${' '.repeat(33)}${line}`),
    ...(evidence.some(isAttempt) ? [] : [`${' '.repeat(33)}nothing tried to break it`]),
    ...(checks === 0 ? [`${' '.repeat(33)}no check carries its name`] : []),
    ...failed.map((name) => `${' '.repeat(33)}failed: ${name}`),
  ]);
  const rows = faults.flatMap(({ row, met, runs, controls, checks, failed, how }) => [
    `${mark({ met, failed })} ${String(row).padStart(2)} ${FAULT_MATRIX[row].padEnd(62)} ${count(runs, 'run').padStart(12)} ${count(controls, 'control').padStart(12)}`,
    ...[...new Set(how)].map((line) => `${' '.repeat(5)}${line}`),
    ...(runs === 0 ? [`${' '.repeat(5)}nothing injected it`] : []),
    ...(controls === 0 ? [`${' '.repeat(5)}nothing showed that its check can fail`] : []),
    ...(checks === 0 ? [`${' '.repeat(5)}no check carries its number`] : []),
    ...failed.map((name) => `${' '.repeat(5)}failed: ${name}`),
  ]);
  return [
    'Guarantees, what was done to break each, and the result',
    ...guarantees,
    '',
    'Faults, how often each was injected and survived, and how often its check was shown to fail',
    ...rows,
    '',
    inAll(
      'guarantees',
      lines.map(({ id, met }) => [id, met]),
    ),
    inAll(
      'faults',
      faults.map(({ row, met }) => [String(row), met]),
    ),
  ].join('\n');
}

function inAll(things: string, lines: readonly (readonly [name: string, met: boolean])[]): string {
  const unmet = lines.filter(([, met]) => !met).map(([name]) => name);
  const met = `${lines.length - unmet.length} of ${lines.length} ${things} are met`;
  return unmet.length === 0 ? met : `${met}, not met: ${unmet.join(', ')}`;
}

/** What was done, equal things together. */
function attempts(evidence: readonly Evidence[]): Set<string> {
  const runs = new Map<string, number>();
  for (const { how, runs: times, control } of evidence) {
    const what = control ? `control: ${how}` : how;
    runs.set(what, (runs.get(what) ?? 0) + times);
  }
  return new Set([...runs].map(([what, times]) => `${what} (${times.toLocaleString('en-GB')})`));
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-GB')} ${noun}${number === 1 ? '' : 's'}`;
}
