/** The references, measured in turn with what they are compared to, so that both saw the same machine. */
import { BenchProcess } from './processes.ts';
import { median } from './statistics.ts';

export const BATCHES = [1, 8, 64, 512] as const;
const MESSAGE_BYTES = 300;

export interface References {
  /** Rows of 1 KiB a second by rows a commit: G(b). */
  readonly rowsPerSecond: Readonly<Record<(typeof BATCHES)[number], number>>;
  /** One synced commit of one row: S1. */
  readonly commitMs: number;
  /** One WebSocket round trip of 300 bytes between two processes: W. */
  readonly roundTripMs: number;
}

/** Collects samples over the run; asked for at any time, it gives the medians so far. */
export class ReferenceMeter {
  readonly #rows = new Map<number, number[]>();
  readonly #commitMs: number[] = [];
  readonly #roundTripMs: number[] = [];

  /** @returns this sample alone */
  async sample(folder: string, forMs: number): Promise<References> {
    const one = new BenchProcess('reference-process.ts', { args: [folder] });
    const other = new BenchProcess('reference-process.ts', { args: [folder] });
    const found: Record<number, number> = {};
    let commitMs = Number.NaN;
    try {
      for (const batch of BATCHES) {
        const { perSecond, p50Ms } = await one.ask<{ perSecond: number; p50Ms: number }>('rows', {
          batch,
          forMs,
        });
        this.#rows.set(batch, [...(this.#rows.get(batch) ?? []), perSecond]);
        found[batch] = perSecond;
        if (batch === 1) commitMs = p50Ms;
      }
      const port = await other.ask<number>('echo');
      const { p50Ms } = await one.ask<{ p50Ms: number }>('roundTrips', { port, bytes: MESSAGE_BYTES, forMs });
      this.#commitMs.push(commitMs);
      this.#roundTripMs.push(p50Ms);
      const of = (batch: number): number => found[batch] ?? Number.NaN;
      return {
        rowsPerSecond: { 1: of(1), 8: of(8), 64: of(64), 512: of(512) },
        commitMs,
        roundTripMs: p50Ms,
      };
    } finally {
      await Promise.all([one.end(), other.end()]);
    }
  }

  get medians(): References {
    const of = (batch: number): number => median(this.#rows.get(batch) ?? []);
    return {
      rowsPerSecond: { 1: of(1), 8: of(8), 64: of(64), 512: of(512) },
      commitMs: median(this.#commitMs),
      roundTripMs: median(this.#roundTripMs),
    };
  }
}
