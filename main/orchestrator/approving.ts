/**
 * A person's word on what agents suggest: all of it, a part, other values, or whatever one task has waiting. Each binds to
 * what was shown (R29), and what is committed is what the person let through, nothing else (AUTH-4).
 */
import { labelOf } from '#app/intents/index.ts';
import type { Intent, Reason } from '#app/intents/index.ts';
import type { ApproveRecord } from '#app/ledger/index.ts';
import {
  canonicalOperation,
  classify,
  canonicalJson,
  isOtherValueOf,
  misfitOfPart,
  takenOf,
} from '#app/scene/index.ts';
import type { Misfit, Operation, Placed } from '#app/scene/index.ts';
import { applyOwnEarlier } from './admission.ts';
import type { Core, Proposal } from './core.ts';
import { PERSON, reason } from './core.ts';
import { bare, enqueue, isNumbered, namesMade, shownHash, withdraw } from './gate.ts';
import type { Adjustment, ShownCard } from './inputs.ts';

/** A click on Approve. Acts at once; shows as done once its record is synced. */
export function approve(
  core: Core,
  said: { readonly id: string; readonly hash: string; readonly adjust?: Adjustment },
  reply: string,
): void {
  const proposal = core.proposals.get(said.id);
  const closed = proposal === undefined ? NOT_WAITING : whyNotNow(core, proposal, said.hash);
  if (proposal === undefined || closed !== null) return refuse(core, reply, closed ?? NOT_WAITING);
  const adjusted = adjust(core, proposal.intent, said.adjust);
  if (!adjusted.ok) return refuse(core, reply, adjusted.reason);
  const { intent } = adjusted;
  const position = core.append([recordOf(said, intent, said.adjust)], { flush: true });
  letThrough(core, proposal, { intent, position, by: PERSON.id, under: null });
  core.doneWhenDurable(reply, position);
}

/** All that one task has waiting, each as it was shown. What deletes or overwrites is asked about by itself, always. */
export function approveTask(
  core: Core,
  said: { readonly agent: string; readonly task: string | null; readonly cards: readonly ShownCard[] },
  reply: string,
): void {
  const left: { id: string; reason: Reason }[] = [];
  const taken: { proposal: Proposal; card: ShownCard }[] = [];
  for (const card of new Map(said.cards.map((each) => [each.id, each])).values()) {
    const proposal = core.proposals.get(card.id);
    const why =
      proposal === undefined || !isOfTask(proposal.intent, said)
        ? NOT_WAITING
        : proposal.intent.class === 'destructive'
          ? ASKS_ALONE
          : whyNotNow(core, proposal, card.hash);
    if (proposal === undefined || why !== null) left.push({ id: card.id, reason: why ?? NOT_WAITING });
    else taken.push({ proposal, card });
  }
  const [none] = left;
  if (taken.length === 0) return refuse(core, reply, none?.reason ?? NOT_WAITING);
  const position = core.append(
    taken.map(({ card, proposal }) => recordOf(card, proposal.intent)),
    { flush: true },
  );
  for (const { proposal } of taken) {
    const { intent } = proposal;
    letThrough(core, proposal, { intent, position, by: PERSON.id, under: null });
  }
  core.doneWhenDurable(reply, position, { approved: { approved: taken.length, left } });
}

/** The same the other way, with words that go back to the agent. */
export function denyTask(
  core: Core,
  said: {
    readonly agent: string;
    readonly task: string | null;
    readonly ids: readonly string[];
    readonly reason: string;
  },
  reply: string,
): void {
  const waiting = [...new Set(said.ids)].flatMap((id) => {
    const proposal = core.proposals.get(id);
    const isTheirs = proposal !== undefined && isOfTask(proposal.intent, said);
    return isTheirs && !isNumbered(core, proposal.intent) ? [proposal.intent] : [];
  });
  if (waiting.length === 0) return refuse(core, reply, NOT_WAITING);
  for (const intent of waiting) withdraw(core, intent, deniedFor(said.reason), PERSON.id);
  core.doneWhenDurable(reply, core.ahead.position);
}

/** What a denial says to the agent: the person's words, where they had any. */
export function deniedFor(words: string): Reason {
  return reason('denied', words === '' ? 'A person denied it.' : words);
}

/** Puts what was approved in line. @param approval its log position, and who or what let it through */
export function letThrough(
  core: Core,
  proposal: Proposal,
  approval: {
    readonly intent: Intent;
    readonly position: number;
    readonly by: string;
    readonly under: string | null;
  },
): void {
  const { intent, position, by, under } = approval;
  proposal.approval = { hash: shownHash(core, intent), by, under, position, intent };
  enqueue(core, { ...bare(core, intent), approvedAt: position });
  core.changed('waiting');
}

const NOT_WAITING = reason('not_waiting', 'Nothing waits under this id any more.');
const ASKS_ALONE = reason('asks_alone', 'It deletes or overwrites: that is asked about by itself.');

/** Why nothing can be said to it at the moment, or not to what was shown; null where it can. */
function whyNotNow(core: Core, { intent, approval }: Proposal, hash: string): Reason | null {
  if (core.closing !== 'no')
    return reason('not_ready', 'The application is closing; it waits for the next start.');
  if (core.halt !== null) return reason('halted', 'Everything is held; it can be approved after the hold.');
  if (core.ledger !== 'ok') return reason('ledger_read_only', 'Nothing can be written at the moment.');
  if (approval !== null) return reason('already_approved', 'It is approved already.');
  if (hash !== shownHash(core, intent))
    return reason('values_changed', 'The values have changed since the card was shown; look again.');
  return null;
}

function isOfTask(
  { actor, task, authority }: Intent,
  said: { readonly agent: string; readonly task: string | null },
): boolean {
  return authority === 'ai' && actor.id === said.agent && task === said.task;
}

function recordOf({ id, hash }: ShownCard, intent: Intent, adjust?: Adjustment): ApproveRecord {
  const record: ApproveRecord = { kind: 'approve', id, hash, by: PERSON.id };
  if (intent.adjusted === undefined || adjust === undefined) return record;
  const { leftOut, edited } = intent.adjusted;
  const places = new Set(edited.map(({ place }) => place));
  return {
    ...record,
    ...(leftOut.length === 0 ? {} : { left_out: leftOut }),
    ...(edited.length === 0
      ? {}
      : { edited: canonical(adjust.edits).filter(({ place }) => places.has(place)) }),
  };
}

/** In the order of their places. */
function canonical(edits: readonly Placed[]): Placed[] {
  const placed = edits.map(({ place, operation }) => ({ place, operation: canonicalOperation(operation) }));
  return placed.sort((a, b) => a.place - b.place);
}

type Adjusting =
  { readonly ok: true; readonly intent: Intent } | { readonly ok: false; readonly reason: Reason };

/** What a suggestion is once a person has left some of it out and set some of it otherwise. */
function adjust(core: Core, suggested: Intent, said: Adjustment | undefined): Adjusting {
  if (said === undefined) return { ok: true, intent: suggested };
  const { operations } = suggested;
  const refused = (code: string, message: string, path: string): Adjusting => ({
    ok: false,
    reason: reason(code, message, path),
  });
  if (suggested.authority !== 'ai')
    return refused('not_a_suggestion', 'It is a person’s own change: it goes as it is, or not at all.', 'id');
  const leave = new Set(said.leave);
  const places = [...said.leave, ...said.edits.map(({ place }) => place)];
  if (places.some((place) => place >= operations.length) || new Set(places).size < places.length)
    return refused('unknown_step', 'It has no such step, or one is named twice.', 'adjust');
  if (leave.size === operations.length)
    return refused('nothing_taken', 'Nothing is left of it. Deny it, and the agent hears why.', 'leave');
  const edits: Placed[] = [];
  for (const { place, operation } of canonical(said.edits)) {
    const before = operations[place] as Operation;
    if (!isOtherValueOf(before, operation))
      return refused('other_step', 'Only a value can be changed, not what it is a value of.', 'edits');
    if (canonicalJson(before) !== canonicalJson(operation)) edits.push({ place, operation });
  }
  if (leave.size + edits.length === 0) return { ok: true, intent: suggested };
  const part = takenOf(operations, leave, edits);
  const takeBackEarlier = applyOwnEarlier(core, suggested);
  const misfit = misfitOfPart(core.projected, operations, part);
  const why = misfit === null ? '' : misfitWords(core, operations, part, misfit);
  takeBackEarlier();
  if (misfit !== null) return refused('part_not_alone', why, 'leave');
  const taken = part.map(({ operation }) => operation);
  const edited = edits.map(({ place }) => ({ place, suggested: operations[place] as Operation }));
  const leftOut = [...leave].sort((a, b) => a - b);
  const adjusted = { hash: core.hashOf(suggested), leftOut, edited, words: said.words ?? '' };
  return { ok: true, intent: { ...suggested, operations: taken, class: classify(taken), adjusted } };
}

function misfitWords(
  core: Core,
  operations: readonly Operation[],
  part: readonly Placed[],
  { place, needs, refusal }: Misfit,
): string {
  // What it makes has no name yet in the shared scene.
  const made = namesMade([...operations, ...part.map((each) => each.operation)]);
  const said = (operation: Operation): string =>
    `“${labelOf([operation], (id) => core.nameOf(id) ?? made.get(id))}”`;
  const { operation } = part.find((each) => each.place === place) as Placed;
  const step = said(operation);
  return needs === null
    ? `${step} does not go like this: ${refusal.message}`
    : `${step} does not go without ${said(operations[needs] as Operation)}, which is left out.`;
}

function refuse(core: Core, reply: string, why: Reason): void {
  core.reply(reply, { ok: false, reason: why });
}
