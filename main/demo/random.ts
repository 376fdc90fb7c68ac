/** Chance that comes out the same for the same seed, so that a demo can be looked at twice. */

export interface Random {
  /** From 0 up to 1, without it. */
  next(): number;
  /** From `low` up to `high`. */
  between(low: number, high: number): number;
  pick<Item>(items: readonly Item[]): Item;
  uuid(): string;
  /** Another stream, so that whoever draws from one does not move the other. */
  fork(): Random;
}

/** @param seed a whole number */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    // The mulberry32 generator: enough for chance that nobody has to fear.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const digits = (count: number): string =>
    Array.from({ length: count }, () => Math.floor(next() * 16).toString(16)).join('');
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    pick(items) {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error('demo: there is nothing to pick from');
      return item;
    },
    uuid: () => `${digits(8)}-${digits(4)}-4${digits(3)}-8${digits(3)}-${digits(12)}`,
    fork: () => seeded(Math.floor(next() * 2 ** 32)),
  };
}
