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
    for (const number of [...translation, ...rotation, ...scale]) writer.f32(number);
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

/** 32 hex digits. */
export function digestObject(object: SceneObject, masked?: ReadonlySet<Facet>): string {
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
  // Built by appending: this runs for every intent, and lists of pieces would cost more than the text.
  if (value === null || typeof value !== 'object') {
    const text = JSON.stringify(value);
    if (text === undefined) throw new Error(`canonicalJson: ${typeof value} has no JSON`);
    return text;
  }
  if (Array.isArray(value)) {
    let text = '[';
    for (let i = 0; i < value.length; i += 1) text += (i === 0 ? '' : ',') + canonicalJson(value[i]);
    return `${text}]`;
  }
  const record = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(record).sort()) {
    const item = record[key];
    if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
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

class Writer {
  readonly #bytes: number[] = [];
  readonly #float = new DataView(new ArrayBuffer(4));

  u8(value: number): void {
    this.#bytes.push(value);
  }

  u32(value: number): void {
    this.#bytes.push(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255);
  }

  f32(value: number): void {
    this.#float.setFloat32(0, value, true);
    for (let i = 0; i < 4; i += 1) this.#bytes.push(this.#float.getUint8(i));
  }

  id(id: ObjectId): void {
    const hex = id.replaceAll('-', '');
    for (let i = 0; i < 32; i += 2) this.#bytes.push(Number.parseInt(hex.slice(i, i + 2), 16));
  }

  text(text: string): void {
    this.counted(utf8(text));
  }

  counted(bytes: Uint8Array): void {
    this.u32(bytes.length);
    for (const byte of bytes) this.#bytes.push(byte);
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
      for (const number of value) this.f32(number);
    }
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
