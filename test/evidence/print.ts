/** `node test/evidence/print.ts OUTCOMES EVIDENCE [part]` prints the table of a run from its two files; `part` says that only
 * some suites ran. */
import fs from 'node:fs';
import { countedOnce, readEvidence } from './evidence.ts';
import { faultLines, guaranteeLines, renderTable } from './table.ts';
import type { TestOutcome } from './table.ts';

const [outcomesFile = '', evidenceFile = '', extent = 'whole'] = process.argv.slice(2);
const outcomes = JSON.parse(fs.readFileSync(outcomesFile, 'utf8')) as TestOutcome[];
const evidence = countedOnce(readEvidence(evidenceFile));
console.log(
  renderTable(guaranteeLines(outcomes, evidence), faultLines(outcomes, evidence), extent === 'part'),
);
