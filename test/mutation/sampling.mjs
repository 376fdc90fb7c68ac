// Which mutants a sample takes, and what it says about all of them. Nothing here reads or runs anything.
import { createHash } from 'node:crypto';
import path from 'node:path';

/**
 * What a mutant is known by.
 * @typedef {object} Change
 * @property {string} fileName the whole path
 * @property {string} mutatorName
 * @property {string} [replacement]
 * @property {{ start: Position, end: Position }} location counted from 0
 */

/** @typedef {{ line: number, column: number }} Position */

/** The quantile of the normal distribution that leaves out 2.5 % at each end. */
const QUANTILE_95 = 1.959_964;

/**
 * A mutant's place in the random order of a seed. The mutants of a sample are the first in it: which they are depends on
 * the seed and on each of them alone, so a larger sample has all of a smaller one, and a change of one line of the code
 * leaves the rest of the sample as it was.
 * @param {number} seed
 * @param {Change} change
 */
export function rankOf(seed, { fileName, mutatorName, replacement = '', location: { start, end } }) {
  const place = `${start.line}:${start.column}-${end.line}:${end.column}`;
  return createHash('sha256')
    .update(JSON.stringify([seed, inProject(fileName), place, mutatorName, replacement]))
    .digest('hex');
}

/**
 * The rank of the last mutant that is in the sample: those up to it are. Every mutant is as likely as any other.
 * @param {readonly Change[]} changes
 * @param {number} count
 * @param {number} seed
 */
export function lastRank(changes, count, seed) {
  const ranks = changes.map((change) => rankOf(seed, change)).toSorted();
  const last = ranks[Math.min(count, ranks.length) - 1];
  if (last === undefined) throw new Error('There is nothing to take a sample of.');
  return last;
}

/**
 * Between which shares the true one is, in 95 of 100 samples: Wilson's interval of the score, which also holds where nearly
 * all was noticed. A sample of a finite number of mutants knows a little more than that, never less.
 * @param {number} noticed
 * @param {number} counted more than 0
 * @returns {[low: number, high: number]} each from 0 to 1
 */
export function scoreInterval(noticed, counted) {
  const share = noticed / counted;
  const square = QUANTILE_95 ** 2 / counted;
  const middle = (share + square / 2) / (1 + square);
  const half = (QUANTILE_95 / (1 + square)) * Math.sqrt((share * (1 - share) + square / 4) / counted);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/**
 * The same for everybody, wherever their project is.
 * @param {string} file
 */
function inProject(file) {
  return path.relative(process.cwd(), file).replaceAll(path.sep, '/');
}
