/** What holds of everything that an orchestrator says, whatever happened: looked at after each step of every test. A sentence
 * that got lost, a code that nobody can act on or a frame that no adapter would take is found where it first comes up. */
import type { Reason } from '#app/intents/index.ts';
import { orchestratorMessages } from '#app/protocol/index.ts';
import type { Effect, Orchestrator } from '#main/orchestrator/index.ts';
import {
  viewFlights,
  viewHalt,
  viewInHands,
  viewMerges,
  viewPermissions,
  viewSessions,
  viewStanding,
  viewWaiting,
} from '#main/orchestrator/index.ts';

const CODE = /^[a-z][a-z0-9_]*$/;
/** Also what the orchestrator makes itself: an adapter and the log take nothing else for an id. */
const ID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
/** What authors say, and the values of a scene: any text, and none. */
const OF_OTHERS = new Set(['reason', 'operations', 'properties', 'value', 'mode', 'items']);
/** Reasons whose sentence is that of a person or of an adapter, and may be none. */
const BY_OTHERS = new Set(['denied', 'engine_refused']);
/** What an edit is answered with where there is nothing to explain; only a question may go without words or with them. */
const WITHOUT_WORDS = new Set(['committed', 'queued']);
/** The engine and the title of a connection that never said them, the name of an object that never was, a denial, what a
 * person says to taking a part. */
const MAY_BE_EMPTY = new Set(['engine', 'title', 'name', 'message', 'words']);
/** Looking at more than this after each step would take longer than the step. */
const OBJECTS_LOOKED_AT = 500;

const CONNECTION = { offendingFrame: null, since: '2026-01-01T00:00:00Z' };

export function checkSaid(effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.fx === 'send') checkFrame(effect.message);
    if (effect.fx === 'settled' && !ID.test(effect.id)) throw new Error(`${effect.id} is no id`);
    if (effect.fx === 'append' && effect.records.length === 0 && !effect.flush)
      throw new Error('Nothing is written, and nothing is synced');
    checkWords(effect, effect.fx);
  }
}

/**
 * The same of what the window would draw after a step; and what it would draw otherwise than before it, the step said to have
 * changed: else the window goes on showing what was.
 */
export class Shown {
  readonly #core: Orchestrator['core'];
  #parts: ReadonlyMap<Part, string>;

  constructor({ core }: Orchestrator) {
    this.#core = core;
    this.#parts = this.#look();
  }

  check(effects: readonly Effect[]): void {
    const before = this.#parts;
    this.#parts = this.#look();
    // Nobody looks any more.
    if (this.#core.closing !== 'no') return;
    const said = new Set<string>(effects.flatMap((effect) => (effect.fx === 'changed' ? [effect.what] : [])));
    const has = (what: string): boolean => said.has(what);
    const isOfObjects = effects.some(({ fx }) => fx === 'objects');
    for (const [part, now] of this.#parts) {
      if (before.get(part) === now) continue;
      // Of what it is made of, and with that, it is drawn anew as well (main/host/projection.ts).
      const isSaid =
        said.has(part) ||
        (part === 'permissions' && (isOfObjects || has('flight') || has('shelf'))) ||
        (part === 'in_hands' && (isOfObjects || ['flight', 'sessions', 'status'].some(has))) ||
        (part === 'status' && ['flight', 'sessions', 'conflicts'].some(has)) ||
        // Cards are looked at whenever anything is drawn (main/host/waiting-cards.ts).
        (part === 'waiting' && (isOfObjects || said.size > 0));
      if (!isSaid)
        throw new Error(`${part} changed, and nobody was told:\n${String(before.get(part))}\n${now}`);
    }
  }

  #look(): Map<Part, string> {
    const core = this.#core;
    if (core.projected.size > OBJECTS_LOOKED_AT) return new Map();
    // One that never said which engine it is has nothing to show.
    const sessions = viewSessions(core, () => CONNECTION).filter(({ engine }) => engine !== '');
    const { ahead } = core;
    const parts: Record<Part, object> = {
      status: [
        viewFlights(core),
        viewHalt(core) ?? {},
        { frozen: ahead.agentsFrozen, paused: [...ahead.paused] },
      ],
      merges: viewMerges(core),
      in_hands: viewInHands(core),
      locks: [...ahead.locks.keys()],
      waiting: [...core.proposals.values()].map((each) => [each.intent.id, viewStanding(core, each)]),
      conflicts: [...ahead.conflicts.values()],
      shelf: [...ahead.shelf.values()],
      permissions: permissionsOf(core),
      checkpoints: [...ahead.checkpoints.values()],
    };
    checkWords(sessions, 'sessions');
    checkWords(viewWaiting(core), 'waiting');
    for (const [part, view] of Object.entries(parts)) checkWords(view, part);
    return new Map(Object.entries(parts).map(([part, view]) => [part as Part, JSON.stringify(view)]));
  }
}

/** Without the time that is left, and that has gone by: these go by themselves. */
function permissionsOf(core: Orchestrator['core']): object[] {
  const { grants, conflictRules, decided } = viewPermissions(core);
  return [
    grants.map((each) => ({ ...each, leftMs: 0 })),
    conflictRules.map((each) => ({ ...each, leftMs: 0, lastUsed: each.lastUsed?.n ?? null })),
    decided,
  ];
}

/** Connections are drawn again with each heartbeat, whatever happened. */
type Part = Exclude<Extract<Effect, { fx: 'changed' }>['what'], 'flight' | 'sessions'>;

function checkFrame(message: Extract<Effect, { fx: 'send' }>['message']): void {
  const { success, error } = orchestratorMessages[message.type].safeParse(message);
  if (!success)
    throw new Error(`A frame that no adapter takes: ${JSON.stringify(message)}: ${error.message}`);
  if (
    message.type === 'decided' &&
    message.code !== 'asks' &&
    (message.message === '') !== WITHOUT_WORDS.has(message.code)
  )
    throw new Error(`An edit is answered with ${message.code} and “${message.message}”`);
}

/** Every text in it says something, and every reason is a code with a sentence. */
function checkWords(value: unknown, place: string): void {
  if (value === '' && !MAY_BE_EMPTY.has(place.slice(place.lastIndexOf('.') + 1)))
    throw new Error(`Nothing is said at ${place}`);
  if (typeof value !== 'object' || value === null) return;
  if (isReason(value)) {
    const { code, message } = value;
    if (!CODE.test(code)) throw new Error(`${place}: ${code} is no code`);
    if (message === '' && !BY_OTHERS.has(code)) throw new Error(`${place}: ${code} says nothing`);
  }
  for (const [key, inner] of Object.entries(value))
    if (!OF_OTHERS.has(key) || isReason(inner)) checkWords(inner, `${place}.${key}`);
}

function isReason(value: unknown): value is Reason {
  return (
    typeof value === 'object' && value !== null && 'code' in value && 'message' in value && 'path' in value
  );
}
