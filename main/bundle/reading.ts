/** Reads a bundle's bytes in their order. Everything in it may have been made to hurt: no length is believed before it fits. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { FramedGroup } from '#main/ledger/index.ts';
import { BUNDLE_LIMITS, GROUP_HEADER_BYTES, headerSchema, MAGIC, SEAL_BYTES } from './format.ts';
import type { BundleHeader } from './format.ts';

/** Why a file is no bundle, or none that can be shown. */
export class BundleRefused extends Error {
  readonly code: BundleRefusal;
  /** The record that is not what was written; null where none can be named. */
  readonly record: number | null;

  constructor(code: BundleRefusal, message: string, record: number | null = null) {
    super(message);
    this.code = code;
    this.record = record;
  }
}

export type BundleRefusal =
  | 'not_a_bundle'
  | 'newer_bundle'
  | 'bundle_too_large'
  | 'bundle_cut'
  | 'bundle_altered'
  | 'bundle_contradicts'
  | 'bundle_unreadable'
  | 'cancelled';

export class BundleReader {
  readonly header: BundleHeader;
  readonly #handle: number;
  readonly #size: number;
  readonly #seal = createHash('sha256');
  #at = 0;
  #next = 1;

  /** @throws BundleRefused */
  constructor(file: string) {
    this.#handle = openPlainFile(file);
    try {
      this.#size = fs.fstatSync(this.#handle).size;
      if (this.#size > BUNDLE_LIMITS.fileBytes)
        throw new BundleRefused(
          'bundle_too_large',
          'This file is larger than any history that can be opened.',
        );
      this.header = this.#readHeader();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** 0 to 1. */
  get progress(): number {
    return this.#at / this.#size;
  }

  /** The next group as it claims to be, unchecked; null once there is one for every record. @throws BundleRefused */
  group(): FramedGroup | null {
    if (this.#next > this.header.records) return null;
    const header = this.#take(GROUP_HEADER_BYTES);
    const count = header.readUInt32BE(0);
    const length = header.readUInt32BE(4);
    if (count === 0 || this.#next + count - 1 > this.header.records)
      throw altered(`The group from record ${this.#next} on is damaged.`, this.#next);
    if (length > BUNDLE_LIMITS.groupBytes)
      throw new BundleRefused(
        'bundle_too_large',
        `The group from record ${this.#next} on is too large.`,
        this.#next,
      );
    const group = { first: this.#next, count, head: header.subarray(8), body: this.#take(length) };
    this.#next += count;
    return group;
  }

  /** Nothing follows but the seal, and it is the right one. @throws BundleRefused */
  end(): void {
    const expected = this.#seal.copy().digest();
    if (this.#size - this.#at > SEAL_BYTES)
      throw altered('Something was put behind the end of this file.', null);
    if (!this.#take(SEAL_BYTES).equals(expected))
      throw altered('This file is not what was written: its seal does not fit.', null);
  }

  close(): void {
    fs.closeSync(this.#handle);
  }

  #readHeader(): BundleHeader {
    if (this.#size < MAGIC.length || !this.#take(MAGIC.length).equals(MAGIC))
      throw new BundleRefused('not_a_bundle', 'This file is no history of VibeSync.');
    const length = this.#take(4).readUInt32BE();
    if (length > BUNDLE_LIMITS.headerBytes) throw altered('The beginning of this file is damaged.', null);
    const header = parsed(this.#take(length).toString('utf8'));
    const { format } = header as { readonly format?: unknown };
    if (typeof format === 'number' && Number.isInteger(format) && format > 1)
      throw new BundleRefused('newer_bundle', 'This file was written by a newer version of VibeSync.');
    const checked = headerSchema.safeParse(header);
    if (!checked.success) throw altered('The beginning of this file is damaged.', null);
    return checked.data;
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#size)
      throw new BundleRefused(
        'bundle_cut',
        `This file ends too early: record ${this.#next} is missing.`,
        this.#next,
      );
    const bytes = Buffer.alloc(length);
    for (let read = 0; read < length;) {
      const got = fs.readSync(this.#handle, bytes, read, length - read, this.#at + read);
      if (got === 0)
        throw new BundleRefused('bundle_cut', 'This file became shorter while it was read.', this.#next);
      read += got;
    }
    this.#at += length;
    this.#seal.update(bytes);
    return bytes;
  }
}

export function altered(message: string, record: number | null): BundleRefused {
  return new BundleRefused('bundle_altered', message, record);
}

/** Not a folder, a pipe or a device, which might never end. */
function openPlainFile(file: string): number {
  let handle: number;
  try {
    handle = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw new BundleRefused('bundle_unreadable', `This file cannot be read: ${(error as Error).message}`);
  }
  if (fs.fstatSync(handle).isFile()) return handle;
  fs.closeSync(handle);
  throw new BundleRefused('not_a_bundle', 'This is no file.');
}

function parsed(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // What it is not is said below.
  }
  throw altered('The beginning of this file is damaged.', null);
}
