/**
 * A search through all states of a world, depth first. A state that was met is known by its text and not gone through
 * twice; orders of independent decisions that come to the same are gone through once (persistent sets of one decision,
 * and sleep sets by Godefroid, kept with the state and taken up again where a later visit is awake to more).
 */
import type { CoreFactory } from '#test/simulation/core.ts';
import { keyOf } from './canonical.ts';
import type { Plan } from './plan.ts';
import { World } from './world.ts';
import type { Action, Phase, State } from './world.ts';

export interface SearchOptions {
  readonly plan: Plan;
  readonly createCore: CoreFactory;
  /** The word that records are on disk can come later than they are. */
  readonly isDiskLate?: boolean;
  /** Of what is independent only one order is gone through. */
  readonly isReduced: boolean;
  /** A search that comes to more stops, with what is left in its `frontier`. */
  readonly statesMax: number;
  /** Which orders are gone through: any, where it is not said. */
  readonly bound?: Bound;
}

/**
 * Orders in which so many times at most
 * - somebody is interrupted who could have gone on (`interruptions`): who begins, and who follows on one that cannot go on,
 *   is free; or
 * - something happens out of turn (`departures`): that, or it is not the next of the rota who follows on one that cannot go
 *   on, or somebody else than the person begins. They are a part of the former, and far fewer.
 */
export interface Bound {
  readonly of: 'interruptions' | 'departures';
  readonly max: number;
}

export interface Searched {
  readonly states: number;
  readonly transitions: number;
  /** What it can come to, when nothing is left to decide: the states at rest, hashed. */
  readonly terminals: ReadonlySet<string>;
  /** States that were found and not gone through: none, or it was not complete. */
  readonly frontier: number;
  readonly presses: ReadonlyMap<Phase, number>;
  readonly seconds: number;
}

/** A search found something; `decisions` lead to it. */
export class Found extends Error {
  readonly decisions: readonly Action[];

  constructor(problem: string, decisions: readonly Action[]) {
    super(`${problem}\n  after: ${decisions.join(' · ')}`);
    this.decisions = decisions;
  }
}

interface Frame {
  readonly key: string;
  readonly state: State;
  /** Still to be decided here. */
  readonly todo: Action[];
  /** Gone through elsewhere: what they lead to is known. */
  readonly sleep: Set<Action>;
  /** Whose turn it was last; null before anybody's. */
  readonly last: Turn | null;
  /** What of the bound is used. */
  readonly used: number;
}

/** @throws `Found` with the first thing that must not be */
export function search(options: SearchOptions): Searched {
  const startedMs = performance.now();
  const world = new World(options.createCore, options.plan, options.isDiskLate ?? false);
  const { bound } = options;
  const underWay = new Set<string>();
  const visited = new Map<string, ReadonlySet<Action>>();
  const bounded = new BoundedVisits();
  const quiet = new Set<string>();
  const terminals = new Set<string>();
  const frames: Frame[] = [];
  let transitions = 0;

  const enter = (state: State, sleep: Set<Action>, last: Turn | null, used: number): void => {
    const text = keyOf(state.text);
    const whose = bound === undefined ? null : whoMatters(bound, state, last);
    const key = bound === undefined ? text : `${whose} ${text}`;
    const possible = options.isReduced ? persistent(state) : state.actions;
    // Where a state can come after itself, one decision could be put off for ever.
    if (underWay.has(key)) throw new Found('a state comes after itself', state.decisions);
    const before = visited.get(key);
    let todo: readonly Action[];
    if (bound !== undefined) {
      if (!bounded.isNew(text, whose, used)) return;
      // What costs nothing first: then few states are met again with less used.
      const isFree = (action: Action): boolean => !isCharged(bound, state, last, action);
      todo = [...possible.filter(isFree), ...possible.filter((action) => !isFree(action))];
    } else if (before === undefined) {
      visited.set(key, new Set(sleep));
      todo = possible.filter((action) => !sleep.has(action));
    } else {
      // An earlier visit slept over what this one is awake to.
      todo = possible.filter((action) => before.has(action) && !sleep.has(action));
      visited.set(key, new Set([...before].filter((action) => sleep.has(action))));
    }
    if (state.actions.length === 0 && !quiet.has(text)) {
      quiet.add(text);
      terminals.add(keyOf(telling(state, () => world.checkRest(state))));
    }
    if (todo.length === 0) return;
    underWay.add(key);
    frames.push({ key, state, todo: [...todo], sleep, last, used });
  };
  const states = (): number => (bound === undefined ? visited.size : bounded.states);

  enter(world.root(), new Set(), bound?.of === 'departures' ? 'person' : null, 0);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (states() > options.statesMax) break;
    const action = frame.todo.shift();
    if (action === undefined) {
      frames.pop();
      underWay.delete(frame.key);
      continue;
    }
    const { state, sleep, last } = frame;
    const used = frame.used + (bound !== undefined && isCharged(bound, state, last, action) ? 1 : 0);
    if (bound !== undefined && used > bound.max) continue;
    transitions += 1;
    const next = telling(state, () => world.after(state, action, frame.todo.length === 0), action);
    const asleep = new Set([...sleep].filter((other) => areIndependent(other, action)));
    enter(next, asleep, turnOf(action) ?? last, used);
    // What is bounded is not gone through in every order, so no order may stand for another.
    if (options.isReduced && bound === undefined) sleep.add(action);
  }
  return {
    states: states(),
    transitions,
    terminals,
    frontier: frames.filter(({ todo }) => todo.length > 0).length,
    presses: world.presses,
    seconds: (performance.now() - startedMs) / 1_000,
  };
}

/** Level by level, so that what it finds is found by the fewest decisions. @throws `Found` */
export function searchShortest(options: Omit<SearchOptions, 'isReduced'>): void {
  const world = new World(options.createCore, options.plan, options.isDiskLate ?? false);
  const visited = new Set<string>();
  let level: State[] = [world.root()];
  while (level.length > 0) {
    const next: State[] = [];
    for (const state of level) {
      if (state.actions.length === 0) telling(state, () => world.checkRest(state));
      const todo = persistent(state);
      for (const [index, action] of todo.entries()) {
        const isLast = index === todo.length - 1;
        const after = telling(state, () => world.after(state, action, isLast), action);
        const key = keyOf(after.text);
        if (visited.has(key)) continue;
        visited.add(key);
        next.push(after);
      }
    }
    if (visited.size > options.statesMax) throw new Error(`more than ${options.statesMax} states`);
    level = next;
  }
}

function telling<Result>(state: State, run: () => Result, action?: Action): Result {
  const decisions = action === undefined ? state.decisions : [...state.decisions, action];
  try {
    return run();
  } catch (error) {
    throw new Found(error instanceof Error ? error.message : String(error), decisions);
  }
}

/** Words after which an engine answers nothing, and does what its artist does next just as before. */
const UNANSWERED: ReadonlySet<string> = new Set(['confirm', 'release', 'note']);

/**
 * One decision that all others can wait for, where there is one: an engine reads its oldest message. Nobody but its own
 * artist can tell whether it has, and that one has no edit left, or none that depends on it.
 */
function persistent(state: State): readonly Action[] {
  for (const [index, engine] of (['blender', 'unity'] as const).entries()) {
    // How long it took to hear of a halt is on the screen, and decides nothing.
    const answer = state.up[index]?.[0]?.type;
    if (answer === 'held' || answer === 'pong') return [`up ${engine}`];
    const message = state.down[index]?.[0];
    if (message === undefined) continue;
    if (state.left[engine] === 0 || UNANSWERED.has(message.type)) return [`down ${engine}`];
  }
  return state.actions;
}

/**
 * Whether two decisions lead to the same in either order, and neither keeps the other from happening. What goes on
 * inside an engine meets the orchestrator only through its two queues, of which one side takes the oldest and the
 * other adds the newest.
 */
function areIndependent(one: Action, other: Action): boolean {
  const [first, second] = [insideOf(one), insideOf(other)];
  if (first === null && second === null) return false;
  return first !== second;
}

/** The engine inside which it happens; null for what the orchestrator or its disk does. */
function insideOf(action: Action): string | null {
  const [verb, who = ''] = action.split(' ');
  return verb === 'down' || verb === 'edit' ? who : null;
}

// ── Turns ───────────────────────────────────────────────────────────────────────────────────────

/** Whose turn it can be, in this order. */
const TURNS = ['person', 'agent', 'force', 'blender', 'unity', 'disk', 'override'] as const;
type Turn = (typeof TURNS)[number];

/** Whose turn it is in. An engine reads by itself, whoever's turn it is. */
function turnOf(action: Action): Turn | null {
  const [verb, who = ''] = action.split(' ');
  switch (verb) {
    case 'down':
      return null;
    case 'sync':
    case 'told':
      return 'disk';
    case 'approve':
      return 'person';
    case 'halt':
    case 'resume':
      return 'override';
    default:
      return who as Turn;
  }
}

/** Whether it takes something of the bound. */
function isCharged({ of }: Bound, state: State, last: Turn | null, action: Action): boolean {
  const turn = turnOf(action);
  if (turn === null || last === null || turn === last) return false;
  const could = new Set(state.actions.map(turnOf));
  if (could.has(last)) return true;
  if (of === 'interruptions') return false;
  const from = TURNS.indexOf(last) + 1;
  return turn !== [...TURNS.slice(from), ...TURNS.slice(0, from)].find((each) => could.has(each));
}

/** Whose turn it was, where that makes a difference to what can come of the state; else null. */
function whoMatters({ of }: Bound, state: State, last: Turn | null): Turn | null {
  if (of === 'departures') return last;
  const could = new Set(state.actions.map(turnOf));
  // An engine that reads something may be able to go on by it.
  return could.has(last) || could.has(null) ? last : null;
}

/** With how little of the bound used, and after whom, each state was met. */
class BoundedVisits {
  readonly #visits = new Map<string, Map<Turn | null, number>>();

  get states(): number {
    return this.#visits.size;
  }

  /** @returns false where all that can come of it comes of an earlier visit too: what is free to the one costs the other one at most */
  isNew(state: string, whose: Turn | null, used: number): boolean {
    const visits = this.#visits.get(state) ?? new Map<Turn | null, number>();
    for (const [other, usedThen] of visits)
      if (usedThen + (other === whose || other === null ? 0 : 1) <= used) return false;
    visits.set(whose, used);
    this.#visits.set(state, visits);
    return true;
  }
}
