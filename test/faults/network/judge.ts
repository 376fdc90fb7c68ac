/**
 * What must hold after any fault between the application and its engines, judged from outside: from what the log was
 * given, when it was safe, what came out of the wires, and what the engines hold in the end. It shares no code with what
 * it judges: even the log is folded with an engine's own memory.
 */
import { isDeepStrictEqual } from 'node:util';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { EngineScene } from '#test/bench/adapter-scene.ts';
import type { GuaranteeId } from '#test/evidence/catalogue.ts';
import type { Seen } from '../model/history-rules.ts';
import type { Kind } from './engine.ts';
import type { WireNews } from './wire.ts';

/** One thing that happened, in the order in which it did. */
export type Event =
  | { readonly at: 'log'; readonly position: number; readonly record: LedgerRecord }
  | { readonly at: 'disk'; readonly position: number }
  /** What a client did or saw, for the rules of histories. */
  | { readonly at: 'client'; readonly seen: Seen }
  | { readonly at: 'author'; readonly id: string; readonly end: string; readonly n: number | null }
  | { readonly at: 'wire'; readonly engine: Kind; readonly connection: number; readonly news: WireNews };

export interface Story {
  readonly events: readonly Event[];
  /** Intents that were handed in and admitted. */
  readonly submitted: readonly string[];
  /** What the window shows as the shared scene. */
  readonly shown: readonly SceneObject[];
  /** What the engines hold that are in step by the application’s word. */
  readonly engines: ReadonlyMap<Kind, readonly SceneObject[]>;
}

export interface Problem {
  readonly id: GuaranteeId;
  readonly what: string;
}

type Begun = Extract<LedgerRecord, { kind: 'begin' }>;

/** Changes of one gesture are one intent, which answers for each of them. */
function idsOf({ intent }: Begun): readonly string[] {
  return intent.joined?.map(({ id }) => id) ?? [intent.id];
}

export function judge(story: Story): Problem[] {
  return [...judgeNumbers(story), ...judgeWires(story), ...judgeAuthors(story), ...judgeScenes(story)];
}

/** Each number once, in order, with one outcome; no intent has two. */
function judgeNumbers({ events }: Story): Problem[] {
  const problems: Problem[] = [];
  const began = new Map<number, Begun>();
  const ended = new Map<number, string>();
  const committed = new Set<string>();
  let highest = 0;
  for (const event of events) {
    if (event.at !== 'log') continue;
    const { record } = event;
    if (record.kind === 'begin') {
      if (record.n <= highest) problems.push({ id: 'ORD-2', what: `${record.n} comes after ${highest}` });
      highest = Math.max(highest, record.n);
      began.set(record.n, record);
    } else if (record.kind === 'commit' || record.kind === 'abort') {
      const { n } = record;
      const begun = began.get(n);
      if (begun === undefined) problems.push({ id: 'ORD-2', what: `${n} ends and never began` });
      if (ended.has(n)) problems.push({ id: 'ORD-2', what: `${n} ends twice` });
      ended.set(n, record.kind);
      if (record.kind === 'commit' && begun !== undefined) {
        for (const id of idsOf(begun)) {
          if (committed.has(id)) problems.push({ id: 'ORD-2', what: `${id} is committed twice` });
          committed.add(id);
        }
      }
    }
  }
  for (const n of began.keys())
    if (!ended.has(n)) problems.push({ id: 'ORD-2', what: `${n} has no outcome` });
  return problems;
}

/** What reached an engine: no confirmation before its sync, nothing of an intent before it is live, and everything that was
 * sent and came to nothing is taken back, or the connection is over. */
function judgeWires({ events, engines }: Story): Problem[] {
  const problems: Problem[] = [];
  const commits = new Map<number, number>();
  const aborted = new Set<number>();
  const live = new Set<string>();
  const sent = new Map<string, Set<number>>();
  let safe = 0;
  for (const event of events) {
    if (event.at === 'disk') safe = Math.max(safe, event.position);
    if (event.at === 'log' && event.record.kind === 'commit') commits.set(event.record.n, event.position);
    if (event.at === 'log' && event.record.kind === 'abort') aborted.add(event.record.n);
    if (event.at !== 'wire') continue;
    const { news } = event;
    const connection = `${event.engine} ${event.connection}`;
    if (news.what === 'closed') {
      live.delete(connection);
      sent.delete(connection);
    }
    if (news.what !== 'message' || news.direction !== 'to_engine') continue;
    const { message } = news;
    const open = sent.get(connection) ?? new Set();
    sent.set(connection, open);
    if (message.type === 'live') {
      live.add(connection);
      // It was compared: whatever was left over of anything is gone.
      open.clear();
    }
    if (message.type === 'apply') {
      if (!live.has(connection))
        problems.push({ id: 'FAIL-4', what: `${message.n} reaches ${connection} before it is in step` });
      open.add(message.n);
    }
    if (message.type === 'compensate') open.delete(message.n);
    if (message.type === 'confirm') {
      const position = commits.get(message.n);
      if (position === undefined || position > safe)
        problems.push({ id: 'DUR-1', what: `${connection} hears that ${message.n} is safe, and it is not` });
      open.delete(message.n);
    }
  }
  const inStep = [...sent].filter(([connection]) =>
    [...engines.keys()].some((engine) => connection.startsWith(engine)),
  );
  for (const [connection, open] of inStep)
    for (const n of open)
      if (aborted.has(n)) problems.push({ id: 'FAIL-4', what: `${n} is never taken back on ${connection}` });
  return problems;
}

/** Who handed something in hears one end of it: the one that the log says. */
function judgeAuthors({ events, submitted }: Story): Problem[] {
  const problems: Problem[] = [];
  const committed = new Map<string, number>();
  const began = new Map<number, Begun>();
  for (const event of events) {
    if (event.at !== 'log') continue;
    if (event.record.kind === 'begin') began.set(event.record.n, event.record);
    const begun = event.record.kind === 'commit' ? began.get(event.record.n) : undefined;
    if (begun !== undefined) for (const id of idsOf(begun)) committed.set(id, begun.n);
  }
  for (const id of submitted) {
    const ends = events.filter((event) => event.at === 'author' && event.id === id);
    const heard = ends.map((event) => (event.at === 'author' && event.end === 'committed' ? event.n : null));
    if (ends.length !== 1) problems.push({ id: 'ORD-2', what: `${id} has ${ends.length} ends` });
    if ((heard[0] ?? null) !== (committed.get(id) ?? null))
      problems.push({
        id: 'FAIL-3',
        what: `${id} is told as ${heard.join()}, the log says ${committed.get(id)}`,
      });
  }
  for (const id of committed.keys())
    if (!submitted.includes(id))
      problems.push({ id: 'ORD-1', what: `${id} was committed, and nobody handed it in` });
  return problems;
}

/** The window and every engine that is in step hold the fold of what is committed. */
function judgeScenes({ events, shown, engines }: Story): Problem[] {
  const fold = new EngineScene();
  const began = new Map<number, Begun>();
  for (const event of events) {
    if (event.at !== 'log') continue;
    if (event.record.kind === 'begin') began.set(event.record.n, event.record);
    if (event.record.kind === 'commit') fold.apply(began.get(event.record.n)?.intent.operations ?? []);
  }
  const wanted = fold.ids().map((id) => fold.object(id));
  const problems: Problem[] = [];
  if (!areSame(shown, wanted))
    problems.push({ id: 'FAIL-3', what: 'the window shows another scene than the log' });
  for (const [engine, held] of engines)
    if (!areSame(held, wanted))
      problems.push({ id: 'ORD-5', what: `${engine} holds ${words(held)} instead of ${words(wanted)}` });
  return problems;
}

function areSame(left: readonly SceneObject[], right: readonly SceneObject[]): boolean {
  const byId = (objects: readonly SceneObject[]): Map<string, SceneObject> =>
    new Map(objects.map((each) => [each.id, each]));
  return isDeepStrictEqual(byId(left), byId(right));
}

function words(objects: readonly SceneObject[]): string {
  return (
    objects.map(({ name, transform }) => `${name} at ${transform.translation.join()}`).join('; ') || 'nothing'
  );
}
