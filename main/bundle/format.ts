/**
 * A bundle: a whole history in one file that anybody can check without the application's data.
 *
 *   bundle = magic · header · group, group, … · seal                                          numbers big-endian
 *   magic  = "VibeSync history", 16 bytes
 *   header = u32 length · JSON { format, ledger_format, ledger, records, receipt }
 *   group  = u32 count of records · u32 length of the body · 32 bytes head · body
 *   seal   = SHA-256 of all bytes before it
 *
 * A group's body and head are the bytes of the ledger (main/ledger/frames.ts): each record is framed with a digest of its
 * own, and head = SHA-256(previous head · u48 first position · u32 count · body), the head of nothing being 32 zero
 * bytes. The groups follow each other without a gap from record 1 to record `records`. There are no snapshots: what they
 * say no chain covers, and the records say it all. `receipt` is that of the last confirmation (main/ledger/receipts.ts),
 * or null.
 *
 * What this proves: these are the records in the order in which they were chained, none altered, none left out before the
 * last, and all that is shown follows from them. Who knows the last head from elsewhere, from the author's own window or
 * from an earlier bundle, knows that this is that very history. What it does not prove: who made it. There is no key that
 * strangers could check a signature with; whoever writes a chain of their own from the first record on has a whole one.
 * Only the computer that the receipt was made on can tell that it was.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { idSchema, revisionSchema } from '#app/protocol/index.ts';
import type { RawGroup, Receipt } from '#app/ledger/index.ts';

export const BUNDLE_FORMAT = 1;
/** What a file of this kind is called at its end. */
export const BUNDLE_EXTENSION = 'vshistory';
export const MAGIC = Buffer.from('VibeSync history', 'latin1');
export const SEAL_BYTES = 32;
export const GROUP_HEADER_BYTES = 4 + 4 + 32;

export const BUNDLE_LIMITS = {
  fileBytes: 64 * 1_024 ** 3,
  headerBytes: 64 * 1_024,
  /** One group is held in memory; what waits for a disk at once is bounded by less. */
  groupBytes: 512 * 1_024 ** 2,
  records: 1_000_000_000,
} as const;

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const headerSchema = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  ledger_format: z.int().min(0),
  ledger: idSchema,
  records: z.int().min(1).max(BUNDLE_LIMITS.records),
  receipt: z
    .strictObject({ ledger: idSchema, n: revisionSchema, head: digestSchema, mac: digestSchema })
    .nullable(),
});
export type BundleHeader = z.infer<typeof headerSchema>;

/** Makes a bundle's bytes, piece by piece, and its seal over all of them. */
export class BundleBytes {
  readonly #seal = createHash('sha256');

  begin(ledger: string, ledgerFormat: number, records: number, receipt: Receipt | null): Buffer {
    const header: BundleHeader = {
      format: BUNDLE_FORMAT,
      ledger_format: ledgerFormat,
      ledger,
      records,
      receipt,
    };
    const json = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(json.length);
    return this.#sealed(Buffer.concat([MAGIC, length, json]));
  }

  group({ count, head, body }: RawGroup): Buffer {
    const header = Buffer.alloc(8);
    header.writeUInt32BE(count);
    header.writeUInt32BE(body.length, 4);
    return this.#sealed(Buffer.concat([header, head, body]));
  }

  end(): Buffer {
    return this.#seal.digest();
  }

  #sealed(bytes: Buffer): Buffer {
    this.#seal.update(bytes);
    return bytes;
  }
}
