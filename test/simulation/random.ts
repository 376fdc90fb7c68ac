/**
 * The only source of chance in a simulated run: sfc32, seeded, so that one number repeats everything that happened.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param label separates streams of the same seed, so that one actor's draws do not shift another's. */
  constructor(seed: number, label = '') {
    let hash = 0x811c9dc5 ^ seed;
    for (let i = 0; i < label.length; i += 1) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
    this.#a = hash | 0;
    this.#b = Math.imul(seed, 0x9e3779b9) | 0;
    this.#c = (seed ^ 0x2545f491) | 0;
    for (let i = 0; i < 12; i += 1) this.next();
  }

  /** 32 uniform bits as an unsigned integer. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + (this.next() % (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability * 4_294_967_296;
  }

  /** @throws where there is nothing to pick from. */
  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error('pick: the list is empty');
    return items[this.next() % items.length] as Item;
  }

  pickOr<Item, Fallback>(items: readonly Item[], fallback: Fallback): Item | Fallback {
    return items.length === 0 ? fallback : this.pick(items);
  }

  /** One key by its weight; weights of zero are never picked. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key {
    const keys = Object.keys(weights) as Key[];
    let total = 0;
    for (const key of keys) total += weights[key];
    let left = (this.next() / 4_294_967_296) * total;
    for (const key of keys) {
      left -= weights[key];
      if (left < 0) return key;
    }
    return keys[keys.length - 1] as Key;
  }

  /** A delay in milliseconds: mostly near `mean`, at times many times as long, as on a busy computer. */
  delayMs(mean: number): number {
    return this.chance(0.05) ? this.between(mean, mean * 8) : this.between(0, mean * 2);
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  uuid(): string {
    const hex = this.hex(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }
}
