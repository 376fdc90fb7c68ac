/**
 * A second orchestrator that goes on like the first. To let it take all inputs anew comes to the same and costs many times
 * as much, so a search takes a copy where one can be had.
 */
import { cloneDurableState } from '#app/ledger/index.ts';
import type { DurableState } from '#app/ledger/index.ts';
import { createRealCore } from '#test/simulation/core.ts';
import type { CoreOptions, CoreUnderTest } from '#test/simulation/core.ts';
import { isImmutable } from './canonical.ts';

type Core = CoreUnderTest['core'];
type Fields = Record<string, unknown>;

/** The furthest position of the log that anybody waits for: what they do then is in closures. */
const waitedFor = new WeakMap<Core, number>();

/** A real core that can be copied while nobody waits for the disk. */
export function createCopyable(options: CoreOptions): CoreUnderTest {
  const made = createRealCore(options);
  const { core } = made;
  const whenDurable = core.whenDurable.bind(core);
  // Not enumerable: it is nothing that the core remembers.
  Object.defineProperty(core, 'whenDurable', {
    value: (position: number, then: () => void) => {
      waitedFor.set(core, Math.max(waitedFor.get(core) ?? 0, position));
      whenDurable(position, then);
    },
  });
  return made;
}

/** Whether all that it remembers is in its public fields: nobody waits for the disk, and its clock has never moved. */
export function canBeCopied(core: Core): boolean {
  return (waitedFor.get(core) ?? 0) <= core.durable.position && core.ledger === 'ok' && core.nowMs === 0;
}

/** What is given to it when it is made. */
const GIVEN: ReadonlySet<string> = new Set(['config', 'verifyReceipt', 'hashOf', 'durable', 'ahead']);

/**
 * @param from made by `createCopyable`
 * @param optionsOver what it was made with, over another state
 * @throws at what nobody knows how to copy
 */
export function copyOf(
  { core: from }: CoreUnderTest,
  optionsOver: (state: DurableState) => CoreOptions,
): CoreUnderTest {
  const copy = createCopyable(optionsOver(cloneDurableState(from.durable)));
  const to = copy.core as unknown as Fields;
  copy.core.ahead = cloneDurableState(from.ahead);
  const copies = new Copies();
  for (const name in from) {
    if (!GIVEN.has(name)) to[name] = copies.of((from as unknown as Fields)[name], to[name]);
  }
  return copy;
}

/** Of one core: what is one thing there, under two names, is one in the copy. */
class Copies {
  readonly #made = new Map<object, object>();

  /** @param there what is to be it from now on, where others hold on to that */
  of(value: unknown, there: unknown = null): unknown {
    if (typeof value === 'function') throw new Error('copyOf: a function remembers what nobody sees');
    if (typeof value !== 'object' || value === null || isImmutable(value)) return value;
    const made = this.#made.get(value);
    if (made !== undefined) return made;
    if (Array.isArray(value)) return this.#list(value, (there as unknown[] | null) ?? []);
    if (value instanceof Map) return this.#map(value, (there as Map<unknown, unknown> | null) ?? new Map());
    if (value instanceof Set) return this.#set(value, (there as Set<unknown> | null) ?? new Set());
    return this.#fields(value, there as Fields | null);
  }

  #list(from: readonly unknown[], to: unknown[]): unknown[] {
    this.#made.set(from, to);
    to.length = 0;
    for (const each of from) to.push(this.of(each));
    return to;
  }

  #map(from: ReadonlyMap<unknown, unknown>, to: Map<unknown, unknown>): Map<unknown, unknown> {
    this.#made.set(from, to);
    to.clear();
    for (const [key, each] of from) to.set(key, this.of(each));
    return to;
  }

  #set(from: ReadonlySet<unknown>, to: Set<unknown>): Set<unknown> {
    this.#made.set(from, to);
    to.clear();
    for (const each of from) to.add(this.of(each));
    return to;
  }

  #fields(from: object, there: Fields | null): Fields {
    if (Object.getPrototypeOf(from) !== Object.prototype)
      throw new Error(`copyOf: nobody knows how to copy a ${from.constructor.name}`);
    const to: Fields = { ...from };
    this.#made.set(from, there ?? to);
    for (const name in to) {
      const each = to[name];
      if (typeof each === 'object' && each !== null) to[name] = this.of(each, there?.[name]);
    }
    return there === null ? to : Object.assign(there, to);
  }
}
