/**
 * The canonical bytes of an object and its digest: one object, one encoding, the same from JavaScript, Python and C#.
 * Binary rather than JSON, because no two languages print floats alike.
 *
 *   u8 version = 1 · 16 bytes id · u8 kind (index in KINDS) · text name · u8 has parent [16 bytes parent]
 *   · 10 × f32 translation, rotation (x y z w), scale · u8 visibility (1 viewport, 2 render)
 *   · u32 count · for each property by the bytes of its key: text key, value
 *   value: 0 false · 1 true · 2 f32 · 3 text · 4 u32 count, f32 each        text: u32 length, UTF-8 bytes
 *   a masked facet (R26) is the one byte 255 in place of its bytes; a masked property is left out and not counted,
 *   since an engine that cannot hold it does not know of it either
 * All little-endian. The digest is the first 16 bytes of SHA-256 over this, in hex.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { KINDS } from './model.ts';
import type { Facet, ObjectId, PropertyValue, SceneObject } from './model.ts';

const MASKED = 255;
const NOTHING_MASKED: ReadonlySet<Facet> = new Set();

/** The audit asks about the same objects again and again, once for each engine. */
const digests = new WeakMap<SceneObject, string>();

export function encodeObject(object: SceneObject, masked: ReadonlySet<Facet> = NOTHING_MASKED): Uint8Array {
  const writer = new Writer();
  writer.u8(1);
  writer.id(object.id);
  writer.u8(KINDS.indexOf(object.kind));
  if (masked.has('name')) writer.u8(MASKED);
  else writer.text(object.name);
  if (masked.has('parent')) writer.u8(MASKED);
  else if (object.parent === null) writer.u8(0);
  else {
    writer.u8(1);
    writer.id(object.parent);
  }
  if (masked.has('transform')) writer.u8(MASKED);
  else {
    const { translation, rotation, scale } = object.transform;
    writer.f32s(translation);
    writer.f32s(rotation);
    writer.f32s(scale);
  }
  if (masked.has('visibility')) writer.u8(MASKED);
  else writer.u8((object.visibility.viewport ? 1 : 0) + (object.visibility.render ? 2 : 0));
  const held = Object.keys(object.properties).filter((key) => !masked.has(`property:${key}`));
  const entries = held.map((key) => ({ key, bytes: utf8(key) }));
  entries.sort((a, b) => compareBytes(a.bytes, b.bytes));
  writer.u32(entries.length);
  for (const { key, bytes } of entries) {
    writer.counted(bytes);
    writer.value(object.properties[key] as PropertyValue);
  }
  return writer.bytes();
}

/** 32 hex digits. That of a whole object is computed once: objects are not changed, but replaced. */
export function digestObject(object: SceneObject, masked: ReadonlySet<Facet> = NOTHING_MASKED): string {
  if (masked.size > 0) return digestOf(object, masked);
  const known = digests.get(object);
  if (known !== undefined) return known;
  const digest = digestOf(object, masked);
  digests.set(object, digest);
  return digest;
}

function digestOf(object: SceneObject, masked: ReadonlySet<Facet>): string {
  return bytesToHex(sha256(encodeObject(object, masked)).subarray(0, 16));
}

/** UTF-8 without TextEncoder, which is no part of the language. Lone surrogates throw: admission refuses them. */
export function utf8(text: string): Uint8Array {
  // Almost everything here is ASCII, one byte a unit; the first character that is not starts the slow way.
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return utf8OfAny(text);
    bytes[i] = unit;
  }
  return bytes;
}

function utf8OfAny(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (code >= 0xd800 && code <= 0xdfff) throw new Error('utf8: the text has a lone surrogate');
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
  }
  return Uint8Array.from(bytes);
}

/** JSON with sorted keys and no spaces: equal values, equal text. For hashes of what was shown and for tests. */
export function canonicalJson(value: unknown): string {
  // Canonical operations are of this form already, and this runs for every intent.
  if (hasSortedKeys(value)) return JSON.stringify(value);
  if (value === null || typeof value !== 'object')
    throw new Error(`canonicalJson: ${typeof value} has no JSON`);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const record = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(record).sort()) {
    const item = record[key];
    if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

/** Whether the keys of every object in a value stand in code-unit order, with a value for each. */
function hasSortedKeys(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return ['string', 'number', 'boolean'].includes(typeof value);
  if (Array.isArray(value)) return value.every(hasSortedKeys);
  const record = value as Record<string, unknown>;
  let last = '';
  for (const key in record) {
    if (key < last || !hasSortedKeys(record[key])) return false;
    last = key;
  }
  return true;
}

/** SHA-256 of the canonical JSON, 64 hex digits. */
export function contentHash(value: unknown): string {
  return bytesToHex(sha256(utf8(canonicalJson(value))));
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const FIRST_CAPACITY_BYTES = 256;
const DASH = 0x2d;

class Writer {
  #bytes = new Uint8Array(FIRST_CAPACITY_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  u8(value: number): void {
    const at = this.#take(1);
    this.#bytes[at] = value;
  }

  u32(value: number): void {
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
  }

  f32(value: number): void {
    const at = this.#take(4);
    this.#view.setFloat32(at, value, true);
  }

  f32s(values: readonly number[]): void {
    for (const value of values) this.f32(value);
  }

  id(id: ObjectId): void {
    let at = this.#take(16);
    for (let i = 0; i < id.length; i += 2) {
      if (id.charCodeAt(i) === DASH) i += 1;
      this.#bytes[at] = 16 * hexDigit(id.charCodeAt(i)) + hexDigit(id.charCodeAt(i + 1));
      at += 1;
    }
  }

  text(text: string): void {
    this.counted(utf8(text));
  }

  counted(bytes: Uint8Array): void {
    this.u32(bytes.length);
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
  }

  value(value: PropertyValue): void {
    if (typeof value === 'boolean') this.u8(value ? 1 : 0);
    else if (typeof value === 'number') {
      this.u8(2);
      this.f32(value);
    } else if (typeof value === 'string') {
      this.u8(3);
      this.text(value);
    } else {
      this.u8(4);
      this.u32(value.length);
      this.f32s(value);
    }
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for so many bytes, in another buffer perhaps: called before that is named. @returns where they go */
  #take(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

/** @param unit of a lower-case hex digit */
function hexDigit(unit: number): number {
  return unit < 0x3a ? unit - 0x30 : unit - 0x57;
}
