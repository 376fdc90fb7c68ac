/** A person's word on what agents suggest, beyond all of one card, and what they allow beforehand. */
import { z } from 'zod';
import type { Reason } from '../intents/index.ts';
import { INTENT_LIMITS } from '../intents/index.ts';
import { PERMISSION_LIMITS, PERMITTED_CLASSES } from '../ledger/permissions.ts';
import type { PermittedClass } from '../ledger/permissions.ts';
import { idSchema, operationSchema, text } from '../protocol/values.ts';
import type { ObjectId } from '../scene/index.ts';
import type { ConflictRuleView, DecidedView } from './conflict-rules.ts';

/** Suggestions that one click can be about; of more the rest stays. */
export const TASK_CARDS_MAX = 1_000;
/** Objects of a free hand or a rule that are sent by name. */
export const PERMITTED_NAMES_SHOWN = 20;

const agentId = text(128);
const taskSchema = text(200).nullable();
const hashSchema = z.string().length(64);
const placeSchema = z
  .int()
  .min(0)
  .max(INTENT_LIMITS.operations - 1);
const permitted = {
  most: z.enum(PERMITTED_CLASSES),
  objects: z.array(idSchema).min(1).max(PERMISSION_LIMITS.objects).nullable(),
};

export const approvalRequests = {
  /** A part of a suggestion, or one with other values; `hash` is that of the card as it was shown (R29). */
  approve_adjusted: z.strictObject({
    id: idSchema,
    hash: hashSchema,
    /** Why, for the agent. */
    words: text(2_048),
    leave: z.array(placeSchema).max(INTENT_LIMITS.operations),
    edits: z
      .array(z.strictObject({ place: placeSchema, operation: operationSchema }))
      .max(INTENT_LIMITS.operations),
  }),
  /** What one task of an agent's has waiting, each as it was shown. */
  approve_task: z.strictObject({
    agent: agentId,
    task: taskSchema,
    cards: z
      .array(z.strictObject({ id: idSchema, hash: hashSchema }))
      .min(1)
      .max(TASK_CARDS_MAX),
  }),
  deny_task: z.strictObject({
    agent: agentId,
    task: taskSchema,
    ids: z.array(idSchema).min(1).max(TASK_CARDS_MAX),
    reason: text(2_048),
  }),
  give_free_hand: z.strictObject({
    agent: agentId,
    task: taskSchema,
    ...permitted,
    changes: z.int().min(1).max(PERMISSION_LIMITS.changes),
    forMs: z.int().min(PERMISSION_LIMITS.leastMs).max(PERMISSION_LIMITS.mostMs),
  }),
  end_free_hand: z.strictObject({ grant: idSchema }),
  add_rule: z.strictObject({ agent: agentId.nullable(), ...permitted }),
  end_rule: z.strictObject({ rule: idSchema }),
  /** How often at most the person is told, while they look elsewhere, what went on by itself; null for never. */
  set_rule_news: z.strictObject({ everyMs: z.int().min(60_000).max(86_400_000).nullable() }),
  /** Selected here just now: what an agent may do without asking waits there for a moment. */
  select_objects: z.strictObject({ objects: z.array(idSchema).min(1).max(PERMISSION_LIMITS.objects) }),
} as const;

/** What became of all that one task had waiting. */
export interface ApprovedView {
  readonly approved: number;
  readonly left: readonly { readonly id: string; readonly reason: Reason }[];
}

export interface PermittedView {
  readonly id: string;
  readonly most: PermittedClass;
  /** Some of the objects, and how many there are; null for the whole scene. */
  readonly objects: NamedObjects | null;
}
export interface NamedObjects {
  readonly first: readonly { readonly id: ObjectId; readonly name: string }[];
  readonly of: number;
}
export interface GrantView extends PermittedView {
  readonly agent: string;
  readonly task: string | null;
  readonly changes: number;
  readonly used: number;
  /** Until it is over, when this was made. */
  readonly leftMs: number;
}
export interface RuleView extends PermittedView {
  readonly agent: string | null;
}
export interface PermissionsView {
  readonly grants: readonly GrantView[];
  readonly rules: readonly RuleView[];
  readonly conflictRules: readonly ConflictRuleView[];
  /** What those decided a moment ago. */
  readonly decided: readonly DecidedView[];
  /** Collisions that wait because rules say opposite things about them, and which rules these are. */
  readonly disagreeing: readonly { readonly conflict: string; readonly rules: readonly string[] }[];
}
