/**
 * What the records of a log amount to, by the rules of their kinds alone: nothing of the core and nothing of its fold is
 * used here. Each rule that is broken is named by its guarantee.
 */
import { facetsText } from './scene-text.ts';
import type { ReadRecord } from './log-reader.ts';
import type { Operation } from '#app/scene/index.ts';

interface Begun {
  readonly id: string;
  readonly operations: readonly Operation[];
}

export interface Numbered {
  readonly n: number;
  readonly operations: readonly Operation[];
}

interface Held {
  readonly name: string;
  readonly translation: readonly number[];
}

export class LogFacts {
  /** Number of the last commit. */
  revision = 0;
  leasedTo = 0;
  /** Numbers by the intent that has them; the last one where it had several. */
  readonly numberOf = new Map<string, number>();
  readonly commits = new Map<number, { readonly id: string; readonly position: number }>();
  /** Of each intent that was committed. */
  readonly committed = new Map<string, number>();
  readonly open = new Map<number, Begun>();
  readonly #scene = new Map<string, Held>();
  readonly #outcomes = new Map<number, string>();
  #begunTo = 0;
  /** Numbers that were handed back unused, and may be leased again. */
  #from = 1;

  take(records: readonly ReadRecord[]): void {
    for (const { position, record } of records) this.#one(position, record);
  }

  /** ORD-2, once a recovery is durable: what became of every number up to here. */
  checkOutcomes(upTo: number): void {
    for (let n = this.#from; n <= upTo; n += 1)
      if (!this.#outcomes.has(n)) throw new Error(`ORD-2: what became of number ${n} is not in the log`);
    this.#from = upTo + 1;
  }

  /** What each object looks like once every commit, and these beyond them, was carried out in the order of numbers. */
  sceneWith(beyond: readonly Numbered[]): ReadonlyMap<string, string> {
    const scene = new Map(this.#scene);
    for (const { operations } of [...beyond].sort((a, b) => a.n - b.n)) carryOut(scene, operations);
    return new Map([...scene].map(([id, { name, translation }]) => [id, facetsText(name, translation)]));
  }

  #one(position: number, record: ReadRecord['record']): void {
    switch (record.kind) {
      case 'lease': {
        const { lo, hi } = record as unknown as { lo: number; hi: number };
        if (lo !== this.leasedTo + 1) throw new Error(`ORD-2: leased from ${lo} after ${this.leasedTo}`);
        this.leasedTo = hi;
        return;
      }
      case 'close_lease':
        this.leasedTo = (record as unknown as { through: number }).through;
        return;
      case 'begin':
        return this.#begin(record as unknown as { n: number; intent: Begun });
      case 'commit': {
        const { n } = record as unknown as { n: number };
        const begun = this.#end(n, 'commit');
        if (n <= this.revision) throw new Error(`ORD-2: ${n} is committed after ${this.revision}`);
        if (this.committed.has(begun.id)) throw new Error(`FAIL-3: ${begun.id} is committed twice`);
        this.revision = n;
        this.commits.set(n, { id: begun.id, position });
        this.committed.set(begun.id, n);
        carryOut(this.#scene, begun.operations);
        return;
      }
      case 'abort':
        this.#end((record as unknown as { n: number }).n, 'abort');
        return;
      case 'void': {
        const { lo, hi } = record as unknown as { lo: number; hi: number };
        for (let n = lo; n <= hi; n += 1) this.#outcome(n, 'void');
        for (let n = lo; n <= hi; n += 1) this.open.delete(n);
        this.#begunTo = Math.max(this.#begunTo, hi);
        return;
      }
      default:
        return;
    }
  }

  #begin({ n, intent }: { readonly n: number; readonly intent: Begun }): void {
    if (n <= this.#begunTo) throw new Error(`ORD-2: number ${n} is used after ${this.#begunTo}`);
    if (n > this.leasedTo) throw new Error(`ORD-2: number ${n} was never leased`);
    this.#begunTo = n;
    this.open.set(n, { id: intent.id, operations: intent.operations });
    this.numberOf.set(intent.id, n);
  }

  #end(n: number, how: string): Begun {
    const begun = this.open.get(n);
    if (begun === undefined) throw new Error(`ORD-2: ${how} of ${n}, which is not open`);
    this.#outcome(n, how);
    this.open.delete(n);
    return begun;
  }

  #outcome(n: number, how: string): void {
    const before = this.#outcomes.get(n);
    if (before !== undefined) throw new Error(`ORD-2: number ${n} ends twice: ${before}, ${how}`);
    this.#outcomes.set(n, how);
  }
}

function carryOut(scene: Map<string, Held>, operations: readonly Operation[]): void {
  for (const operation of operations) {
    if (operation.op === 'create') {
      const { id, name, transform } = operation.object;
      if (scene.has(id)) throw new Error(`FAIL-3: ${id} is made twice`);
      scene.set(id, { name, translation: transform.translation });
    } else if (operation.op === 'set_transform') {
      const held = scene.get(operation.id);
      if (held === undefined) throw new Error(`FAIL-3: ${operation.id} is moved and was never made`);
      scene.set(operation.id, { name: held.name, translation: operation.transform.translation });
    } else throw new Error(`the author never asks for ${operation.op}`);
  }
}
