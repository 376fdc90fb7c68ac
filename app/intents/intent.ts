/** Intents: atomic, ordered lists of operations, who proposes them and with which authority. */
import type { FacetState, Operation, OperationClass } from '../scene/index.ts';

/** From highest to lowest. Engines have none: what a person does in an engine counts as human (observed). */
export const AUTHORITIES = ['override', 'human', 'ai'] as const;
/** Belongs to the channel that an intent came by, never to a field in it. */
export type Authority = (typeof AUTHORITIES)[number];

/** Who proposes: a lane of the timeline. `id` is stable across restarts: `override`, `person`, `engine:blender`,
 * `agent:<id>`. `name` is untrusted text. */
export interface Actor {
  readonly kind: 'override' | 'person' | 'engine' | 'agent';
  readonly id: string;
  readonly name: string;
}

/** What an intent was made against (R13): a revision, and the author's own earlier intents on top of it. */
export interface Base {
  readonly revision: number;
  readonly after: readonly string[];
}

/** What an engine already shows, because a person did it there (R23). */
export interface Observation {
  readonly session: string;
  readonly edit: string;
  /** What the touched facets held before the edit, as the engine last read them. */
  readonly before: readonly FacetState[];
  readonly undo: UndoEvidence;
}

/** The engine's own step that proves a person's hand (R24). */
export interface UndoEvidence {
  readonly kind: 'step' | 'undo' | 'redo';
  readonly name: string;
}

/** One of the changes that were handed in and became one before they had a number (rule 9 of living with engines). */
export interface Joined {
  readonly id: string;
  /** Of the content that it was handed in with: a retry of it has the same. */
  readonly hash: string;
}

/** What a person made of an agent's suggestion before they let it go on. Places count its author's operations from 0. */
export interface Adjusted {
  /** Of what its author handed in: a retry of that has the same. */
  readonly hash: string;
  /** What was not taken, lowest first. */
  readonly leftOut: readonly number[];
  /** What the person set otherwise, with what had been suggested there; lowest first. */
  readonly edited: readonly { readonly place: number; readonly suggested: Operation }[];
  /** Why, in the person's words, for its author; empty where they said nothing. */
  readonly words: string;
}

export interface Intent {
  /** UUID made by the author: the key of idempotency, with the actor. */
  readonly id: string;
  readonly actor: Actor;
  readonly authority: Authority;
  readonly base: Base;
  /** The author's words: untrusted plain text. */
  readonly reason: string;
  /** Groups an agent's intents; null outside a task. */
  readonly task: string | null;
  readonly operations: readonly Operation[];
  /** Derived from the operations at admission. */
  readonly class: OperationClass;
  readonly observation: Observation | null;
  /** FORCE (R28): passes locks, gates, approvals, breakers and the halt. */
  readonly force: boolean;
  /** The number of the confirmed change that a person takes back with it (R24): its operations were derived from that. */
  readonly takesBack?: number;
  /** The rule of the person's that decided it, who was not asked; absent in what they did themselves. */
  readonly under?: string;
  /** All that it stands for, oldest first, itself included; absent where that is itself alone, as it was handed in. Its
   * operations are those of the newest, and what an observation says was there before is what the oldest said. */
  readonly joined?: readonly Joined[];
  /** Its operations are what a person took of a suggestion, or made of it; absent where all was taken as it was. */
  readonly adjusted?: Adjusted;
}

/** Every id that an intent answers for, oldest first. */
export function idsOf(intent: Intent): readonly string[] {
  return intent.joined?.map(({ id }) => id) ?? [intent.id];
}

/** Of an edit that had ended before, and that a person lets go on from their hands under an id of its own. */
export function isTriedAgain(intent: Intent): boolean {
  return intent.observation !== null && !idsOf(intent).includes(intent.observation.edit);
}

/** The edits of its engine that end with an observed intent, oldest first; none of what was made elsewhere. */
export function editsOfIntent(intent: Intent): readonly string[] {
  if (intent.observation === null) return [];
  return isTriedAgain(intent) ? [intent.observation.edit] : idsOf(intent);
}

/** Where an intent stands; see `isEnd`. */
export const INTENT_STATES = [
  'proposed',
  'awaiting_approval',
  'queued',
  'applying',
  'finishing',
  'committed',
  'denied',
  'superseded',
  'conflicted',
  'rejected',
  'aborted',
] as const;
export type IntentState = (typeof INTENT_STATES)[number];

const ENDS: ReadonlySet<IntentState> = new Set([
  'committed',
  'denied',
  'superseded',
  'conflicted',
  'rejected',
  'aborted',
]);

/** Whether nothing more becomes of an intent. */
export function isEnd(state: IntentState): boolean {
  return ENDS.has(state);
}

/** Why something did not go through: a stable code, a sentence for a person, and the field it is about. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly path: string | null;
}

/** Limits on what one author may hand in. */
export const INTENT_LIMITS = {
  operations: 10_000,
  reasonBytes: 2_048,
  after: 64,
  /** Changes that become one. */
  joined: 64,
} as const;
