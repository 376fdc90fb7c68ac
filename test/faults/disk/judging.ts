/** What has to hold of every state of a disk after a crash (FAIL-3, FAIL-5, DUR-1, DUR-2, ORD-2). */
import type { Finding } from './looking.ts';
import type { Told } from './recorded-disk.ts';
import type { Reference } from './recording.ts';

export type Verdict =
  | { readonly ok: true }
  /** `lost`: something that was confirmed is gone; `wrong`: what is there is not what was written. */
  | { readonly ok: false; readonly kind: 'lost' | 'wrong'; readonly why: string };

const OK: Verdict = { ok: true };

/** @param told what the outside knew at the moment of the crash */
export function judge({ problem, message, shown }: Finding, told: Told, reference: Reference): Verdict {
  if (shown === null) return wrong(`does not open: ${message}`);
  const position = shown.ledger === reference.ledger ? shown.position : 0;
  if (position < told.confirmed || problem === 'history_lost')
    return { ok: false, kind: 'lost', why: `ends at record ${position}, ${told.confirmed} was confirmed` };
  if (problem !== null) return wrong(`${problem}: ${message}`);
  if (position === 0) return OK;
  const point = reference.points.get(position);
  if (point === undefined) return wrong(`ends at record ${position}, within a group`);
  if (point.head !== shown.head) return wrong(`up to record ${position} it is not what was written`);
  if (point.state !== shown.state) return wrong(`the state at record ${position} is not the fold of the log`);
  if (shown.leasedTo < told.used)
    return wrong(`number ${told.used} was used and would be given again after ${shown.leasedTo}`);
  return OK;
}

/**
 * What has to hold where bytes were changed or lost that had been on the disk: no silence (DUR-2).
 * @param confirmed the last record that was said to be durable
 * @returns null where the damage is named and nothing of it shown, or where it changed nothing
 */
export function silenceOf(
  { problem, message, shown }: Finding,
  confirmed: number,
  reference: Reference,
): string | null {
  if (problem !== null && message === '') return 'found, and not said what';
  if (shown === null) return problem === null ? 'opens, and shows nothing' : null;
  const { ledger, position, head, state } = shown;
  if (problem === null && (ledger !== reference.ledger || position < confirmed))
    return `ends at record ${position}, and nobody says that ${confirmed} was confirmed`;
  // Where nothing was found, nothing is shown, or a new ledger with its first record.
  if (problem !== null && position <= 1) return null;
  const point = ledger === reference.ledger ? reference.points.get(position) : undefined;
  return point?.head === head && point.state === state ? null : 'shows what was never written';
}

function wrong(why: string): Verdict {
  return { ok: false, kind: 'wrong', why };
}
