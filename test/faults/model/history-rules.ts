/**
 * What clients saw, against the log. The counter is the order that is claimed, so each rule is one pass: (a) replay by
 * number gives every read and every read-back, (b) what was confirmed before something was handed in has the smaller
 * number, (c) what was never confirmed is there at most once, (d) what was confirmed is there exactly once, under that
 * number. The fold is an engine's own memory: nothing of the code that is judged is used.
 */
import { isDeepStrictEqual } from 'node:util';
import type { FacetState, ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import { EngineScene } from '#test/bench/adapter-scene.ts';

/** One thing that a client did or saw. Ids are those of authors, unique among all of them. */
export type Seen =
  | { readonly saw: 'handed_in'; readonly id: string }
  /** `id` is null for an engine, which hears of numbers only. */
  | { readonly saw: 'confirmed'; readonly id: string | null; readonly n: number }
  /** The shared scene, or these objects of it. */
  | {
      readonly saw: 'scene';
      readonly revision: number;
      readonly objects: ReadonlyMap<ObjectId, SceneObject>;
      readonly isWhole: boolean;
    }
  /** What an engine read out of itself after it had applied a number. */
  | { readonly saw: 'read_back'; readonly n: number; readonly states: readonly FacetState[] };

export interface Committed {
  readonly n: number;
  readonly ids: readonly string[];
  readonly operations: readonly Operation[];
}

export interface ClientHistory {
  /** In the order in which they happened. */
  readonly seen: readonly Seen[];
  /** In the order of the log. */
  readonly committed: readonly Committed[];
}

export interface Broken {
  readonly rule: 'a' | 'b' | 'c' | 'd';
  readonly what: string;
}

export function brokenRules(history: ClientHistory): Broken[] {
  const broken: Broken[] = [];
  const say = (rule: Broken['rule']) => (what: string) => void broken.push({ rule, what });
  replayGivesWhatWasRead(history, say('a'));
  confirmedFirstIsFirst(history, say('b'));
  isThereOnce(history, say('c'), say('d'));
  return broken;
}

type Say = (what: string) => void;

function replayGivesWhatWasRead({ seen, committed }: ClientHistory, say: Say): void {
  const byNumber = new Map<number, Exclude<Seen, { saw: 'handed_in' | 'confirmed' }>[]>();
  for (const each of seen) {
    if (each.saw !== 'scene' && each.saw !== 'read_back') continue;
    const n = each.saw === 'scene' ? each.revision : each.n;
    byNumber.set(n, [...(byNumber.get(n) ?? []), each]);
  }
  const fold = new EngineScene();
  const look = (n: number): void => {
    for (const each of byNumber.get(n) ?? [])
      if (each.saw === 'scene') compareScene(fold, each, say);
      else compareReadBack(fold, each, say);
    byNumber.delete(n);
  };
  look(0);
  for (const { n, operations } of committed) {
    try {
      fold.apply(operations);
    } catch (error) {
      return say(`${n} cannot be replayed: ${String(error)}`);
    }
    look(n);
  }
  // What an engine applied and nobody committed came to nothing, and says nothing of the scene.
  for (const [n, left] of byNumber)
    if (left.some(({ saw }) => saw === 'scene'))
      say(`a scene as of ${n} was read, which the log does not have`);
}

function compareScene(fold: EngineScene, read: Extract<Seen, { saw: 'scene' }>, say: Say): void {
  const { revision, objects, isWhole } = read;
  for (const [id, object] of objects)
    if (!fold.has(id) || !isDeepStrictEqual(fold.object(id), object))
      say(`${id} was read as of ${revision} as it never was then`);
  if (isWhole && objects.size !== fold.size)
    say(`as of ${revision}, ${objects.size} objects were read, and there were ${fold.size}`);
}

function compareReadBack(
  fold: EngineScene,
  { n, states }: Extract<Seen, { saw: 'read_back' }>,
  say: Say,
): void {
  for (const { id, facet, value } of states) {
    const isThere = facet === 'existence' || fold.has(id);
    const wanted = isThere ? fold.read(id, facet).value : null;
    if (!isDeepStrictEqual(value, wanted))
      say(
        `${facet} of ${id} was read back after ${n} as ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`,
      );
  }
}

function confirmedFirstIsFirst({ seen, committed }: ClientHistory, say: Say): void {
  const numberOf = new Map(committed.flatMap(({ n, ids }) => ids.map((id) => [id, n])));
  const handedIn = new Set<string>();
  let highest = 0;
  for (const each of seen) {
    if (each.saw === 'confirmed') highest = Math.max(highest, each.n);
    if (each.saw !== 'handed_in' || handedIn.has(each.id)) continue;
    handedIn.add(each.id);
    const n = numberOf.get(each.id);
    if (n !== undefined && n <= highest)
      say(`${each.id} became ${n}, and ${highest} was confirmed before it was handed in`);
  }
}

function isThereOnce({ seen, committed }: ClientHistory, sayTwice: Say, sayLost: Say): void {
  const numbersOf = new Map<string, number[]>();
  const known = new Set<number>();
  for (const { n, ids } of committed) {
    if (known.has(n)) sayTwice(`${n} is committed twice`);
    known.add(n);
    for (const id of ids) numbersOf.set(id, [...(numbersOf.get(id) ?? []), n]);
  }
  for (const [id, numbers] of numbersOf)
    if (numbers.length > 1) sayTwice(`${id} is committed as ${numbers.join(' and as ')}`);
  for (const each of seen) {
    if (each.saw !== 'confirmed') continue;
    const { id, n } = each;
    const isThere = id === null ? known.has(n) : isDeepStrictEqual(numbersOf.get(id), [n]);
    if (!isThere)
      sayLost(`${id ?? 'what an engine applied'} was confirmed as ${n}, and the log has it not so`);
  }
}
