/**
 * What waits for an artist's hands (rule 6): no change from elsewhere is written to what they hold. A person's change
 * waits in line without a number, durable as a suggestion is, and nobody waits behind it but what its own engine did to
 * the same objects later. It goes on by itself when they let go; after a while it asks what shall become of it.
 */
import type { Intent, Reason } from '#app/intents/index.ts';
import { outcomeKey } from '#app/ledger/index.ts';
import { objectsTouched } from '#app/scene/index.ts';
import type { ObjectId, Operation } from '#app/scene/index.ts';
import type { Core, HandWait, Queued } from './core.ts';
import { engineWord, newProposal, PERSON, reason, TAKEN_BACK } from './core.ts';
import { endUnnumbered } from './flight.ts';
import type { WaitAnswer } from './inputs.ts';
import type { Session } from './session.ts';

/** Lines kept of cards that folded. */
const ENDED_KEPT = 8;

export function isInHands(session: Session, operations: readonly Operation[]): boolean {
  return session.hands.size > 0 && objectsTouched(operations).some((id) => session.hands.has(id));
}

/** The live engines in whose artists' hands an object of this intent is: not the intent's own, and none that it leaves behind. */
export function holdersOf(core: Core, { intent, without }: Queued): Session[] {
  return [...core.sessions.values()].filter(
    (session) =>
      session.phase === 'live' &&
      intent.observation?.session !== session.id &&
      !without.has(session.engine) &&
      isInHands(session, intent.operations),
  );
}

/** What is held up by hands, with whose, in the order of the line. */
export type HeldUp = Map<Queued, readonly Session[]>;

/** Adds one to what is held up where it is: what an engine's artist did to the same objects after something of theirs that
 * waits must not overtake it. */
export function isHeldUp(core: Core, queued: Queued, held: HeldUp): boolean {
  const holders = holdersOf(core, queued);
  if (holders.length > 0) held.set(queued, holders);
  const { actor, observation, operations } = queued.intent;
  if (holders.length > 0 || observation === null || held.size === 0) return holders.length > 0;
  const ids = new Set(objectsTouched(operations));
  for (const [{ intent }, theirs] of held) {
    if (intent.actor.id !== actor.id || !objectsTouched(intent.operations).some((id) => ids.has(id)))
      continue;
    held.set(queued, theirs);
    return true;
  }
  return false;
}

/** What of people's changes in line is held up by hands. */
function heldInLine(core: Core): HeldUp {
  const held: HeldUp = new Map();
  if (![...core.sessions.values()].some(({ hands }) => hands.size > 0)) return held;
  for (const queued of core.queue.human) isHeldUp(core, queued, held);
  return held;
}

const LET_GO: Reason = reason('let_go', 'It is in nobody’s hands any more, and on its way.');

const keyOf = ({ actor, id }: Intent): string => outcomeKey(actor.id, id);

/** At the end of every step: what begins to wait becomes durable, what has waited long enough asks, what waits no longer folds. */
export function followHands(core: Core): void {
  if (core.queue.human.length === 0 && core.handWaits.size === 0) return;
  const held = heldInLine(core);
  const keys = new Set([...held.keys()].map(({ intent }) => keyOf(intent)));
  for (const [key, wait] of core.handWaits) {
    if (keys.has(key)) continue;
    core.handWaits.delete(key);
    if (wait.asked) fold(core, wait.id, wait.label, LET_GO);
  }
  for (const [queued, holders] of held) {
    const wait = core.handWaits.get(keyOf(queued.intent)) ?? beginWait(core, queued, holders);
    if (wait.asked || core.nowMs - wait.fromMs < core.config.handsLimitMs * wait.limits) continue;
    wait.asked = true;
    core.changed('in_hands', 'status');
  }
}

function beginWait(core: Core, { intent }: Queued, holders: readonly Session[]): HandWait {
  const wait: HandWait = {
    id: intent.id,
    label: core.label(intent),
    sinceMs: core.nowMs,
    fromMs: core.nowMs,
    limits: 1,
    asked: false,
  };
  core.handWaits.set(keyOf(intent), wait);
  if (!isAtGate(core, intent))
    core.append([{ kind: 'propose', intent, waits_for: holders.map(({ engine }) => engine) }], {
      flush: false,
    });
  return wait;
}

/** What waits has been gone on with (joining.ts): the log takes the place of what it knew by what it has become. */
export function keepWaiting(core: Core, intent: Intent): void {
  if (!isAtGate(core, intent)) return;
  const waitsFor = core.ahead.waiting.get(intent.id)?.waitsFor ?? [];
  core.append([{ kind: 'propose', intent, waits_for: waitsFor }], { flush: false });
}

/** Whether the log knows that it waits: then it outlives the application, and is laid before a person. */
export function isAtGate(core: Core, intent: Intent): boolean {
  return core.ahead.waiting.get(intent.id)?.intent.actor.id === intent.actor.id;
}

/** Taken out of the line while it waited for hands, as by a halt: it goes on with a click. */
export function backToGate(core: Core, intent: Intent, why: Reason): void {
  const waitedFor = core.ahead.waiting.get(intent.id)?.waitsFor ?? [];
  core.handWaits.delete(keyOf(intent));
  core.proposals.set(intent.id, newProposal(intent, waitedFor));
  core.settle(intent, 'awaiting_approval', { reason: why });
  core.changed('waiting', 'in_hands');
}

/** One card for each author: whatever of theirs waits, once a part of it has waited too long. */
export interface WaitingForHands {
  readonly queued: readonly Queued[];
  readonly holders: readonly Session[];
  readonly sinceMs: number;
}

export function askedAbout(core: Core): WaitingForHands[] {
  const cards = new Map<
    string,
    { queued: Queued[]; holders: Set<Session>; sinceMs: number; asked: boolean }
  >();
  for (const [queued, holders] of heldInLine(core)) {
    const wait = core.handWaits.get(keyOf(queued.intent));
    if (wait === undefined) continue;
    const card = cards.get(queued.intent.actor.id) ?? {
      queued: [],
      holders: new Set<Session>(),
      sinceMs: wait.sinceMs,
      asked: false,
    };
    card.queued.push(queued);
    for (const each of holders) card.holders.add(each);
    card.asked ||= wait.asked;
    cards.set(queued.intent.actor.id, card);
  }
  return [...cards.values()]
    .filter(({ asked }) => asked)
    .map(({ queued, holders, sinceMs }) => ({ queued, holders: [...holders], sinceMs }));
}

/** What a person says about an author's changes that wait: about those that they saw, and no others. */
export function answerWait(
  core: Core,
  said: { readonly actor: string; readonly intents: readonly string[]; readonly answer: WaitAnswer },
  reply: string,
): void {
  const shown = new Set(said.intents);
  const held = heldInLine(core);
  const waiting = [...held].filter(
    ([{ intent }]) =>
      intent.actor.id === said.actor && shown.has(intent.id) && core.handWaits.has(keyOf(intent)),
  );
  if (waiting.length === 0)
    return core.refuse(reply, 'not_waiting', 'It waits no longer: you let go of it, and it is on its way.');
  core.changed('in_hands', 'status');
  switch (said.answer) {
    case 'wait':
      for (const [{ intent }] of waiting) goOnWaiting(core, intent);
      return core.reply(reply, { ok: true, state: 'done', receipt: null, position: null });
    case 'without':
      return goOnWithout(core, waiting, reply);
    case 'take_back':
      // The newest first: what is left of an author's chain still fits what they had before.
      for (const [queued] of waiting.reverse()) takeBack(core, queued);
      return core.doneWhenDurable(reply, core.ahead.position);
  }
}

/** It asks again, each time after twice as long. */
function goOnWaiting(core: Core, intent: Intent): void {
  const wait = core.handWaits.get(keyOf(intent));
  if (wait === undefined) return;
  wait.asked = false;
  wait.limits *= 2;
  wait.fromMs = core.nowMs;
}

/** The engines that hold it are left behind on it: it is refreshed there when their artists let go (purge.ts). */
function goOnWithout(core: Core, waiting: readonly [Queued, readonly Session[]][], reply: string): void {
  const engines = [...new Set(waiting.flatMap(([, holders]) => holders.map(({ engine }) => engine)))];
  const goOn = new Set(waiting.map(([queued]) => queued));
  for (const { intent } of goOn) core.handWaits.delete(keyOf(intent));
  core.queue.human = core.queue.human.map((queued) =>
    goOn.has(queued) ? { ...queued, without: new Set([...queued.without, ...engines]) } : queued,
  );
  const position = core.append(
    waiting.map(([{ intent }]) => ({
      kind: 'leave_out',
      id: intent.id,
      actor: intent.actor,
      engines,
      by: PERSON.id,
    })),
    { flush: true },
  );
  core.doneWhenDurable(reply, position);
}

function takeBack(core: Core, queued: Queued): void {
  core.queue.human.splice(core.queue.human.indexOf(queued), 1);
  core.handWaits.delete(keyOf(queued.intent));
  const why = reason(TAKEN_BACK, 'You took it back. It is on the shelf.');
  endUnnumbered(core, queued, 'denied', why, PERSON.id);
}

/** A card about hands has nothing left to ask. */
export function fold(core: Core, id: string, label: string, why: Reason): void {
  core.handsEnded.push({ id, label, reason: why });
  if (core.handsEnded.length > ENDED_KEPT) core.handsEnded.shift();
  core.changed('in_hands');
}

/** What an engine does not show as it is shared because of its artist's hands: left for later, or not compensated. */
export function leaveInHands(session: Session, id: ObjectId): void {
  session.purge.add(id);
  session.inDoubt.add(id);
}

/** Names of engines, as a person reads them: “Blender and Unity”. */
export function engineWords(engines: readonly string[]): string {
  return engines.map(engineWord).join(' and ');
}
