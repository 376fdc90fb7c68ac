/** Lays out a copy of a history where a host looks for its ledger. */
import path from 'node:path';
import type { CopyView } from '#app/control-room/index.ts';
import type { Reason } from '#app/intents/index.ts';
import { unpackBundle } from '#main/bundle/index.ts';
import { placesIn } from './places.ts';

interface Copied {
  readonly file: string;
  /** What was found when it was checked. */
  readonly head: string;
  readonly receipt: CopyView['receipt'];
}

export type LaidOut =
  { readonly ok: true; readonly copy: CopyView } | { readonly ok: false; readonly reason: Reason };

/**
 * @param userData a folder of this process alone, in which nothing lies yet
 * @throws FolderUnusable
 */
export async function layOutCopy({ file, head, receipt }: Copied, userData: string): Promise<LaidOut> {
  const end = await unpackBundle(file, head, placesIn(userData).ledger);
  if (!end.ok) return end;
  return { ok: true, copy: { ...end.bundle, receipt, file: path.basename(file) } };
}
