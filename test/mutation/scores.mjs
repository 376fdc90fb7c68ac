import path from 'node:path';

/**
 * What StrykerJS tells of one mutant.
 * @typedef {object} Mutant
 * @property {string} fileName
 * @property {string} status
 * @property {{ start: { line: number, column: number } }} location
 * @property {string} mutatorName
 * @property {string} [replacement]
 */

const NOTICED = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];

/**
 * What a person reads: a line for each mutant that nothing noticed, then a line for each file with its score.
 * @param {string} area
 * @param {Mutant[]} results
 */
export function printScores(area, results) {
  const files = Map.groupBy(results, ({ fileName }) => path.relative(process.cwd(), fileName));
  for (const [file, mutants] of files) {
    for (const { status, location, mutatorName, replacement } of mutants) {
      if (!MISSED.includes(status)) continue;
      const change = (replacement ?? '').replaceAll(/\s+/g, ' ').slice(0, 100);
      const place = `${file}:${location.start.line}:${location.start.column + 1}`;
      console.log(`${place} ${status === 'Survived' ? 'survives' : 'not run'}: ${mutatorName} ${change}`);
    }
  }
  for (const [file, mutants] of files) console.log(scoreOf(file, mutants));
  console.log(scoreOf(area, results));
}

/**
 * @param {string} name
 * @param {Mutant[]} mutants
 */
function scoreOf(name, mutants) {
  const count = (/** @type {string[]} */ statuses) =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count(NOTICED);
  const counted = noticed + count(MISSED);
  const score = counted === 0 ? '–' : `${((100 * noticed) / counted).toFixed(1)} %`;
  const notRun = count(['NoCoverage']);
  return `${name.padEnd(40)} ${score.padStart(8)}  ${noticed} of ${counted} noticed, ${notRun} of the rest not run`;
}
