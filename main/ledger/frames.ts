/**
 * The bytes of a group and the chain over them. Everything that the ledger promises about damage rests on this file,
 * and it is the format on disk: see LEDGER_FORMAT before touching it.
 *
 *   group  = record frame, record frame, …
 *   frame  = u32 length of the body · i48 time · 16 bytes digest · body                           big-endian
 *   digest = first 16 bytes of SHA-256(u48 position · i48 time · body)
 *   head   = SHA-256(previous head · u48 first position · u32 count · group)
 *
 * `time` is milliseconds since 1970 UTC, advisory (TIME-2). The head makes any change detectable (DUR-2); the digests
 * only say which record it was (R6), so half a hash is enough. Positions are part of both: a record that was moved
 * is as wrong as one that was altered. The head of nothing is 32 zero bytes.
 */
import { hash } from 'node:crypto';

export const HEAD_BYTES = 32;
export const EMPTY_HEAD: Buffer = Buffer.alloc(HEAD_BYTES);

const DIGEST_BYTES = 16;
const HEADER_BYTES = 4 + 6 + DIGEST_BYTES;
const TIME_LIMIT_MS = 2 ** 47 - 1;

/** A record as it stands on disk. `json` is its body, `timeMs` advisory. */
export interface StoredRecord extends RecordBody {
  readonly position: number;
}

/** What is framed of a record: its body as JSON, made once, and its advisory time. */
export interface RecordBody {
  readonly timeMs: number;
  readonly json: string;
}

/** A record of a ledger whose chain has a head after each record: older formats. */
export interface ChainedRecord extends RecordBody {
  readonly head: Buffer;
}

export interface FramedGroup {
  /** Position of the first record. */
  readonly first: number;
  readonly count: number;
  readonly head: Buffer;
  readonly body: Buffer;
}

/** What is wrong with the log, and where. `position` is the first record that cannot be trusted. */
export interface Damage {
  readonly position: number;
  readonly code: DamageCode;
  readonly message: string;
}

export type DamageCode =
  | 'record_damaged'
  | 'record_missing'
  | 'group_damaged'
  | 'record_unreadable'
  | 'record_contradicts'
  | 'database_damaged'
  | 'snapshot_contradicts';

/** Frames bodies in order, the first at position `first`, chained onto `previousHead`. */
export function frameGroup(first: number, records: readonly RecordBody[], previousHead: Buffer): FramedGroup {
  let size = 0;
  const lengths = records.map(({ json }) => Buffer.byteLength(json));
  for (const length of lengths) size += HEADER_BYTES + length;
  const body = Buffer.allocUnsafe(size);
  let offset = 0;
  for (const [index, { timeMs, json }] of records.entries()) {
    const length = lengths[index] as number;
    body.writeUInt32BE(length, offset);
    body.writeIntBE(clampTime(timeMs), offset + 4, 6);
    body.write(json, offset + HEADER_BYTES, length, 'utf8');
    const digest = digestOf(first + index, body, offset, length);
    digest.copy(body, offset + 10, 0, DIGEST_BYTES);
    offset += HEADER_BYTES + length;
  }
  return { first, count: records.length, head: headOf(previousHead, first, records.length, body), body };
}

/** The head after a group. */
export function headOf(previousHead: Buffer, first: number, count: number, body: Buffer): Buffer {
  const prefix = Buffer.allocUnsafe(10);
  prefix.writeUIntBE(first, 0, 6);
  prefix.writeUInt32BE(count, 6);
  return sha256(Buffer.concat([previousHead, prefix, body]));
}

/**
 * Checks one group against its place in the chain. Null when it is what was written; else the first bad record.
 * @param expectedFirst the position after the last good record
 */
export function checkGroup(group: FramedGroup, expectedFirst: number, previousHead: Buffer): Damage | null {
  if (group.first !== expectedFirst) {
    return damage(expectedFirst, 'record_missing', `Record ${expectedFirst} is missing.`);
  }
  if (!isOfItsKinds(group))
    return damage(group.first, 'group_damaged', `The group from record ${group.first} on is damaged.`);
  if (headOf(previousHead, group.first, group.count, group.body).equals(group.head)) return null;
  // Something in this group changed. The digests say which record; where all of them hold, it is the frame around them.
  const bad = firstBadRecord(group);
  return (
    bad ??
    damage(
      group.first,
      'group_damaged',
      `The group of records ${group.first} to ${group.first + group.count - 1} does not fit its chain hash.`,
    )
  );
}

/** A bit makes text of bytes, or a fraction of a number: SQLite gives that as another type, STRICT or not. */
export function isOfItsKinds({ first, count, head, body }: FramedGroup): boolean {
  return (
    Number.isSafeInteger(first) &&
    Number.isInteger(count) &&
    count > 0 &&
    count < 2 ** 32 &&
    Buffer.isBuffer(head) &&
    Buffer.isBuffer(body)
  );
}

/** The records of a group that `checkGroup` passed. */
export function recordsOf(group: FramedGroup): StoredRecord[] {
  const records: StoredRecord[] = [];
  let offset = 0;
  for (let index = 0; index < group.count; index += 1) {
    const length = group.body.readUInt32BE(offset);
    const bodyAt = offset + HEADER_BYTES;
    records.push({
      position: group.first + index,
      timeMs: group.body.readIntBE(offset + 4, 6),
      json: group.body.toString('utf8', bodyAt, bodyAt + length),
    });
    offset = bodyAt + length;
  }
  return records;
}

export function sha256(bytes: Buffer | string): Buffer {
  return hash('sha256', bytes, 'buffer');
}

/** Milliseconds of an ISO 8601 time. A clock that shows nonsense costs no record: what cannot be read becomes 0. */
export function millisecondsOf(iso: string): number {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? 0 : clampTime(time);
}

/** UTC, ISO 8601. */
export function isoOf(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}

export function damage(position: number, code: DamageCode, message: string): Damage {
  return { position, code, message };
}

function firstBadRecord(group: FramedGroup): Damage | null {
  const { body } = group;
  let offset = 0;
  for (let index = 0; index < group.count; index += 1) {
    const position = group.first + index;
    const length = offset + HEADER_BYTES <= body.length ? body.readUInt32BE(offset) : -1;
    if (length < 0 || offset + HEADER_BYTES + length > body.length) {
      return damage(position, 'record_damaged', `The frame of record ${position} is damaged.`);
    }
    const stored = body.subarray(offset + 10, offset + HEADER_BYTES);
    if (!digestOf(position, body, offset, length).subarray(0, DIGEST_BYTES).equals(stored)) {
      return damage(position, 'record_damaged', `Record ${position} is not what was written.`);
    }
    offset += HEADER_BYTES + length;
  }
  if (offset === body.length) return null;
  const last = group.first + group.count - 1;
  return damage(last, 'record_damaged', `Bytes follow record ${last} that nobody wrote.`);
}

function digestOf(position: number, body: Buffer, frameAt: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(12 + length);
  bytes.writeUIntBE(position, 0, 6);
  body.copy(bytes, 6, frameAt + 4, frameAt + 10);
  body.copy(bytes, 12, frameAt + HEADER_BYTES, frameAt + HEADER_BYTES + length);
  return sha256(bytes);
}

function clampTime(timeMs: number): number {
  return Math.max(-TIME_LIMIT_MS, Math.min(TIME_LIMIT_MS, Math.trunc(timeMs)));
}
