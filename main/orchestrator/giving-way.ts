/**
 * An agent's change that is on its way is no ground to refuse a person's (AUTH-2, R16): what it does is not the truth, and
 * may still come to nothing. Where the person's change fits only without it, it is taken back, and the person's goes first.
 */
import type { Intent } from '#app/intents/index.ts';
import { applyInPlace, revertInPlace } from '#app/scene/index.ts';
import { checkAdmissible } from './admission.ts';
import type { AdmissionRefusal } from './admission.ts';
import type { Core, Flight } from './core.ts';
import { reason } from './core.ts';
import { abort } from './unwinding.ts';

/** Whether an intent may go on; an agent's that alone stands in a person's way is superseded. */
export function admit(core: Core, intent: Intent): AdmissionRefusal | null {
  return judgePassingAgents(core, intent, {
    judge: () => checkAdmissible(core, intent),
    letsIn: (refusal) => (refusal === null ? 1 : 0),
    most: 1,
  });
}

/**
 * Judges a person's intent against the projected scene, and where that lets in less than `most`, without the agent's change
 * that is being applied. If it lets in more so, that one is superseded.
 */
export function judgePassingAgents<Verdict>(
  core: Core,
  by: Intent,
  {
    judge,
    letsIn,
    most,
  }: {
    readonly judge: () => Verdict;
    readonly letsIn: (verdict: Verdict) => number;
    readonly most: number;
  },
): Verdict {
  const beside = judge();
  const flight = core.applying;
  if (by.authority === 'ai' || flight === null || flight.intent.authority !== 'ai') return beside;
  if (letsIn(beside) >= most) return beside;
  const alone = without(core, flight, judge);
  if (letsIn(alone) <= letsIn(beside)) return beside;
  abort(core, flight, reason('superseded', `${by.actor.name} changed what it needs first.`), {
    fault: null,
    ends: 'superseded',
  });
  return alone;
}

function without<Verdict>(core: Core, flight: Flight, judge: () => Verdict): Verdict {
  revertInPlace(core.projected, flight.inverse);
  const verdict = judge();
  const again = applyInPlace(core.projected, flight.intent.operations);
  if (!again.ok) throw new Error(`giving way: ${flight.n} does not apply again: ${again.refusal.message}`);
  return verdict;
}
