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

function wrong(why: string): Verdict {
  return { ok: false, kind: 'wrong', why };
}
