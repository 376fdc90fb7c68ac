/** The arithmetic of the bench: pure, bounded in memory, tested by itself. Times are in milliseconds. */

/** The middle of the values; the mean of both middles where their count is even. NaN where there are none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The value below which a share `q` (0 to 1) of the values lies, interpolated between neighbours. NaN where there are
 * none.
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * Math.min(1, Math.max(0, q));
  const low = sorted[Math.floor(place)] as number;
  const high = sorted[Math.ceil(place)] as number;
  return low + (high - low) * (place - Math.floor(place));
}

/** How far the values lie apart: (largest - smallest) / median. NaN where there are none. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

/** Buckets grow by this share, so a quantile is exact to half of it. */
const BUCKET_GROWTH = 1.01;
const LOG_GROWTH = Math.log(BUCKET_GROWTH);
/** What is shorter is counted as this. */
const SHORTEST_MS = 0.001;
/** From one microsecond to a quarter of an hour. */
const BUCKETS_MAX = 2_100;

/** A histogram's content as it crosses between processes: bucket and count. */
export type StoredHistogram = {
  readonly buckets: readonly (readonly [number, number])[];
  readonly maxMs: number;
};

/** Counts durations in buckets of one percent: any number of them in bounded memory. */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS_MAX);
  #count = 0;
  #maxMs = 0;

  get count(): number {
    return this.#count;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  record(durationMs: number): void {
    const bucket = Math.floor(Math.log(Math.max(durationMs, SHORTEST_MS) / SHORTEST_MS) / LOG_GROWTH);
    const index = Math.min(bucket, BUCKETS_MAX - 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#count += 1;
    this.#maxMs = Math.max(this.#maxMs, durationMs);
  }

  /** The middle of the bucket that holds the value of rank `q`; never more than the largest. NaN where it is empty. */
  quantile(q: number): number {
    if (this.#count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(q * this.#count));
    let seen = 0;
    for (const [index, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= rank) return Math.min(this.#maxMs, SHORTEST_MS * BUCKET_GROWTH ** (index + 0.5));
    }
    return this.#maxMs;
  }

  merge(other: StoredHistogram): void {
    for (const [index, count] of other.buckets) {
      this.#counts[index] = (this.#counts[index] ?? 0) + count;
      this.#count += count;
    }
    this.#maxMs = Math.max(this.#maxMs, other.maxMs);
  }

  store(): StoredHistogram {
    const buckets: [number, number][] = [];
    for (const [index, count] of this.#counts.entries()) if (count > 0) buckets.push([index, count]);
    return { buckets, maxMs: this.#maxMs };
  }

  static of(stored: StoredHistogram): Histogram {
    const histogram = new Histogram();
    histogram.merge(stored);
    return histogram;
  }
}
