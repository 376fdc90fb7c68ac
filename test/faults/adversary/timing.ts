/**
 * Whether the time of a comparison tells where two secrets begin to differ. Two kinds of guesses are compared in a
 * random order, each often, and the times of both are ranked together (Mann and Whitney): ranks do not care about the
 * few that another process delayed.
 *
 * Which kind comes next is drawn, so without a difference every order of the ranks is equally likely, whatever the
 * machine does meanwhile, and |z| above 5 comes by chance less than once in a million times.
 */
import { randomInt } from 'node:crypto';

export const Z_BOUND = 5;
const SAMPLES = 6_000;
const WARM_UP_SAMPLES = 500;

export type Compare = (secret: string, guess: string) => unknown;

/**
 * @param comparisons of one sample, so that it is much longer than a step of the clock
 * @returns z of the rank sum: how many standard deviations the guesses of the first kind are from the second's
 */
export function timeDifference(
  compare: Compare,
  secret: string,
  [first, second]: readonly [readonly string[], readonly string[]],
  comparisons: number,
): number {
  const samples: { readonly isFirst: boolean; readonly ns: number }[] = [];
  for (let sample = -WARM_UP_SAMPLES; sample < SAMPLES; sample += 1) {
    const isFirst = randomInt(2) === 0;
    const guesses = isFirst ? first : second;
    const guess = guesses[randomInt(guesses.length)] as string;
    const began = process.hrtime.bigint();
    for (let each = 0; each < comparisons; each += 1) compare(secret, guess);
    const ns = Number(process.hrtime.bigint() - began);
    if (sample >= 0) samples.push({ isFirst, ns });
  }
  return rankSumZ(samples);
}

function rankSumZ(samples: readonly { readonly isFirst: boolean; readonly ns: number }[]): number {
  const sorted = samples.toSorted((a, b) => a.ns - b.ns);
  const total = sorted.length;
  let firsts = 0;
  let rankSum = 0;
  let tieTerm = 0;
  for (let from = 0; from < total;) {
    let to = from;
    while (to < total && sorted[to]?.ns === sorted[from]?.ns) to += 1;
    // Equal times share the mean of their ranks, which are from + 1 to `to`.
    const rank = (from + 1 + to) / 2;
    const tied = to - from;
    tieTerm += tied ** 3 - tied;
    for (let at = from; at < to; at += 1) {
      if (sorted[at]?.isFirst !== true) continue;
      firsts += 1;
      rankSum += rank;
    }
    from = to;
  }
  const seconds = total - firsts;
  const mean = (firsts * (total + 1)) / 2;
  const variance = ((firsts * seconds) / 12) * (total + 1 - tieTerm / (total * (total - 1)));
  return (rankSum - mean) / Math.sqrt(variance);
}
