/** Changes of the person at this window: handed in, and handed in again where main has begun a new life since (R4). */
import type { RequestBody, RequestResults, Result } from '#app/control-room/index.ts';
import { isEnd } from '#app/intents/index.ts';
import type { IntentState, Reason } from '#app/intents/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { strings } from '../strings.ts';
import { ask } from './ask.ts';
import { endPending, failPending, PENDING_LIMIT } from './room.ts';
import type { OwnName, OwnRequest, PendingChange } from './room.ts';
import { changeDesk, changeRoom, store } from './store.ts';

/** Refusals that say nothing of the change: main opens its history anew, or reads it still. */
const NOT_YET: ReadonlySet<string> = new Set([
  'outcome_unknown',
  'unanswered',
  'not_ready',
  'ledger_stalled',
  'history_not_ready',
]);
const AGAIN_AFTER_MS = 500;
/** So long a change that the person makes meanwhile waits for those that it builds on. */
const TRIES = 20;
const FORCE_LOST: { readonly ok: false; readonly reason: Reason } = {
  ok: false,
  reason: { code: 'force_lost', message: strings.problems.forceLost, path: null },
};

/** What was pending at a new snapshot, on its way once more: what is changed next builds on it, and comes after it. */
let again: Promise<void> = Promise.resolve();

/**
 * Hands in a change of the person at this window, based on what it shows: the newest version and the own changes that
 * are still on their way (R13). Armed by FORCE it passes every gate, once.
 */
export async function submit(
  operations: readonly Operation[],
  reason: string,
): Promise<Result<RequestResults['submit']>> {
  await again;
  const { room, desk } = store.getState();
  const id = crypto.randomUUID();
  const own = mutable(operations);
  if (desk.force !== null) {
    // Used up by the change and not by its answer: one that comes meanwhile has no force. A refusal gives it back.
    changeDesk({ force: null });
    const answer = await handIn('force', { id, reason: desk.force, operations: own }, operations);
    if (!answer.ok) changeDesk({ force: desk.force });
    return answer;
  }
  const after = room.pending.slice(-PENDING_LIMIT).map((pending) => pending.id);
  const base = { revision: room.status?.revision ?? 0, after };
  return handIn('submit', { id, base, reason, operations: own }, operations);
}

/** Takes back a confirmed change. What is changed here next builds on that, like on any own change on its way (R13). What one
 * change does not hold, as where thousands of objects come back, goes by several. */
export async function takeBackChange(n: number): Promise<Result<RequestResults['take_back_change']>> {
  await again;
  const answer = await handIn('take_back_change', { id: crypto.randomUUID(), n }, []);
  return answer.ok || answer.reason.code !== 'too_large' ? answer : takeBackByPieces(n);
}

async function takeBackByPieces(n: number): Promise<Result<RequestResults['take_back_change']>> {
  const look = await ask('preview_undo', { changes: [n] });
  if (!look.ok) return look;
  const reason = strings.takeBack.reason(String(n));
  const body = { id: crypto.randomUUID(), changes: [n], at: look.value.at, reason };
  const answer = await ask('undo_changes', body);
  return answer.ok ? { ok: true, value: { state: answer.value.state, taken: look.value } } : answer;
}

async function handIn<Name extends OwnName>(
  name: Name,
  body: RequestBody<Name>,
  operations: readonly Operation[],
): Promise<Result<RequestResults[Name]>> {
  const { id } = body;
  const request = { name, body } as OwnRequest;
  changeRoom((now) => ({ ...now, pending: [...now.pending, { id, operations, request }] }));
  const answer = await ask(name, body);
  if (answer.ok) return answer;
  // Main reopens its history and cannot say: the next snapshot decides, and until then it is on its way.
  if (answer.reason.code === 'outcome_unknown')
    return { ok: true, value: { state: 'queued', taken: null } as RequestResults[Name] };
  changeRoom((now) => ({ ...now, pending: now.pending.filter((pending) => pending.id !== id) }));
  return answer;
}

/**
 * After a new snapshot: what main knows of a pending change may have ended with its life, so each is handed in again under
 * its own id, in the order in which they build on each other. The first answer comes back, or it is tried anew (R4); one
 * that is refused now is named among the failures.
 */
export function handInAgain(): void {
  again = again.then(async () => {
    for (const change of store.getState().room.pending) await decide(change);
  });
}

async function decide(change: PendingChange): Promise<void> {
  for (let tried = 1; isPending(change); tried += 1) {
    const answer = await askAgain(change.request);
    if (answer.ok) {
      // An end that was reached before the snapshot comes by no feed.
      if (isEnd(answer.value.state)) changeRoom((room) => endPending(room, change, answer.value.state));
      return;
    }
    const { reason } = answer;
    if (!NOT_YET.has(reason.code) || tried === TRIES) {
      changeRoom((room) => failPending(room, change, reason));
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}

function askAgain(request: OwnRequest): Promise<Result<{ readonly state: IntentState }>> {
  switch (request.name) {
    case 'submit':
      return ask('submit', request.body);
    case 'take_back_change':
      return ask('take_back_change', request.body);
    case 'force':
      // A click through every gate was meant for its moment, and is not repeated by itself.
      return Promise.resolve(FORCE_LOST);
  }
}

function isPending({ id }: PendingChange): boolean {
  return store.getState().room.pending.some((each) => each.id === id);
}

/** The contract's parsed types are mutable; nobody changes them on this side. */
function mutable(operations: readonly Operation[]): RequestBody<'submit'>['operations'] {
  return operations as unknown as RequestBody<'submit'>['operations'];
}
