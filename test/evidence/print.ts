/** `node test/evidence/print.ts OUTCOMES EVIDENCE` prints the table of a run from its two files. */
import fs from 'node:fs';
import { countedOnce, readEvidence } from './evidence.ts';
import { faultLines, guaranteeLines, renderTable } from './table.ts';
import type { TestOutcome } from './table.ts';

const [outcomesFile = '', evidenceFile = ''] = process.argv.slice(2);
const outcomes = JSON.parse(fs.readFileSync(outcomesFile, 'utf8')) as TestOutcome[];
const evidence = countedOnce(readEvidence(evidenceFile));
console.log(renderTable(guaranteeLines(outcomes, evidence), faultLines(evidence)));
