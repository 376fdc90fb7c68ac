import fs from 'node:fs';
import { z } from 'zod';
import { FAULT_ROWS, type FaultRow } from './fault-matrix.ts';
import { GUARANTEE_IDS } from './catalogue.ts';

/** The file that evidence of a run is collected in; without it nothing is. */
const EVIDENCE_FILE = 'VIBESYNC_EVIDENCE';
/** Set by the long form: which of the runs that add to one file this is. */
const RUN = 'VIBESYNC_LONG_RUN';

const evidenceSchema = z.strictObject({
  /** The guarantees that it tried to break. */
  ids: z.array(z.enum(GUARANTEE_IDS)).min(1),
  /** The row of the fault matrix that it belongs to. */
  row: z.literal(FAULT_ROWS).optional(),
  /** What was done, in a few words: 'each sync in turn fails with EIO'. */
  how: z.string().min(1),
  /** How often. */
  runs: z.int().positive(),
  /** That the check *can* fail: the same check found the fault in something that was broken on purpose. */
  control: z.boolean().default(false),
  /** Of a search whose long form goes on where it was interrupted: the part that it comes from. */
  part: z.string().optional(),
  /** Of the long form: the run that it comes from. */
  run: z.string().optional(),
});

export type Evidence = Readonly<z.infer<typeof evidenceSchema>>;
type Told = Omit<z.input<typeof evidenceSchema>, 'row' | 'run'> & { readonly row?: FaultRow };

let tellings = 0;

/** How often this process has told: who did it by itself needs nobody to do it in its place. */
export const timesTold = (): number => tellings;

/**
 * To be called at the end of a test, after its last assertion: what it has shown. A test that fails never gets here,
 * so what is written holds.
 */
export function shown(told: Told): void {
  const evidence = evidenceSchema.parse({ ...told, run: process.env[RUN] });
  tellings += 1;
  const file = process.env[EVIDENCE_FILE];
  if (file !== undefined) fs.appendFileSync(file, `${JSON.stringify(evidence)}\n`);
}

/** @throws when a line is no evidence: a test that tells nonsense has shown nothing */
export function readEvidence(file: string): Evidence[] {
  if (!fs.existsSync(file)) return [];
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => evidenceSchema.parse(JSON.parse(line)));
}

/** How often something was done, by all runs of the long form that this one goes on with. */
export function runsShown(how: string): number {
  const file = process.env[EVIDENCE_FILE];
  const told = file === undefined ? [] : countedOnce(readEvidence(file));
  return told.filter((each) => each.how === how).reduce((sum, { runs }) => sum + runs, 0);
}

/**
 * What is done again by a run that goes on counts once, as the last run told it; parts that other runs have done count too.
 */
export function countedOnce(all: readonly Evidence[]): Evidence[] {
  const of = ({ ids, row, how, control, part }: Evidence): string =>
    JSON.stringify([ids, row, how, control, part]);
  const last = new Map(all.map((each) => [of(each), each.run]));
  return all.filter((each) => each.run === last.get(of(each)));
}
