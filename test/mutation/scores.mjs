import path from 'node:path';
import { scoreInterval } from './sampling.mjs';

/**
 * What StrykerJS tells of one mutant; here its place is counted from 1.
 * @typedef {import('./sampling.mjs').Change & { status: string }} Mutant
 */

const NOTICED = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];

/**
 * What a person reads: a line for each mutant that nothing noticed, then a line for each file with its score.
 * @param {string} area
 * @param {Mutant[]} results
 */
export function printScores(area, results) {
  const files = filesOf(results);
  printMissed(files);
  for (const [file, mutants] of files) console.log(scoreOf(file, mutants));
  console.log(scoreOf(area, results));
}

/**
 * A line for each mutant of the sample that nothing noticed, then how many were and between which scores the true one is.
 * @param {string} area
 * @param {Mutant[]} sample
 * @param {number} all how many mutants it was taken of
 */
export function printSample(area, sample, all) {
  printMissed(filesOf(sample));
  console.log(`${sample.length} of ${all} mutants:`);
  console.log(scoreOf(area, sample));
  const { noticed, counted } = countsOf(sample);
  const [low, high] = scoreInterval(noticed, counted);
  console.log(`95 % interval of the score of all: ${percent(low)} to ${percent(high)}`);
}

/** @param {Mutant[]} results */
function filesOf(results) {
  return Map.groupBy(results, ({ fileName }) => path.relative(process.cwd(), fileName));
}

/** @param {Map<string, Mutant[]>} files */
function printMissed(files) {
  for (const [file, mutants] of files) {
    for (const { status, location, mutatorName, replacement } of mutants) {
      if (!MISSED.includes(status)) continue;
      const change = (replacement ?? '').replaceAll(/\s+/g, ' ').slice(0, 100);
      const place = `${file}:${location.start.line}:${location.start.column}`;
      console.log(`${place} ${status === 'Survived' ? 'survives' : 'not run'}: ${mutatorName} ${change}`);
    }
  }
}

/**
 * @param {string} name
 * @param {Mutant[]} mutants
 */
function scoreOf(name, mutants) {
  const { noticed, counted, notRun } = countsOf(mutants);
  const score = counted === 0 ? '–' : percent(noticed / counted);
  return `${name.padEnd(40)} ${score.padStart(8)}  ${noticed} of ${counted} noticed, ${notRun} of the rest not run`;
}

/** @param {Mutant[]} mutants */
function countsOf(mutants) {
  const count = (/** @type {string[]} */ statuses) =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count(NOTICED);
  return { noticed, counted: noticed + count(MISSED), notRun: count(['NoCoverage']) };
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
