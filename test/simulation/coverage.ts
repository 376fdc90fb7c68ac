/**
 * What the runs met. A simulation that never commits, or never meets a halt with something in the air, proves nothing:
 * each of these has a floor per 1,000 seeds, and falling below it fails the run.
 */
import type { Intent } from '#app/intents/index.ts';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import { idsOf } from './checkers/facts.ts';
import type { Facts } from './checkers/facts.ts';
import { toldOutOfStep } from './checkers/set-aside.ts';
import type { RecordedCommand } from './history.ts';

export const FLOORS = {
  'commits in two engines or more': 2_500,
  'aborts in mid-flight': 500,
  'aborts in mid-pipeline: the number before is still syncing': 60,
  'unwinds with compensation done': 300,
  'breaker half-open to closed': 125,
  'resyncs under load': 1_000,
  'forced commits': 1_000,
  'superseded while applying': 30,
  'halts with something in flight': 80,
  'approvals made void by changed values': 2,
  'queued again after the fault of another engine': 150,
  'crashes between a durable commit and its message': 25,
  'retries across restarts': 800,
  'retries across restarts of what was committed': 150,
  'conflicts shown': 1_500,
  'decided with one before it': 10,
  'decided by a rule': 10,
  'shelved before a purge': 1_500,
  'deviations that cost the session': 800,
  'engines that were ended with too many cards': 4,
  'edits told while an engine was refreshed: it is read once more': 20,
  'observed edits committed': 1_800,
  'edits in engines that joined another one': 500,
  'changes in the control room that joined another one': 300,
  'retries across restarts of what had joined another one': 20,
  'changes upon what came of a click, and which no window could name': 50,
  'edits of objects that nobody shares': 2,
  // Rare: what a number left behind is set back, so only a change whose BEGIN a crash took is left over like that.
  'shared under an id that an engine had already': 0.5,
  'drift found by the audit': 20,
  'files brought up to date': 200,
  'taken from a file': 20,
  'taken from a file by pieces': 20,
  'taken from the shelf': 100,
  'taken from the shelf by pieces': 10,
  'taken from the shelf in part, as it was picked': 20,
  'taken from the shelf without what is gone': 5,
  'files left as they are': 50,
  'copies made': 50,
  'answers which file is worked on': 50,
  'live engines looked at again, and not as a whole': 50,
  'edits of people that a rule refused': 350,
  'notices that two sides were kept': 400,
  'sides of a notice taken back': 25,
  'sides of a notice changed again, and not taken back': 10,
  'confirmed changes taken back': 100,
  'confirmed changes taken back in part': 10,
  'takings back that were taken back': 5,
  'changes set anew since, and not taken back': 10,
  'several changes taken back together': 50,
  'several changes taken back together by pieces': 10,
  'files shown as unsaved': 7_000,
  'changes that stayed in their artist’s hands': 50,
  'tried again': 5,
  'tried again and went through': 4,
  'put back': 12,
  'left on the shelf': 12,
  'had nothing left to ask': 10,
  'waited for hands': 200,
  'waited for hands to the limit': 25,
  'went on waiting': 8,
  'went on without an engine': 12,
  'taken back while it waited': 12,
  'waited for hands over a restart': 3,
  'edits that were open through a comparison': 60,
  'edits told while parked or set aside': 350,
  'edits told while parked or set aside, and committed': 50,
  'offers of what was played': 180,
  'played values kept': 45,
  'played values that collide': 10,
  'agents’ changes committed': 1_400,
  'suggestions committed in part': 25,
  'suggestions committed with other values': 180,
  'suggestions approved by their task': 160,
  'suggestions denied by their task': 15,
  'suggestions let through by a free hand and committed': 80,
  'suggestions let through by a rule and committed': 60,
  'free hands used up': 20,
  'free hands whose time was up': 250,
  'let through, and called back before they had a number': 4,
  'pipelined: begun while the last one was syncing': 3_000,
  'resumes of a resume that broke before its first frame': 50,
  'sleeps of the machine': 130,
  'refusals by the disk': 110,
  'writes of unknown outcome': 110,
} as const;

export type Covered = keyof typeof FLOORS;
export type Coverage = Record<Covered, number>;

export function noCoverage(): Coverage {
  return Object.fromEntries(Object.keys(FLOORS).map((key) => [key, 0])) as Coverage;
}

export function addCoverage(into: Coverage, from: Coverage): void {
  for (const key of Object.keys(FLOORS) as Covered[]) into[key] += from[key];
}

/** Fewer runs may well meet none of what is rare. */
const JUDGED_FROM_SEEDS = 1_000;

/** Which floors are missed, with what was met. */
export function missedFloors(coverage: Coverage, seeds: number): string[] {
  if (seeds < JUDGED_FROM_SEEDS) return [];
  return (Object.entries(FLOORS) as [Covered, number][])
    .filter(([key, floor]) => coverage[key] < Math.floor((floor * seeds) / 1_000))
    .map(
      ([key, floor]) => `${key}: ${coverage[key]}, at least ${Math.floor((floor * seeds) / 1_000)} expected`,
    );
}

const DIFFERING_MET = {
  try_again: 'tried again',
  put_back: 'put back',
  shelf: 'left on the shelf',
  moot: 'had nothing left to ask',
} as const satisfies Record<string, Covered>;

function isOther({ others = [] }: RecordedCommand, id: string): boolean {
  return others.some(({ conflict }) => conflict === id);
}

export function coverageOf(facts: Facts): Coverage {
  const met = noCoverage();
  const inFlight = new Map<string, 'applying' | 'finishing'>();
  const faulted = new Set<string>();
  let loading = 0;
  const triedAgain = new Set<string>();
  /** Changes that wait for hands, by the life in which they began to. */
  const waited = new Map<string, number>();
  const joining = new Map<string, number>();
  for (const event of facts.events) {
    if (event.at === 'start') inFlight.clear();
    if (event.at === 'end') {
      if (event.untold) met['crashes between a durable commit and its message'] += 1;
      faulted.clear();
      joining.clear();
    }
    if (event.at === 'engine' && event.did === 'compensated' && event.outcomes.includes('restored'))
      met['unwinds with compensation done'] += 1;
    if (event.at !== 'step') continue;
    if (event.jumpMs > 0) met['sleeps of the machine'] += 1;
    if (event.input.in === 'ledger_failed' && event.input.outcome === 'refused')
      met['refusals by the disk'] += 1;
    if (event.input.in === 'ledger_failed' && event.input.outcome === 'unknown')
      met['writes of unknown outcome'] += 1;
    if (event.input.in === 'command' && event.input.command.do === 'halt' && inFlight.size > 0)
      met['halts with something in flight'] += 1;
    for (const effect of event.effects) {
      if (effect.fx === 'revoke' && effect.code === 'too_many_cards')
        met['engines that were ended with too many cards'] += 1;
      else if (effect.fx === 'revoke' && event.input.in === 'frame' && effect.code !== 'bye')
        met['deviations that cost the session'] += 1;
      if (effect.fx === 'send' && effect.message.type === 'decided' && effect.message.code === 'not_live')
        met['edits told while an engine was refreshed: it is read once more'] += 1;
      if (effect.fx === 'send' && effect.message.type === 'take_inventory')
        joining.set(effect.session, loading);
      if (effect.fx === 'send' && isNamedOpen(effect.message))
        met['edits that were open through a comparison'] += 1;
      if (effect.fx === 'send' && effect.message.type === 'live') {
        if ((joining.get(effect.session) ?? loading) < loading) met['resyncs under load'] += 1;
        if (faulted.delete(effect.session)) met['breaker half-open to closed'] += 1;
      }
      if (effect.fx === 'send' && effect.message.type === 'decided' && effect.message.code === 'not_shared')
        met['edits of objects that nobody shares'] += 1;
      if (effect.fx !== 'append') continue;
      for (const record of effect.records) {
        switch (record.kind) {
          case 'begin':
            loading += 1;
            if ([...inFlight.values()].includes('finishing'))
              met['pipelined: begun while the last one was syncing'] += 1;
            inFlight.set(`${event.life} ${record.n}`, 'applying');
            break;
          case 'commit':
            inFlight.set(`${event.life} ${record.n}`, 'finishing');
            if (record.participants.length >= 2) met['commits in two engines or more'] += 1;
            break;
          case 'abort':
            inFlight.delete(`${event.life} ${record.n}`);
            met['aborts in mid-flight'] += 1;
            if ([...inFlight.values()].includes('finishing'))
              met['aborts in mid-pipeline: the number before is still syncing'] += 1;
            if (record.ends === 'superseded') met['superseded while applying'] += 1;
            if (record.ends === 'requeued' && record.fault !== null)
              met['queued again after the fault of another engine'] += 1;
            if (record.fault !== null) faulted.add(record.fault);
            break;
          case 'void_approval':
            if (record.reason.code === 'permission_over')
              met['let through, and called back before they had a number'] += 1;
            if (record.reason.code === 'values_changed') met['approvals made void by changed values'] += 1;
            break;
          case 'decide':
            if (record.by === 'rule') met['decided by a rule'] += 1;
            if (event.input.in === 'command' && isOther(event.input.command, record.id))
              met['decided with one before it'] += 1;
            break;
          case 'conflict':
            met['conflicts shown'] += 1;
            if (record.conflict.id.includes('-audit-')) met['drift found by the audit'] += 1;
            if (record.conflict.why === 'refused') met['edits of people that a rule refused'] += 1;
            break;
          case 'differs':
            met['changes that stayed in their artist’s hands'] += 1;
            break;
          case 'settle_differing':
            met[DIFFERING_MET[record.answer]] += 1;
            if (record.intent !== null) triedAgain.add(record.intent);
            break;
          case 'propose':
            if (record.waits_for !== undefined) met['waited for hands'] += 1;
            if (record.waits_for !== undefined) waited.set(record.intent.id, event.life);
            break;
          case 'leave_out':
            met['went on without an engine'] += 1;
            break;
          case 'settle':
            if (record.reason.code === 'taken_back') met['taken back while it waited'] += 1;
            break;
          case 'end_grant':
            if (record.reason.code === 'used_up') met['free hands used up'] += 1;
            if (record.reason.code === 'time_over') met['free hands whose time was up'] += 1;
            break;
          case 'approve':
            if (event.input.in === 'command' && event.input.command.do === 'approve_task')
              met['suggestions approved by their task'] += 1;
            if ((waited.get(record.id) ?? event.life) < event.life)
              met['waited for hands over a restart'] += 1;
            break;
          default:
            break;
        }
      }
    }
    if (event.input.in === 'command' && event.input.command.do === 'answer_wait') {
      met['waited for hands to the limit'] += 1;
      if (event.input.command.answer === 'wait') met['went on waiting'] += 1;
    }
    if (event.input.in === 'durable') {
      for (const effect of event.effects)
        if (effect.fx === 'settled' && effect.n !== null) inFlight.delete(`${event.life} ${effect.n}`);
    }
  }
  for (const { intent } of facts.commits) {
    if (intent.force) met['forced commits'] += 1;
    const joined = idsOf(intent).length - 1;
    if (intent.observation === null) met['changes in the control room that joined another one'] += joined;
    else met['edits in engines that joined another one'] += joined;
    if (isUponClicks(facts, intent))
      met['changes upon what came of a click, and which no window could name'] += 1;
    if (triedAgain.has(intent.id)) met['tried again and went through'] += 1;
    if (intent.observation !== null) met['observed edits committed'] += 1;
    if (isAdoptedAsItIs(intent)) met['shared under an id that an engine had already'] += 1;
    if (intent.authority === 'ai') met['agents’ changes committed'] += 1;
    if ((intent.adjusted?.leftOut.length ?? 0) > 0) met['suggestions committed in part'] += 1;
    if ((intent.adjusted?.edited.length ?? 0) > 0) met['suggestions committed with other values'] += 1;
  }
  countLetThrough(facts, met);
  countBrokenResumes(facts, met);
  countLooks(facts, met);
  countOutOfStep(facts, met);
  countPlayed(facts, met);
  countFiles(facts, met);
  countMerges(facts, met);
  countTakenBack(facts, met);
  countRetries(facts, met);
  countShelved(facts, met);
  return met;
}

/** An adoption of objects without an id is named after the first that it gives. */
/** An edit that is collected, or that waits, is named again only before a comparison. */
function isNamedOpen(message: OrchestratorMessage): boolean {
  return message.type === 'decided' && message.outcome === 'waiting' && message.code === 'queued';
}

function isAdoptedAsItIs({ id, observation, operations: [first] }: Intent): boolean {
  return observation?.undo.name === 'adopt' && first?.op === 'create' && first.object.id !== id;
}

/** It says itself that it comes after something, and its author has not said so. */
function isUponClicks({ handedIn }: Facts, intent: Intent): boolean {
  const words = handedIn.filter(({ submission }) => idsOf(intent).includes(submission.id));
  if (words.length === 0) return false;
  const said = new Set(words.flatMap(({ submission }) => submission.base.after));
  return intent.authority === 'human' && intent.base.after.some((id) => !said.has(id));
}

function countLetThrough(facts: Facts, met: Coverage): void {
  const committed = new Set(facts.commits.map(({ intent }) => intent.id));
  const counted = new Set<string>();
  for (const { record } of facts.records('approve')) {
    if (record.under === undefined || !committed.has(record.id) || counted.has(record.id)) continue;
    counted.add(record.id);
    if (record.by === 'grant') met['suggestions let through by a free hand and committed'] += 1;
    else met['suggestions let through by a rule and committed'] += 1;
  }
  for (const { record } of facts.records('settle'))
    if (record.reason.message === 'not this task') met['suggestions denied by their task'] += 1;
}

function countBrokenResumes(facts: Facts, met: Coverage): void {
  const spoke = new Set(facts.frames.map(({ session }) => session));
  for (const { resumes } of facts.sessions.values()) {
    const before = facts.sessions.get(resumes ?? '');
    if (before !== undefined && before.resumes !== null && !spoke.has(before.session))
      met['resumes of a resume that broke before its first frame'] += 1;
  }
}

function countOutOfStep(facts: Facts, met: Coverage): void {
  const told = new Set([...toldOutOfStep(facts)].map(({ edit }) => edit));
  met['edits told while parked or set aside'] += told.size;
  for (const { intent } of facts.commits)
    if (intent.observation !== null && idsOf(intent).some((id) => told.has(id)))
      met['edits told while parked or set aside, and committed'] += 1;
}

/** The audit asks for values in answer to digests, and a click for the artist's own objects. */
function countLooks(facts: Facts, met: Coverage): void {
  const live = new Set<string>();
  for (const event of facts.events) {
    if (event.at !== 'step') continue;
    const { input } = event;
    const isElse = input.in === 'command' || (input.in === 'frame' && input.message.type === 'digests');
    for (const effect of event.effects) {
      if (effect.fx !== 'send') continue;
      if (effect.message.type === 'live') live.add(effect.session);
      if (effect.message.type === 'take_inventory') live.delete(effect.session);
      if (effect.message.type === 'read_values' && live.has(effect.session) && !isElse)
        met['live engines looked at again, and not as a whole'] += 1;
    }
  }
}

function countPlayed(facts: Facts, met: Coverage): void {
  for (const { record } of facts.records('shelve'))
    if (record.entry.why === 'played' && record.entry.asks === true) met['offers of what was played'] += 1;
  const answers = new Set(
    facts.clicks.flatMap(({ command }) => (command.do === 'answer_offer' ? (command.intent ?? []) : [])),
  );
  for (const { intent } of facts.commits)
    if (answers.has(intent.id)) met['played values kept'] += intent.operations.length;
  for (const { record } of facts.records('conflict'))
    if (answers.has(record.conflict.id.slice(record.conflict.id.indexOf('-') + 1)))
      met['played values that collide'] += record.conflict.items.length;
}

const LATER_PIECE = /^from (?<source>.*) \(part (?!1 )\d+ of \d+\)$/su;

function countFiles(facts: Facts, met: Coverage): void {
  const committed = new Set(facts.commits.map(({ intent }) => intent.id));
  for (const { command, answer } of facts.clicks) {
    if (answer?.ok !== true) continue;
    if (command.do === 'propose_shelved' && committed.has(command.intent ?? '')) {
      met['taken from the shelf'] += 1;
      if (command.take !== undefined) met['taken from the shelf in part, as it was picked'] += 1;
      if ((answer.taken?.taken ?? 0) < (answer.taken?.of ?? 0))
        met['taken from the shelf without what is gone'] += 1;
    }
    if (command.do === 'answer_copy') met['answers which file is worked on'] += 1;
    if (command.do !== 'answer_file') continue;
    if (command.answer === 'leave') met['files left as they are'] += 1;
    if (command.answer === 'bring') met['files brought up to date'] += 1;
    if (committed.has(command.intent ?? '')) met['taken from a file'] += 1;
  }
  for (const { intent } of facts.commits) {
    const source = LATER_PIECE.exec(intent.reason)?.groups?.['source'];
    if (source === undefined) continue;
    met[source === 'the shelf' ? 'taken from the shelf by pieces' : 'taken from a file by pieces'] += 1;
  }
  for (const { record } of facts.records('files')) if (record.by !== 'person') met['copies made'] += 1;
}

function countMerges(facts: Facts, met: Coverage): void {
  const seen = new Set<string>();
  for (const event of facts.events) {
    if (event.at === 'read')
      met['files shown as unsaved'] += event.files.filter((each) => each.unsavedForMs !== null).length;
    if (event.at === 'merges') for (const { id } of event.merges) seen.add(id);
  }
  met['notices that two sides were kept'] += seen.size;
  const committed = new Set(facts.commits.map(({ intent }) => intent.id));
  for (const { command, answer } of facts.clicks) {
    if (command.do !== 'take_back') continue;
    if (committed.has(command.intent ?? '')) met['sides of a notice taken back'] += 1;
    const code = answer?.ok === false ? answer.reason.code : '';
    if (code === 'stale_base' || code === 'nothing_to_take_back')
      met['sides of a notice changed again, and not taken back'] += 1;
  }
}

function countTakenBack(facts: Facts, met: Coverage): void {
  for (const { intent } of facts.commits) {
    if (intent.takesBack === undefined) continue;
    met['confirmed changes taken back'] += 1;
    const takenBack = facts.commitOf.get(intent.takesBack)?.intent;
    if (takenBack?.takesBack !== undefined) met['takings back that were taken back'] += 1;
  }
  for (const { command, answer } of facts.clicks) {
    if (command.do === 'undo_changes' && answer?.ok === true) {
      const { why = '' } = command;
      const pieces = facts.commits.filter(({ intent }) => intent.reason.startsWith(why)).length;
      if (pieces > 0) met['several changes taken back together'] += 1;
      if (pieces > 1) met['several changes taken back together by pieces'] += 1;
    }
    if (command.do !== 'take_back_change') continue;
    if (answer?.ok === false && answer.reason.code === 'nothing_to_take_back')
      met['changes set anew since, and not taken back'] += 1;
    else if (answer?.ok === true && answer.taken !== undefined && answer.taken.taken < answer.taken.of)
      met['confirmed changes taken back in part'] += 1;
  }
}

function countRetries(facts: Facts, met: Coverage): void {
  const firstLife = new Map<string, number>();
  for (const { life, actor, submission, answer } of facts.handedIn) {
    const key = `${actor.id} ${submission.id}`;
    const first = firstLife.get(key);
    if (first === undefined) firstLife.set(key, life);
    else if (first < life) {
      met['retries across restarts'] += 1;
      const became = facts.commitOfId.get(key)?.intent;
      if (became?.joined !== undefined && became.id !== submission.id)
        met['retries across restarts of what had joined another one'] += 1;
      if (answer?.ok === true && answer.state === 'committed')
        met['retries across restarts of what was committed'] += 1;
    }
  }
}

/** Refreshes that took something from an engine which had been laid on the shelf for it. */
function countShelved(facts: Facts, met: Coverage): void {
  const shelved = new Set<string>();
  for (const { record } of facts.records('shelve'))
    for (const { id, facet } of record.entry.states) shelved.add(`${id} ${facet}`);
  for (const { event } of facts.engineEvents) {
    if (event.did !== 'patched') continue;
    if (event.changes.some(({ id, facet }) => shelved.has(`${id} ${facet}`)))
      met['shelved before a purge'] += 1;
  }
}
