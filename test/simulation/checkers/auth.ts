/** AUTH-1 … AUTH-5: emergency override > human > orchestrator > AI > engine. */
import { facetsOf, objectsTouched, sameValue } from '#app/scene/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import type { HistoryEvent } from '../history.ts';
import type { Checker, Click, Facts } from './facts.ts';
import { eventOf, moment } from './facts.ts';
import { valueOf } from './scenes.ts';

/** Refusals that even the override meets: an impossible change, a disk that takes nothing, a missing reason. */
const OVERRIDE_MAY_HEAR = new Set([
  'unknown_object',
  'object_exists',
  'unknown_parent',
  'cycle',
  'too_deep',
  'scene_full',
  'closure_incomplete',
  'name_taken',
  'name_invalid',
  'value_invalid',
  'too_many_properties',
  'no_effect',
  'id_reused',
  'ledger_read_only',
  'ledger_stalled',
  'ledger_refused',
  'closing',
  'not_ready',
]);

/** AUTH-1: halting acts at once and needs no reason; forcing passes every gate and needs one. */
export const auth1: Checker = {
  guarantee: 'AUTH-1',
  *check(facts) {
    yield* halting(facts);
    const seen = new Set<string>();
    for (const { channel, submission, answer, life } of facts.handedIn) {
      // A retry hears the end of the first try, whatever that was.
      if (channel !== 'override' || answer === null || seen.has(submission.id)) continue;
      seen.add(submission.id);
      if (submission.reason === '') {
        if (answer.ok) yield `${submission.id} was forced without a reason`;
        continue;
      }
      if (!answer.ok && !OVERRIDE_MAY_HEAR.has(answer.reason.code))
        yield `the override was refused: ${answer.reason.code}`;
      if (!answer.ok) continue;
      const end = facts.told.find(
        (each) =>
          each.id === submission.id &&
          each.actor === 'override' &&
          each.life === life &&
          ENDS.has(each.state),
      );
      const trouble = facts.ledgerTrouble.some((each) => each.life === life);
      if (
        end !== undefined &&
        end.state !== 'committed' &&
        !trouble &&
        !OVERRIDE_MAY_HEAR.has(end.reason?.code ?? '')
      ) {
        yield `${submission.id} was forced and ended ${end.state} (${end.reason?.code ?? ''})`;
      }
    }
  },
};

const ENDS = new Set(['committed', 'denied', 'superseded', 'conflicted', 'rejected', 'aborted']);

function* halting(facts: Facts): Iterable<string> {
  let halted = false;
  let forced = new Set<number>();
  const flying = new Map<number, boolean>();
  let ledgerTakes = true;
  for (const event of facts.events) {
    if (event.at === 'start') {
      flying.clear();
      forced = new Set();
      ledgerTakes = !event.readOnly;
      halted = event.haltMark !== null || haltedInLog(facts, event.position);
    }
    if (event.at !== 'step' && event.at !== 'start') continue;
    const isHalt = event.at === 'step' && event.input.in === 'command' && event.input.command.do === 'halt';
    if (event.at === 'step' && event.input.in === 'ledger_failed') ledgerTakes = false;
    const marks = event.effects.filter((effect) => effect.fx === 'mark_halt');
    if (isHalt && !halted) {
      if (!marks.some(({ halt }) => halt !== null))
        yield 'the override was pressed and nothing was marked in the same step';
      const aborted = new Set<number>();
      let recorded = false;
      for (const effect of event.effects) {
        if (effect.fx !== 'append') continue;
        for (const record of effect.records) {
          if (record.kind === 'abort') aborted.add(record.n);
          if (record.kind === 'halt') recorded = true;
        }
      }
      if (ledgerTakes && !recorded) yield 'the override was pressed and is not recorded';
      if (ledgerTakes)
        for (const [n, submitted] of flying)
          if (!submitted && !aborted.has(n)) yield `${n} flew on after the override was pressed`;
      halted = true;
    }
    if (marks.some(({ halt }) => halt === null) && !isHalt) halted = false;
    for (const effect of event.effects) {
      if (effect.fx === 'append') {
        for (const record of effect.records) {
          if (record.kind === 'begin') {
            flying.set(record.n, false);
            if (record.intent.force) forced.add(record.n);
            else if (halted) yield `${record.n} was begun while everything was held`;
          }
          if (record.kind === 'commit') flying.set(record.n, true);
          if (record.kind === 'abort') flying.delete(record.n);
        }
      }
      if (
        effect.fx === 'send' &&
        halted &&
        (effect.message.type === 'apply' || effect.message.type === 'adopt') &&
        !forced.has(effect.message.n)
      ) {
        yield `${effect.message.n} was sent to an engine while everything was held`;
      }
    }
  }
}

function haltedInLog(facts: Facts, position: number): boolean {
  let halted = false;
  for (const record of facts.history.log.slice(0, position)) {
    if (record.kind === 'halt') halted = true;
    if (record.kind === 'resume') halted = false;
  }
  return halted;
}

/** AUTH-2: a person's change takes agents' changes of the same objects out of the way. */
export const auth2: Checker = {
  guarantee: 'AUTH-2',
  *check(facts) {
    const commitAppended = new Map(
      facts.records('commit').map((each) => [`${each.life} ${each.record.n}`, each.at]),
    );
    const operationsOf = new Map<string, readonly string[]>();
    for (const { submission, actor } of facts.handedIn)
      operationsOf.set(`${actor.id} ${submission.id}`, objectsTouched(submission.operations));
    for (const { message } of facts.frames) {
      if (message.type === 'observed') operationsOf.set(message.edit, objectsTouched(message.operations));
    }
    /** Agents' changes on their way, by the objects that they touch. */
    const waiting = new Map<
      string,
      { readonly objects: ReadonlySet<string>; supersededBy: string | null; at: number }
    >();
    const proposedOnDisk = new Set(
      facts
        .records('propose')
        .filter((each) => each.onDisk !== null)
        .map(({ record }) => `${record.intent.actor.id} ${record.intent.id}`),
    );
    const committed = new Set(facts.commits.map(({ intent }) => `${intent.actor.id} ${intent.id}`));
    const overtaking = new Set<string>();
    let life = 0;
    for (const told of facts.told) {
      if (told.life !== life) {
        // What a crash took before it was on disk is not waiting any more, nor what it left committed.
        for (const key of waiting.keys())
          if (!proposedOnDisk.has(key) || committed.has(key)) waiting.delete(key);
        life = told.life;
      }
      const key = `${told.actor} ${told.id}`;
      const objects =
        operationsOf.get(key) ?? (told.actor.startsWith('engine:') ? operationsOf.get(told.id) : undefined);
      if (told.actor.startsWith('agent:')) {
        const own = waiting.get(key);
        if (told.state === 'awaiting_approval' && objects !== undefined && own === undefined) {
          waiting.set(key, { objects: new Set(objects), supersededBy: null, at: told.at });
        } else if (
          told.state === 'committed' &&
          own !== undefined &&
          own.supersededBy !== null &&
          told.n !== null
        ) {
          const appended = commitAppended.get(`${told.life} ${told.n}`);
          if (appended !== undefined && appended > own.at)
            yield `${told.id} of ${told.actor} was committed as ${told.n} after ${own.supersededBy} had come on the same object`;
        } else if (ENDS.has(told.state)) waiting.delete(key);
        continue;
      }
      // One that is queued again after an engine's fault came before: it overtakes nobody now.
      if (told.state !== 'queued' || objects === undefined || overtaking.has(key) || !committed.has(key))
        continue;
      overtaking.add(key);
      for (const own of waiting.values()) {
        if (own.supersededBy === null && objects.some((id) => own.objects.has(id))) {
          own.supersededBy = `${told.actor} ${told.id}`;
          own.at = told.at;
        }
      }
    }
    yield* overriddenAgentsHear(facts, waiting);
  },
};

/** And their authors are told: nothing that was superseded goes on waiting. */
function* overriddenAgentsHear(
  facts: Facts,
  waiting: ReadonlyMap<string, { readonly supersededBy: string | null; readonly at: number }>,
): Iterable<string> {
  const lastLife = facts.starts.at(-1)?.event.life ?? 0;
  for (const [key, { supersededBy, at }] of waiting) {
    if (supersededBy === null) continue;
    const life = facts.told.find((told) => told.at === at)?.life ?? lastLife;
    const told = facts.told.some(
      (each) => `${each.actor} ${each.id}` === key && each.at > at && ENDS.has(each.state),
    );
    const flying = facts.ends.some((end) => end.life === life && end.at > at && end.how !== 'closed');
    if (!told && !flying) yield `${key} was overtaken by ${supersededBy} and never told`;
  }
}

/** AUTH-3: engines have no authority: what changed without a hand, or is not trusted, never becomes shared. */
export const auth3: Checker = {
  guarantee: 'AUTH-3',
  *check(facts) {
    const approved = new Set(facts.records('approve').map(({ record }) => record.id));
    const begun = new Map(facts.records('begin').map((each) => [each.record.intent.id, each]));
    for (const { at, session, message } of facts.frames) {
      if (message.type !== 'observed') continue;
      const begin = begun.get(message.edit);
      if (begin === undefined) continue;
      if (message.undo === null)
        yield `${begin.record.n} is a drift of ${session}: no person's step shows it`;
      const engine = facts.sessions.get(session)?.engine ?? '';
      // What waited for a halt to end obeys what is set when it goes on.
      const goesOn = facts.told.find((told) => told.id === message.edit && told.at >= at);
      const trust = trustOf(facts, engine, goesOn?.at ?? at);
      if (trust === 'off')
        yield `${begin.record.n} was taken from ${engine}, whose edits a person had switched off`;
      if (trust === 'ask' && !approved.has(message.edit))
        yield `${begin.record.n} was taken from ${engine} without asking`;
    }
  },
};

/** What a person has set: it acts with the click, whatever the disk does (R29). */
function trustOf(facts: Facts, engine: string, at: number): string {
  let trust = 'live';
  const start = facts.starts.filter((each) => each.at < at).at(-1);
  for (const record of facts.history.log.slice(0, start?.event.position ?? 0)) {
    if (record.kind === 'trust' && record.engine === engine) trust = record.level;
  }
  for (const { command, at: clicked } of facts.clicks) {
    const here = clicked > (start?.at ?? 0) && clicked < at;
    if (here && command.do === 'trust' && command.engine === engine) trust = command.level ?? trust;
  }
  return trust;
}

/** AUTH-4: no agent's change without the click of a person on exactly that. */
export const auth4: Checker = {
  guarantee: 'AUTH-4',
  *check(facts) {
    const clicks = facts.clicks.filter(({ command }) => command.do === 'approve');
    const said = new Set<string>();
    for (const { record, at } of facts.records('approve')) {
      const key = `${record.id} ${record.hash}`;
      // Written again after the disk had refused it, it is still the first word that counts.
      if (said.has(key)) continue;
      said.add(key);
      const click = clicks.find(({ at: clicked }) => eventOf(clicked) === eventOf(at));
      if (click?.command.id !== record.id || click.command.hash !== record.hash) {
        yield `${record.id} was approved, and nobody clicked on what it says`;
      }
    }
    for (const commit of facts.commits) {
      const { id } = commit.intent;
      const handed = facts.handedIn.find(
        (each) => each.submission.id === id && each.actor.id === commit.intent.actor.id,
      );
      if (handed?.channel !== 'ai' && commit.intent.authority !== 'ai') continue;
      const approval = standingApproval(facts, id, commit.position);
      if (approval === null) {
        yield `${commit.n} of ${commit.intent.actor.id} was committed without a standing approval`;
        continue;
      }
      const click = clicks.find(
        (each) =>
          each.command.id === id &&
          each.command.hash === approval.hash &&
          eventOf(each.at) === eventOf(approval.at),
      );
      if (click === undefined) yield `${commit.n} was approved by nobody's click`;
      else if (changedSince(facts, commit.n, click))
        yield `${commit.n} was approved for other values than it changed`;
    }
  },
};

/** The approval in the log that stands before the commit and was not made void. */
function standingApproval(facts: Facts, id: string, before: number): { hash: string; at: number } | null {
  let standing: { hash: string } | null = null;
  for (const record of facts.history.log.slice(0, before - 1)) {
    if (record.kind === 'approve' && record.id === id) standing = { hash: record.hash };
    if (record.kind === 'void_approval' && record.id === id) standing = null;
  }
  if (standing === null) return null;
  // Written again after the disk had refused it, it is still the first word that counts.
  const { hash } = standing;
  const first = facts.records('approve').find(({ record }) => record.id === id && record.hash === hash);
  return { hash, at: first?.at ?? 0 };
}

/** Whether what the click was shown, the values before, were others than those that the number found. */
function changedSince(facts: Facts, n: number, click: Click): boolean {
  const commit = facts.commitOf.get(n);
  if (commit === undefined) return false;
  // What was on screen: the scene with what was under way; so any commit appended before the click, or begun before
  // it, may have been seen.
  const since = facts
    .records('begin')
    .filter((begin) => begin.at > click.at && begin.record.n < n && facts.commitOf.has(begin.record.n))
    .map((begin) => begin.record.n);
  const objects = new Set(objectsTouched(commit.intent.operations));
  const builtUpon = predecessors(facts, commit.intent.base.after);
  for (const other of since) {
    const changed = facts.commitOf.get(other);
    // What it builds upon was on the card as done.
    if (changed === undefined || builtUpon.has(changed.intent.id)) continue;
    for (const id of objects) {
      const [before, after] = [changed.before.get(id), changed.after.get(id)];
      if (before === after || before === undefined || after === undefined) continue;
      const touchesSame = facetsChanged(commit.before.get(id), commit.after.get(id)).some((facet) =>
        facetsChanged(before, after).includes(facet),
      );
      if (touchesSame && !restored(facts, click, n, id)) return true;
    }
  }
  return false;
}

/** An intent's own predecessors, and theirs. */
function predecessors(facts: Facts, base: readonly string[]): Set<string> {
  const found = new Set<string>();
  const left = [...base];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    const handed = facts.handedIn.find((each) => each.submission.id === id);
    left.push(...(handed?.submission.base.after ?? []));
  }
  return found;
}

/** Changed and changed back: what was shown is what is there. */
function restored(facts: Facts, click: Click, n: number, id: string): boolean {
  const shown = facts.commits
    .filter((each) => (facts.records('begin').find((begin) => begin.record.n === each.n)?.at ?? 0) < click.at)
    .at(-1);
  return JSON.stringify(shown?.after.get(id)) === JSON.stringify(facts.commitOf.get(n)?.before.get(id));
}

function facetsChanged(before: SceneObject | undefined, after: SceneObject | undefined): string[] {
  const facets = new Set([before, after].flatMap((object) => (object === undefined ? [] : facetsOf(object))));
  return [...facets].filter((facet) => {
    if (before === undefined || after === undefined) return true;
    return facet !== 'existence' && !sameValue(valueOf(before, facet), valueOf(after, facet));
  });
}

/** AUTH-5: an engine can fail, but it cannot refuse, and claiming to be busy is no veto. */
export const auth5: Checker = {
  guarantee: 'AUTH-5',
  *check(facts) {
    yield* failuresAreFaults(facts);
    yield* nobodyIsFrozen(facts);
  },
};

function* failuresAreFaults(facts: Facts): Iterable<string> {
  const flying = new Map<
    number,
    { readonly sessions: ReadonlySet<string>; readonly source: string | null }
  >();
  let healthy = true;
  for (const event of facts.events) {
    if (event.at === 'start') {
      flying.clear();
      healthy = !event.readOnly;
    }
    if (event.at !== 'step') continue;
    if (event.input.in === 'ledger_failed') healthy = false;
    const failed = failureIn(event, flying);
    if (failed !== null && healthy) {
      const { session, n } = failed;
      const aborts = recordsOf(event).filter((record) => record.kind === 'abort' && record.n === n);
      const abort = aborts[0];
      if (abort === undefined || abort.kind !== 'abort') yield `${session} refused ${n} and it went on`;
      else if (abort.fault !== session) yield `${session} refused ${n} and is not the one in fault`;
    }
    for (const record of recordsOf(event)) {
      if (record.kind === 'begin') {
        flying.set(record.n, {
          sessions: new Set(record.participants.map(({ session }) => session)),
          source: record.intent.observation?.session ?? null,
        });
      }
      if (record.kind === 'commit' || record.kind === 'abort') flying.delete(record.n);
    }
  }
}

function recordsOf(event: Extract<HistoryEvent, { at: 'step' }>) {
  return event.effects.flatMap((effect) => (effect.fx === 'append' ? effect.records : []));
}

/** A refusal of a number that is under way, by an engine that takes part and has not answered yet. */
function failureIn(
  event: Extract<HistoryEvent, { at: 'step' }>,
  flying: ReadonlyMap<number, { readonly sessions: ReadonlySet<string>; readonly source: string | null }>,
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

/** A halt, or a hand on the object, may hold a change for as long as a person wants. */
function heldByPeople(facts: Facts, from: number, to: number): boolean {
  const halted = facts.clicks.some(({ command, at }) => command.do === 'halt' && at < to);
  const hands = facts.frames.some(
    ({ message, at }) => message.type === 'hands' && message.objects.length > 0 && at < to,
  );
  const trouble = facts.ledgerTrouble.some(({ at }) => at > from && at < to);
  return halted || hands || trouble;
}
