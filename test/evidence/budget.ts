/**
 * How much of a search or a soak is done: little in `npm test`, much in `npm run guarantees -- --long`, where it comes
 * from one seed and goes on where it was interrupted.
 */
import fs from 'node:fs';
import path from 'node:path';

/** Set by `npm run guarantees -- --long`: the folder that says how far it came. */
const LONG_FOLDER = 'VIBESYNC_LONG_FOLDER';
const LONG_SEED = 'VIBESYNC_LONG_SEED';
/** How many parts of each search this run may take on, so that it comes to an end by itself. */
const LONG_PARTS = 'VIBESYNC_LONG_PARTS';
/** Of the long budgets, to try the long form in minutes. */
const LONG_SHARE = 'VIBESYNC_LONG_SHARE';
/** More than any search has: no two seeds draw the same. */
const PARTS_A_SEED = 1_000_003;

export function isLong(): boolean {
  return process.env[LONG_FOLDER] !== undefined;
}

/** The seed of the long form; in the short form each test has its own fixed one. */
export function longSeed(otherwise: number): number {
  const told = process.env[LONG_SEED];
  return told === undefined ? otherwise : Number(told);
}

/** What a part of a search draws from; in the short form each test has its own fixed one. */
export function partSeed(otherwise: number, part: number): number {
  return isLong() ? longSeed(0) * PARTS_A_SEED + part : otherwise + part;
}

/** A search in equal parts, of which the long form does those that no earlier run of the same seed has done. */
export interface Budget {
  /** Parts of this run, at least one, numbered from 0; a part is a seed's share and the same in every run. */
  readonly parts: readonly number[];
  /** Parts that earlier runs have done. */
  readonly done: number;
  /** What evidence of a part calls it: however often a part is done, what it has shown counts once. */
  named(part: number): string;
  /** To be called when a part has passed and has told what it has `shown`: an interrupted run keeps both. */
  finish(part: number): void;
}

/** @param name unique, and fit for a file's name */
export function budget(name: string, short: number, long: number): Budget {
  const folder = process.env[LONG_FOLDER];
  const named = (part: number): string => `${name} ${part}`;
  if (folder === undefined) return { parts: range(0, short), done: 0, named, finish: () => undefined };
  const share = Number(process.env[LONG_SHARE] ?? 1);
  const file = path.join(folder, `${name}-${longSeed(0)}`);
  const done = new Set(
    fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number) : [],
  );
  const partsMax = Number(process.env[LONG_PARTS] ?? Number.POSITIVE_INFINITY);
  const left = range(0, Math.max(short, Math.ceil(long * share))).filter((part) => !done.has(part));
  return {
    // A file without tests fails, and a test that does nothing has shown nothing: when all is done, some is done again.
    parts: left.length > 0 ? left.slice(0, partsMax) : [0],
    done: done.size,
    named,
    finish: (part) => fs.appendFileSync(file, `${part}\n`),
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
