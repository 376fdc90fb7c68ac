/**
 * Checks a bundle from its first byte to its last: the chain, what the records say, that they fit each other, and what the
 * receipt claims. Only what passed all of that is ever shown.
 */
import { z } from 'zod';
import type { BundleView } from '#app/control-room/index.ts';
import { emptyDurableState, LEDGER_FORMAT } from '#app/ledger/index.ts';
import type { DurableState, Receipt } from '#app/ledger/index.ts';
import { operationSchema, sceneObjectSchema } from '#app/protocol/index.ts';
import { parseStrictJson } from '#main/doors/index.ts';
import { checkGroup, EMPTY_HEAD, foldStored, recordsOf } from '#main/ledger/index.ts';
import type { FramedGroup } from '#main/ledger/index.ts';
import { altered, BundleReader, BundleRefused } from './reading.ts';

/** A record may hold a whole state; deeper than this no schema of ours goes. */
const JSON_LIMITS = { depth: 64, values: 100_000_000, keysPerObject: 10_000_000, numberLength: 64 } as const;

/** Of a record that brings a change, what the window shows and what the scene is made of. */
const bringing = z.looseObject({
  intent: z.looseObject({
    id: z.string().max(128),
    actor: z.looseObject({
      kind: z.enum(['override', 'person', 'engine', 'agent']),
      id: z.string().max(512),
      name: z.string().max(4_096),
    }),
    reason: z.string().max(65_536),
    operations: z.array(operationSchema),
  }),
});
const BRINGING: ReadonlySet<unknown> = new Set(['begin', 'propose']);

export interface CheckedBundle {
  readonly bundle: Omit<BundleView, 'receipt'>;
  readonly receipt: Receipt | null;
}

/**
 * @param each handed every group that fits the chain, in order
 * @param came told how far it has come, 0 to 1
 * @throws BundleRefused
 */
export function checkBundle(
  file: string,
  each: (group: FramedGroup) => void,
  came: (progress: number) => void,
): CheckedBundle {
  const reader = new BundleReader(file);
  try {
    const { header } = reader;
    if (header.ledger_format !== LEDGER_FORMAT)
      throw new BundleRefused(
        'newer_bundle',
        `This history was written by another version (format ${header.ledger_format}).`,
      );
    const state = emptyDurableState();
    let head = EMPTY_HEAD;
    let isReceiptMet = header.receipt === null;
    for (let group = reader.group(); group !== null; group = reader.group()) {
      const damage = checkGroup(group, group.first, head);
      if (damage !== null) throw altered(damage.message, damage.position);
      fold(state, group);
      head = group.head;
      const { receipt } = header;
      isReceiptMet ||= receipt?.n === state.revision && receipt.head === head.toString('hex');
      each(group);
      came(reader.progress);
    }
    reader.end();
    if (
      state.ledger !== header.ledger ||
      (header.receipt !== null && header.receipt.ledger !== header.ledger)
    )
      throw contradicts('This file says that it is another history than its records do.', 1);
    // A receipt of the computer that shows this file vouches for nothing behind it: others can chain changes on.
    if (!isReceiptMet || state.revision !== (header.receipt?.n ?? 0))
      throw contradicts('The receipt in this file is for something that its records do not say.', null);
    const { ledger, records } = header;
    return {
      bundle: {
        ledger,
        records,
        project: state.project.name,
        revision: state.revision,
        head: head.toString('hex'),
      },
      receipt: header.receipt,
    };
  } finally {
    reader.close();
  }
}

function fold(state: DurableState, group: FramedGroup): void {
  for (const { position, json } of recordsOf(group)) {
    const read = parseStrictJson(json, JSON_LIMITS);
    if (!read.ok)
      throw altered(`Record ${position} is not JSON as it is written here: ${read.message}`, position);
    if (typeof read.value !== 'object' || read.value === null)
      throw contradicts(`Record ${position} is none.`, position);
    const { kind } = read.value as { readonly kind?: unknown };
    if (BRINGING.has(kind) && !bringing.safeParse(read.value).success)
      throw contradicts(`Record ${position} is no change that VibeSync could have written.`, position);
    const damage = foldStored(state, position, json);
    if (damage !== null) throw contradicts(damage.message, position);
    if (kind === 'genesis' || kind === 'restore') checkBeginning(state, position);
  }
}

/** What a history begins with: its names, and the scene that it goes on from. */
function checkBeginning(state: DurableState, position: number): void {
  const hasNames = typeof state.ledger === 'string' && typeof state.project?.name === 'string';
  const isScene = [...state.objects.values()].every((object) => sceneObjectSchema.safeParse(object).success);
  if (!hasNames || !isScene)
    throw contradicts(`Record ${position} is none that VibeSync could have written.`, position);
}

function contradicts(message: string, record: number | null): BundleRefused {
  return new BundleRefused('bundle_contradicts', message, record);
}
