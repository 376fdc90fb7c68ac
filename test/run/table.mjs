// The table of guarantees after a run. It is TypeScript, which an older Node does not run: another process prints it.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inProject } from '../../main/provision/paths.mjs';
import { toolEnvironment, toolNode } from '../../main/provision/tool-node.mjs';

/**
 * @param {readonly import('./outcomes.mjs').Outcome[]} outcomes of every test
 * @param {string} evidence the file with what tests have shown
 * @param {string} folder of the run
 * @param {boolean} isPart whether only some suites ran
 * @returns {number} how many guarantees and faults are not met
 */
export function printTable(outcomes, evidence, folder, isPart) {
  const file = path.join(folder, 'outcomes.json');
  fs.writeFileSync(file, JSON.stringify(outcomes));
  const printed = execFileSync(
    toolNode(),
    [inProject('test/evidence/print.ts'), file, evidence, isPart ? 'part' : 'whole'],
    {
      encoding: 'utf8',
      env: toolEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  console.log(`\n${printed.trimEnd()}`);
  return printed.match(/^✗ /gm)?.length ?? 0;
}
