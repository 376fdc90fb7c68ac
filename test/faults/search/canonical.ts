/**
 * One text for one state: two states with the same text have the same future. Insertion order is kept, since the core
 * goes through its maps in it; two orders of the same content count as two states, which costs and hides nothing.
 */
import { hash } from 'node:crypto';
import { Core } from '#main/orchestrator/core.ts';

/** Fields that are the same in every state of a search, or that only a screen reads. */
const LEFT_OUT: ReadonlySet<string> = new Set(['config', 'verifyReceipt', 'hashOf', 'heldConfirmedMs']);

/** Only of these it is known that all they remember is in their fields. */
const KNOWN: ReadonlySet<object> = new Set([Object.prototype, Core.prototype]);

/** What is never changed once it was made is written out once, and is a number from then on. */
const numbers = new Map<string, string>();
const numberOf = new WeakMap<object, string>();

/** @throws at what it does not know how to write: a state that is only half looked at would pass for another */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `"${value}"`;
    case 'number':
      return Object.is(value, -0) ? '-0' : `${value}`;
    case 'boolean':
      return value ? 't' : 'f';
    case 'undefined':
      return 'u';
    case 'object':
      return value === null ? 'n' : ofObject(value);
    default:
      throw new Error(`canonical: a ${typeof value} has no text`);
  }
}

/** The same for what is never changed once it was made, or only by putting something else in its place. */
export function canonicalOnce(value: unknown): string {
  if (typeof value !== 'object' || value === null) return canonical(value);
  let number = numberOf.get(value);
  if (number === undefined) {
    const text = canonicalAnew(value);
    number = numbers.get(text) ?? `#${numbers.size}`;
    numbers.set(text, number);
    numberOf.set(value, number);
  }
  return number;
}

function canonicalAnew(value: object): string {
  return isImmutable(value) ? ofFields(value) : ofObject(value);
}

function ofObject(value: object): string {
  if (Array.isArray(value)) return listOf(value, canonical);
  if (value instanceof Map) return mapOf(value, canonical);
  if (value instanceof Set) return listOf(value, canonical);
  return isImmutable(value) ? canonicalOnce(value) : ofFields(value);
}

function listOf(values: Iterable<unknown>, textOf: (value: unknown) => string): string {
  let text = '[';
  for (const each of values) text += `${textOf(each)},`;
  return `${text}]`;
}

function mapOf(map: ReadonlyMap<unknown, unknown>, textOf: (value: unknown) => string): string {
  let text = '{';
  for (const [key, each] of map) text += `${canonical(key)}>${textOf(each)},`;
  return `${text}}`;
}

function ofFields(value: object): string {
  if (!KNOWN.has(Object.getPrototypeOf(value) as object))
    throw new Error(`canonical: a ${value.constructor.name} has no text`);
  const isFold = 'forgottenThrough' in value;
  let shape = NO_FIELDS;
  let text = '';
  for (const name in value) {
    shape = shape.with(name);
    if (shape.isLeftOut) continue;
    const each = (value as Record<string, unknown>)[name];
    // Records are never changed, nor is anything that they are folded into; copies of a fold share it.
    if (isFold && name === 'lastWrites') text += mapOf(each as LastWrites, writesOf);
    else {
      const isShared = name === 'pendingRecords' || (isFold && name !== 'scenes');
      text += isShared ? withShared(each) : canonical(each);
    }
    text += ';';
  }
  return `<${shape.number}:${text}>`;
}

type LastWrites = Core['durable']['lastWrites'];
const writesOf = (facets: unknown): string => mapOf(facets as ReadonlyMap<unknown, unknown>, canonicalOnce);

function withShared(value: unknown): string {
  if (value instanceof Map) return mapOf(value, canonicalOnce);
  return Array.isArray(value) ? listOf(value, canonicalOnce) : canonical(value);
}

/** The names of an object's fields, in their order: a number stands for all of them, so that no text has to repeat them. */
class Shape {
  static #made = 0;
  readonly number = (Shape.#made += 1);
  /** Whether the last of them is not looked at. */
  readonly isLeftOut: boolean;
  readonly #last: string;
  readonly #longer = new Map<string, Shape>();
  /** The one that was asked for last: mostly the only one. */
  #newest: Shape | null = null;

  constructor(last: string) {
    this.#last = last;
    this.isLeftOut = LEFT_OUT.has(last);
  }

  with(name: string): Shape {
    const newest = this.#newest;
    if (newest !== null && newest.#last === name) return newest;
    const longer = this.#longer.get(name) ?? new Shape(name);
    this.#longer.set(name, longer);
    this.#newest = longer;
    return longer;
  }
}

const NO_FIELDS = new Shape('');

/** 96 bits of a text: that two of a million states are taken for one has a chance below 10⁻¹⁶. */
export function keyOf(text: string): string {
  return hash('sha1', text, 'base64').slice(0, 16);
}

/** Intents and objects of the scene. */
export function isImmutable(value: object): boolean {
  return ('operations' in value && 'actor' in value) || ('transform' in value && 'visibility' in value);
}
