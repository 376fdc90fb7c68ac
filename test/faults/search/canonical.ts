/**
 * One text for one state: two states with the same text have the same future. Insertion order is kept, since the core
 * goes through its maps in it; two orders of the same content count as two states, which costs and hides nothing.
 */
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
  let text = '<';
  for (const [name, each] of Object.entries(value) as [string, unknown][]) {
    if (LEFT_OUT.has(name)) continue;
    // Records are never changed, nor is anything that they are folded into; copies of a fold share it.
    const isShared = name === 'pendingRecords' || (isFold && name !== 'lastWrites' && name !== 'scenes');
    const textOf = isShared ? canonicalOnce : canonical;
    if (each instanceof Map) text += mapOf(each, textOf);
    else if (Array.isArray(each)) text += listOf(each, textOf);
    else text += canonical(each);
    text += `=${name};`;
  }
  return `${text}>`;
}

/** Intents and objects of the scene. */
function isImmutable(value: object): boolean {
  return ('operations' in value && 'actor' in value) || ('transform' in value && 'visibility' in value);
}
