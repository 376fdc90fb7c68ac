/** AUTH-5: engines carry out, they do not decide. */
import { objectsTouched } from '#app/scene/index.ts';
import type { HistoryEvent } from '../history.ts';
import { ENDS, moment } from './facts.ts';
import type { Checker, Facts } from './facts.ts';

/** AUTH-5: an engine can fail, but it cannot refuse, and claiming to be busy is no veto. */
export const auth5: Checker = {
  guarantee: 'AUTH-5',
  *check(facts) {
    yield* failuresAreFaults(facts);
    yield* nobodyIsFrozen(facts);
    yield* busyIsNoVeto(facts);
  },
};

/** R19: what an engine is parked from goes on without it, whoever's it is. */
function* busyIsNoVeto(facts: Facts): Iterable<string> {
  for (const { record } of facts.records('abort'))
    if (record.reason.code === 'engine_parked' && record.ends !== 'requeued')
      yield `${record.n} was ${record.ends} since an engine was busy`;
}

function* failuresAreFaults(facts: Facts): Iterable<string> {
  const flying = new Map<number, Flying>();
  let healthy = true;
  const hands = new Map<string, ReadonlySet<string>>();
  for (const event of facts.events) {
    if (event.at === 'start') {
      flying.clear();
      healthy = !event.readOnly;
    }
    if (event.at !== 'step') continue;
    if (event.input.in === 'ledger_failed') healthy = false;
    if (event.input.in === 'frame' && event.input.message.type === 'hands')
      hands.set(event.input.session, new Set(event.input.message.objects));
    const failed = failureIn(event, flying);
    if (failed !== null && healthy) {
      const { session, n } = failed;
      const aborts = recordsOf(event).filter((record) => record.kind === 'abort' && record.n === n);
      const abort = aborts[0];
      if (abort === undefined || abort.kind !== 'abort') yield `${session} refused ${n} and it went on`;
      else if (abort.fault !== session && !isInHands(event, failed, flying, hands))
        yield `${session} refused ${n} and is not the one in fault`;
    }
    for (const record of recordsOf(event)) {
      if (record.kind === 'begin') {
        flying.set(record.n, {
          sessions: new Set(record.participants.map(({ session }) => session)),
          source: record.intent.observation?.session ?? null,
          objects: objectsTouched(record.intent.operations),
        });
      }
      if (record.kind === 'commit' || record.kind === 'abort') flying.delete(record.n);
    }
  }
}

interface Flying {
  readonly sessions: ReadonlySet<string>;
  readonly source: string | null;
  readonly objects: readonly string[];
}

/** It refused since its artist has it in hand, and had said so: that waits, and is nobody's fault (rule 6). */
function isInHands(
  event: Extract<HistoryEvent, { at: 'step' }>,
  { session, n }: { readonly session: string; readonly n: number },
  flying: ReadonlyMap<number, Flying>,
  hands: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const { input } = event;
  if (input.in !== 'frame' || input.message.type !== 'failed' || input.message.code !== 'in_hands')
    return false;
  return flying.get(n)?.objects.some((id) => hands.get(session)?.has(id)) === true;
}

function recordsOf(event: Extract<HistoryEvent, { at: 'step' }>) {
  return event.effects.flatMap((effect) => (effect.fx === 'append' ? effect.records : []));
}

/** A refusal of a number that is under way, by an engine that takes part and has not answered yet. */
function failureIn(
  event: Extract<HistoryEvent, { at: 'step' }>,
  flying: ReadonlyMap<number, Flying>,
): { session: string; n: number } | null {
  const { input } = event;
  if (input.in !== 'frame' || input.message.type !== 'failed') return null;
  const { session, message } = input;
  const flight = flying.get(message.n);
  if (flight === undefined || !flight.sessions.has(session)) return null;
  if (message.code === 'moved_on' && flight.source === session) return null;
  // A second answer is a violation and ends the session in another way (FAIL-1).
  if (event.effects.some((effect) => effect.fx === 'revoke' && effect.session === session)) return null;
  return { session, n: message.n };
}

/** Virtual milliseconds that a person's change may take while the disk works and nothing is held: above every time-out. */
const FROZEN_MS = 6_000;

function* nobodyIsFrozen(facts: Facts): Iterable<string> {
  const last = facts.events.reduce((ms, event) => (event.at === 'step' ? event.worldMs : ms), 0);
  for (const handed of facts.handedIn) {
    if (handed.channel !== 'human' || handed.answer?.ok !== true || handed.answer.state === 'committed')
      continue;
    const end = facts.told.find(
      (told) =>
        told.id === handed.submission.id &&
        told.actor === handed.actor.id &&
        told.at > handed.at &&
        ENDS.has(told.state),
    );
    const lifeEnd = facts.ends.find((each) => each.life === handed.life);
    if (end === undefined && lifeEnd !== undefined) continue;
    const untilMs = end?.worldMs ?? last;
    if (
      untilMs - handed.worldMs > FROZEN_MS &&
      !heldByPeople(facts, handed.at, end?.at ?? moment(facts.events.length))
    ) {
      yield `${handed.submission.id} waited ${untilMs - handed.worldMs} ms for its end`;
    }
  }
}

/** A halt in force, or something in somebody's hands, at any time in between may hold a change for as long as they want. */
function heldByPeople(facts: Facts, from: number, to: number): boolean {
  const trouble = facts.ledgerTrouble.some(({ at }) => at > from && at < to);
  return trouble || isHalted(facts, from, to) || isInHandsAmid(facts, from, to);
}

function isHalted({ clicks }: Facts, from: number, to: number): boolean {
  let halted = false;
  for (const { command, answer, at } of clicks) {
    if (at >= to) break;
    if (command.do === 'halt') halted = true;
    else if (command.do === 'resume' && answer?.ok === true && at <= from) halted = false;
  }
  return halted;
}

function isInHandsAmid({ frames, sessions }: Facts, from: number, to: number): boolean {
  const holding = new Map<string, boolean>();
  for (const { message, session, at } of frames) {
    if (at >= to) break;
    if (message.type !== 'hands') continue;
    if (message.objects.length > 0) holding.set(session, true);
    else if (at <= from) holding.set(session, false);
  }
  return [...holding].some(([id, isHolding]) => {
    const { disconnectedAt = null, revokedAt = null } = sessions.get(id) ?? {};
    const over = Math.min(disconnectedAt ?? Infinity, revokedAt ?? Infinity);
    return isHolding && over > from;
  });
}
