/** The orchestrator and its log: recovery, errors of the disk (R5), lonely records (R3) and a clean end (R2). */
import { membersOf } from '#app/intents/index.ts';
import type { Reason } from '#app/intents/index.ts';
import { cloneDurableState, foldRecord, outcomeKey } from '#app/ledger/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { admitCollected, shelveCollected, statesOf } from './observed.ts';
import type { Core } from './core.ts';
import { FLIGHT_RECORDS, newProposal, reason } from './core.ts';
import { endUnnumbered } from './flight.ts';
import { isAtGate } from './in-hands.ts';
import { loseNumber } from './unwinding.ts';
import { requestLease } from './lease.ts';
import type { LedgerFailedInput } from './inputs.ts';
import { endFreeHands } from './permissions.ts';

/** Resolves what the last life left behind. Nothing but durable commits is restored (R4). */
export function recover(
  core: Core,
  options: { readonly readOnly: Reason | null; readonly haltMark: number | null },
): void {
  const state = core.durable;
  // Of earlier lives too: one that ended in its recovery has set nobody back.
  for (const { intent, engines } of state.leftOver)
    core.rememberResidue(statesOf(intent.operations), intent, engines);
  for (const { intent, participants } of state.open.values())
    core.rememberResidue(
      statesOf(intent.operations),
      intent,
      participants.map(({ engine }) => engine),
    );
  // A BEGIN needs no sync of its own (R3), so what waits may have been applied too, its approval and number lost since.
  // Only an object that it makes shows that: any other value may be an artist's, and goes on the shelf first.
  const anyEngine = [...state.engines, ...state.scenes.keys()];
  for (const { intent } of state.waiting.values()) {
    const states = statesOf(intent.operations);
    const makes = states.some(({ facet, value }) => facet === 'existence' && value !== null);
    if (makes) core.rememberResidue(states, intent, anyEngine, true);
  }
  for (const { intent, waitsFor } of state.waiting.values())
    core.proposals.set(intent.id, { ...newProposal(intent, waitsFor), asks: true });
  for (const { intent } of state.waiting.values())
    for (const { id, hash } of membersOf(intent, core.hashOf))
      core.active.set(outcomeKey(intent.actor.id, id), { hash, state: 'awaiting_approval', n: null });
  if (options.readOnly !== null) {
    core.ledger = 'read_only';
    core.ledgerReason = options.readOnly;
    // Nobody can write now which of them were given out; an engine may have applied any, its BEGIN lost since (R3).
    core.highestNumber = Math.max(core.highestNumber, state.leasedTo);
    startHalted(core, options.haltMark);
    core.ready = true;
    return;
  }
  resolve(core, options.haltMark, []);
}

/** Gives every number of the last life its outcome, and waits for that to be durable. */
function resolve(core: Core, haltMark: number | null, first: readonly LedgerRecord[]): void {
  if (first.length > 0) core.append(first, { flush: true });
  const state = core.ahead;
  const records: LedgerRecord[] = voidRanges(state.open.keys(), state.begunTo, state.leasedTo, 'recovered');
  for (const { intent, approval } of state.waiting.values()) {
    if (approval !== null) {
      records.push({
        kind: 'void_approval',
        id: intent.id,
        reason: reason('restarted', 'The application was restarted before it was applied.'),
      });
    }
  }
  // They end with the life that they were given in (R29).
  const over = reason('restarted', 'The application was restarted.');
  for (const id of state.grants.keys())
    if (!core.grants.has(id)) records.push({ kind: 'end_grant', id, reason: over, by: 'orchestrator' });
  for (const { rule } of state.conflictRules.values())
    if (!core.conflictRules.live.has(rule.id) && !('until' in rule.span && rule.span.until === 'ended'))
      records.push({ kind: 'end_conflict_rule', id: rule.id, reason: over, by: 'orchestrator' });
  for (const record of records)
    if (record.kind === 'void') core.highestNumber = Math.max(core.highestNumber, record.hi);
  if (records.length > 0) core.append(records, { flush: true });
  if (core.halt === null) startHalted(core, haltMark);
  requestLease(core);
  readyWhenDurable(core);
}

/** Ports open once every number of the last life has its outcome on disk. */
function readyWhenDurable(core: Core): void {
  core.whenDurable(core.ahead.position, () => {
    core.ready = true;
  });
}

/** A person accepts that confirmed changes are gone (R7): a new epoch, and none of the lost numbers is used again. */
export function acceptLoss(core: Core, lostThrough: number, reply: string): void {
  core.ledger = 'ok';
  core.ledgerReason = null;
  core.highestNumber = Math.max(core.highestNumber, lostThrough);
  resolve(core, null, [
    { kind: 'epoch', lost_through: lostThrough, found_through: core.durable.revision, by: 'person' },
  ]);
  writeBacklog(core, []);
  core.changed('status', 'sessions');
  core.doneWhenDurable(reply, core.ahead.position);
}

/** What was in line when the application closes ends here; suggestions, and what waits for hands, stay for the next start. What is forced needs
 * nothing but the ledger, so it still goes through (AUTH-1). */
function settleQueue(core: Core): void {
  const forced = core.ledger === 'ok' ? [] : core.queue.override.splice(0);
  for (const queued of [...forced, ...core.queue.human.splice(0)]) {
    if (core.proposalOf(queued.intent) === undefined && !isAtGate(core, queued.intent))
      endUnnumbered(
        core,
        queued,
        'rejected',
        reason('closing', 'The application closed before it had a number.'),
      );
  }
  core.queue.ai.length = 0;
}

/** Either one of record and file found at start means: start halted (R28). */
function startHalted(core: Core, mark: number | null): void {
  const halt = core.ahead.halted ?? mark;
  if (halt === null) return;
  if (core.ahead.halted === null) core.append([{ kind: 'halt', halt, by: 'mark' }], { flush: true });
  core.halt = { halt, by: 'before the restart', sinceMs: core.nowMs, caught: [] };
  core.emit({ fx: 'mark_halt', halt });
}

/** Ranges of numbers without an outcome: open ones, and those leased but never begun. */
function voidRanges(
  open: Iterable<number>,
  begunTo: number,
  leasedTo: number,
  why: 'recovered' | 'refused',
): LedgerRecord[] {
  const numbers = [...open].sort((a, b) => a - b);
  const ranges: { lo: number; hi: number }[] = [];
  for (const n of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last.hi === n - 1) last.hi = n;
    else ranges.push({ lo: n, hi: n });
  }
  if (leasedTo > begunTo) {
    const last = ranges.at(-1);
    if (last !== undefined && last.hi === begunTo) last.hi = leasedTo;
    else ranges.push({ lo: begunTo + 1, hi: leasedTo });
  }
  return ranges.map(({ lo, hi }) => ({ kind: 'void', lo, hi, reason: why }));
}

const NOT_WRITTEN: Reason = reason('not_written', 'The disk took nothing any more.');

/** R5: three different things that must not be taken for one another. */
export function ledgerFailed(core: Core, input: LedgerFailedInput): void {
  core.changed('status');
  // A disk that takes things again is no answer to a proven loss: it stays closed (R7).
  if (input.outcome === 'refused' && core.isBehindProof) {
    dropFrom(core, input.from);
    return;
  }
  core.ledgerReason = input.reason;
  switch (input.outcome) {
    case 'unknown':
      // No abort, compensation or confirmation until replay has decided; the shell starts a new orchestrator with it.
      core.ledger = 'unknown';
      return;
    case 'read_only':
      core.ledger = 'read_only';
      core.foldInMemory(dropFrom(core, input.from));
      core.giveUpDurableWaiters();
      endFreeHands(core, null, NOT_WRITTEN, 'orchestrator');
      return;
    case 'refused':
      core.ledger = 'stalled';
      core.stalledSinceMs = core.nowMs;
      dropFrom(core, input.from);
      endFreeHands(core, null, NOT_WRITTEN, 'orchestrator');
      return;
  }
}

/** Nothing more can be written, though the disk is well: confirmed changes are missing (R7). What is submitted lands. Where
 * nothing can be written anyway, as to a damaged ledger, that is why, and no acceptance opens it. */
export function failClosed(core: Core, why: Reason): void {
  if (core.ledger === 'read_only' && !core.isBehindProof) return;
  core.ledger = 'read_only';
  core.ledgerReason = why;
  unwindFrom(core, Number.POSITIVE_INFINITY);
  endFreeHands(core, null, NOT_WRITTEN, 'orchestrator');
  core.changed('status');
}

/** Forgets what is known not to be durable, from a position on, and takes back what flies.
 * @returns what was not written */
function dropFrom(core: Core, from: number): readonly LedgerRecord[] {
  const lost = core.pendingRecords.filter((each) => each.position >= from).map((each) => each.record);
  core.pendingRecords = core.pendingRecords.filter((each) => each.position < from);
  core.deferDurableWaiters(from);
  // In their order: what unwinding adds comes after what was refused.
  if (core.writesLater) core.backlog.push(...lost.filter((record) => !fallsWithNumber(core, record)));
  unwindFrom(core, from);
  core.ahead = cloneDurableState(core.durable);
  for (const { position, record } of core.pendingRecords)
    foldRecord(core.ahead, position, record, core.hashOf);
  core.foldInMemory(core.backlog);
  core.projected.clear();
  for (const [id, object] of core.ahead.objects) core.projected.set(id, object);
  core.changed(...IN_RECORDS);
  return lost;
}

/** What the window shows of records alone: with them it goes, and comes back. */
const IN_RECORDS = ['conflicts', 'shelf', 'in_hands', 'locks', 'permissions', 'checkpoints'] as const;

/** Whether it is of a number that comes to nothing, which VOID settles: so is the copy of what that would have deleted. */
function fallsWithNumber({ durable }: Core, record: LedgerRecord): boolean {
  if (FLIGHT_RECORDS.has(record.kind)) return true;
  return record.kind === 'shelve' && record.entry.why === 'deleted' && !durable.shelf.has(record.entry.id);
}

/** Takes back every number that will never be durable: what is not submitted, and commits from `from` on. */
function unwindFrom(core: Core, from: number): void {
  for (const flight of [...core.flights.values()].reverse()) {
    if (flight.commitPosition === null || flight.commitPosition >= from) loseNumber(core, flight);
  }
}

const RETRY_STALLED_MS = 1_000;

/** Tries the disk again: first the numbers that came to nothing, then what else was said meanwhile. */
export function retryStalled(core: Core): void {
  if (core.ledger !== 'stalled' || core.stalledSinceMs === null || core.unwinding) return;
  if (core.nowMs - core.stalledSinceMs < RETRY_STALLED_MS) return;
  core.ledger = 'ok';
  core.stalledSinceMs = null;
  core.ledgerReason = null;
  const burned = Math.min(core.highestNumber, core.ahead.leasedTo);
  writeBacklog(core, voidRanges(core.ahead.open.keys(), core.ahead.begunTo, burned, 'refused'));
  requestLease(core);
  core.changed('status', 'sessions');
}

/** What was said while nothing could be written goes into the log, and who waited for that goes on. */
function writeBacklog(core: Core, first: readonly LedgerRecord[]): void {
  const records = [...first, ...core.backlog.splice(0)];
  if (records.length > 0) core.append(records, { flush: true });
  core.changed(...IN_RECORDS);
  core.resumeDurableWaiters(core.ahead.position);
  if (core.halt === null) admitCollected(core);
}

/** R3: records that would wait for a commit that does not come get a sync of their own. */
export function checkFlush(core: Core): void {
  const oldest = core.pendingRecords[0];
  if (oldest === undefined || core.ledger !== 'ok' || core.nowMs - oldest.sinceMs < core.config.flushAfterMs)
    return;
  if (core.flushAskedFor >= core.ahead.position) return;
  core.flushAskedFor = core.ahead.position;
  core.emit({ fx: 'append', position: core.ahead.position + 1, records: [], flush: true });
}

/** Closing: what is submitted or forced lands, the rest of the lease is handed back, and then the ledger may close. */
export function closeDown(core: Core): void {
  // A disk that takes nothing keeps nobody: what the lease holds is void at the next start.
  if (core.closing === 'done' && core.ledger !== 'ok') return tellClosed(core);
  if (core.closing !== 'asked') return;
  settleQueue(core);
  if (core.flights.size > 0 || core.queue.override.length > 0) return;
  core.closing = 'done';
  // What an engine that is away told during a hold may exist here alone.
  for (const session of core.sessions.values())
    if (session.phase === 'detached') shelveCollected(core, session);
  if (core.ledger === 'ok' && core.ready && core.ahead.leasedTo > core.highestNumber) {
    core.append([{ kind: 'close_lease', through: core.highestNumber }], { flush: true });
  }
  if (core.ledger !== 'ok') return tellClosed(core);
  core.whenDurable(core.ahead.position, () => tellClosed(core));
}

function tellClosed(core: Core): void {
  if (core.closing === 'over') return;
  core.closing = 'over';
  core.emit({ fx: 'closed' });
}
