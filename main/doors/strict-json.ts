/**
 * JSON without its ambiguities (SEC-1). `JSON.parse` decides what is JSON; a single pass over the text before it finds
 * what `JSON.parse` lets through and two readers could take differently, or what would hurt whoever handles the value:
 * duplicate keys, prototype keys, lone surrogates, NUL, numbers that change, depth and sheer number.
 *
 * The pass assumes well-formed JSON and only has to be right about that: whatever it lets through that is not JSON,
 * `JSON.parse` refuses. So it needs no grammar, and costs about half of the parse that follows.
 */

export type StrictJsonCode =
  | 'malformed_json'
  | 'duplicate_key'
  | 'reserved_key'
  | 'ill_formed_text'
  | 'number_out_of_range'
  | 'too_deep'
  | 'too_complex';

export interface StrictJsonLimits {
  /** Nested arrays and objects. */
  readonly depth: number;
  /** Values in all, counted with arrays and objects. */
  readonly values: number;
  readonly keysPerObject: number;
  /** Characters of the longest number. */
  readonly numberLength: number;
}

/** `message` names the place by its offset in UTF-16 units and never quotes the text: it may hold a secret. */
export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: StrictJsonCode; readonly message: string };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const LOWER_E = 0x65;
const UPPER_E = 0x45;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const LOWER_U = 0x75;

const RESERVED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const SHORTEST_RESERVED = 9;
const LONGEST_RESERVED = 11;

/** Integers of so many digits are exact in a 64-bit float. */
const EXACT_DIGITS = 15;
/** `e-05`: an exponent so long, after at most `numberLength` of mantissa, cannot overflow. */
const SAFE_EXPONENT_LENGTH = 3;

/** Multiplier of the key hash, odd and different in every process, so that nobody can prepare keys that collide. */
const HASH_MULTIPLIER = (Math.floor(Math.random() * 0x7fffffff) << 1) | 1;

/** Parses `text` if it is strict JSON. Never throws; O(length). */
export function parseStrictJson(text: string, limits: StrictJsonLimits): StrictJson {
  if (!text.isWellFormed()) return refuse('ill_formed_text', 'The text has a lone surrogate.');
  const problem = new Scanner(text, limits).scan();
  if (problem !== null) return problem;
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // The parser's own message quotes the text, which may hold a secret.
    return refuse('malformed_json', 'What came is not JSON.');
  }
}

type Problem = Extract<StrictJson, { ok: false }>;

function refuse(code: StrictJsonCode, message: string): Problem {
  return { ok: false, code, message };
}

class Scanner {
  readonly #text: string;
  readonly #limits: StrictJsonLimits;
  /** Where the keys of each open container begin in `#keyHashes`; −1 for an array. */
  readonly #openings: number[] = [];
  readonly #keyHashes: number[] = [];
  /** Start and end of each key between its quotes, two entries a key. */
  readonly #keySpans: number[] = [];
  #keys = 0;
  /** The first backslash that has not been passed; the length when there is none. Most frames have none at all. */
  #backslash: number;

  constructor(text: string, limits: StrictJsonLimits) {
    this.#text = text;
    this.#limits = limits;
    this.#backslash = orLength(text.indexOf('\\'), text);
  }

  scan(): Problem | null {
    const text = this.#text;
    const { length } = text;
    const { depth, values: maxValues } = this.#limits;
    const openings = this.#openings;
    let values = 0;
    let inObject = false;
    let expectKey = false;
    let at = 0;
    while (at < length) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) {
        const start = at + 1;
        if (expectKey) {
          expectKey = false;
          let hash = 0;
          let end = start;
          for (; end < length; end += 1) {
            const each = text.charCodeAt(end);
            if (each === QUOTE || each === BACKSLASH) break;
            hash = Math.imul(hash ^ each, HASH_MULTIPLIER);
          }
          const escaped = text.charCodeAt(end) === BACKSLASH;
          if (escaped) {
            end = this.#endOfText(start);
            if (end < 0) return illFormed(start);
            hash = hashOf(decode(text, start, end));
          }
          const problem = this.#addKey(hash, start, end, escaped);
          if (problem !== null) return problem;
          at = end + 1;
        } else {
          values += 1;
          const end = this.#endOfText(start);
          if (end < 0) return illFormed(start);
          at = end + 1;
        }
      } else if (unit === COMMA) {
        expectKey = inObject;
        at += 1;
      } else if (unit === COLON) {
        at += 1;
      } else if (unit === MINUS || (unit >= ZERO && unit <= NINE)) {
        values += 1;
        const end = this.#endOfNumber(at);
        if (end === NOT_KEPT)
          return refuse('number_out_of_range', `A number that a 64-bit float does not hold, at ${at}.`);
        if (end === TOO_LONG)
          return tooComplex(`A number has more than ${this.#limits.numberLength} characters.`);
        at = end;
      } else if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) {
        values += 1;
        if (openings.length >= depth) return refuse('too_deep', `Nested more than ${depth} deep, at ${at}.`);
        inObject = unit === OPEN_OBJECT;
        expectKey = inObject;
        openings.push(inObject ? this.#keys : -1);
        at += 1;
      } else if (unit === CLOSE_OBJECT || unit === CLOSE_ARRAY) {
        const closed = openings.pop();
        if (closed !== undefined && closed >= 0) this.#keys = closed;
        inObject = openings.length > 0 && (openings[openings.length - 1] as number) >= 0;
        expectKey = false;
        at += 1;
      } else {
        // White space, `true`, `false`, `null`, or something that the parser refuses.
        if (unit === LOWER_T || unit === LOWER_F || unit === LOWER_N) values += 1;
        at += 1;
      }
      if (values > maxValues) return tooComplex(`More than ${maxValues} values.`);
    }
    return null;
  }

  /** Offset of the closing quote (or of the end), or −1 for a lone surrogate or NUL written as an escape. */
  #endOfText(start: number): number {
    const text = this.#text;
    if (this.#backslash < start) this.#backslash = orLength(text.indexOf('\\', start), text);
    const end = orLength(text.indexOf('"', start), text);
    return this.#backslash > end ? end : this.#endOfEscapedText(this.#backslash);
  }

  /** The same from the first escape of a text on. */
  #endOfEscapedText(firstEscape: number): number {
    const text = this.#text;
    const { length } = text;
    let at = firstEscape;
    while (at < length) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) break;
      if (unit !== BACKSLASH) {
        at += 1;
        continue;
      }
      if (text.charCodeAt(at + 1) !== LOWER_U) {
        at += 2;
        continue;
      }
      const code = hexAt(text, at + 2);
      if (code === 0 || (code >= 0xdc00 && code <= 0xdfff)) return -1;
      at += 6;
      if (code < 0xd800 || code > 0xdbff) continue;
      const low =
        text.charCodeAt(at) === BACKSLASH && text.charCodeAt(at + 1) === LOWER_U ? hexAt(text, at + 2) : -1;
      if (low < 0xdc00 || low > 0xdfff) return -1;
      at += 6;
    }
    return at;
  }

  /** Offset behind the number, or a negative reason. */
  #endOfNumber(start: number): number {
    const text = this.#text;
    const { length } = text;
    let at = start + 1;
    let isInteger = true;
    let exponentAt = 0;
    for (; at < length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit >= ZERO && unit <= NINE) continue;
      if (unit === COMMA || unit === CLOSE_ARRAY) break;
      if (unit === DOT) isInteger = false;
      else if (unit === LOWER_E || unit === UPPER_E) {
        isInteger = false;
        exponentAt = at;
      } else if (unit !== MINUS && unit !== PLUS) break;
    }
    const size = at - start;
    if (size <= EXACT_DIGITS && exponentAt === 0) return at;
    if (size > this.#limits.numberLength) return TOO_LONG;
    if (isInteger) return keepsInteger(text.slice(start, at)) ? at : NOT_KEPT;
    if (exponentAt > 0 && at - exponentAt > SAFE_EXPONENT_LENGTH && !isKeptFloat(text.slice(start, at)))
      return NOT_KEPT;
    return at;
  }

  #addKey(hash: number, start: number, end: number, escaped: boolean): Problem | null {
    const first = this.#openings[this.#openings.length - 1] as number;
    const keys = this.#keys;
    if (keys - first >= this.#limits.keysPerObject) {
      return tooComplex(`An object has more than ${this.#limits.keysPerObject} keys.`);
    }
    const text = this.#text;
    const size = end - start;
    if (escaped || (size >= SHORTEST_RESERVED && size <= LONGEST_RESERVED)) {
      if (RESERVED_KEYS.has(decode(text, start, end)))
        return refuse('reserved_key', `A key that is not allowed, at ${start}.`);
    }
    const hashes = this.#keyHashes;
    const spans = this.#keySpans;
    for (let key = first; key < keys; key += 1) {
      if (hashes[key] !== hash) continue;
      const other = decode(text, spans[key * 2] as number, spans[key * 2 + 1] as number);
      if (other === decode(text, start, end))
        return refuse('duplicate_key', `A key for the second time, at ${start}.`);
    }
    hashes[keys] = hash;
    spans[keys * 2] = start;
    spans[keys * 2 + 1] = end;
    this.#keys = keys + 1;
    return null;
  }
}

const NOT_KEPT = -1;
const TOO_LONG = -2;

function illFormed(at: number): Problem {
  return refuse('ill_formed_text', `A text with a lone surrogate or a NUL, at ${at}.`);
}

function tooComplex(message: string): Problem {
  return refuse('too_complex', message);
}

function orLength(index: number, text: string): number {
  return index < 0 ? text.length : index;
}

function hashOf(key: string): number {
  let hash = 0;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), HASH_MULTIPLIER);
  return hash;
}

/** The value of four hex digits, or −1. */
function hexAt(text: string, at: number): number {
  let value = 0;
  for (let digit = at; digit < at + 4; digit += 1) {
    const unit = text.charCodeAt(digit);
    const lower = unit | 0x20;
    if (unit >= ZERO && unit <= NINE) value = value * 16 + unit - ZERO;
    else if (lower >= 0x61 && lower <= 0x66) value = value * 16 + lower - 0x57;
    else return -1;
  }
  return value;
}

/** What stands between two quotes, with its escapes resolved; the raw text where they are broken, which `JSON.parse` refuses later. */
function decode(text: string, start: number, end: number): string {
  const raw = text.slice(start, end);
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

/** An integer is kept when the float has the very value, or when the digits are those that the float prints as: then
 * nothing was lost that JavaScript's own writer would not lose (it writes large floats without an exponent). */
function keepsInteger(digits: string): boolean {
  const value = Number(digits);
  if (Number.isNaN(value)) return true; // not JSON: for the parser to refuse
  return Number.isFinite(value) && (String(value) === digits || BigInt(digits) === BigInt(value));
}

function isKeptFloat(digits: string): boolean {
  const value = Number(digits);
  return Number.isNaN(value) || Number.isFinite(value);
}
