/** What a person lets agents do without being asked each time: a free hand for a task, and rules that stand. */
import type { Reason } from '../intents/index.ts';
import type { ObjectId } from '../scene/index.ts';

/** The gravest class that can be let through: what deletes or overwrites always asks. */
export const PERMITTED_CLASSES = ['cosmetic', 'structural'] as const;
export type PermittedClass = (typeof PERMITTED_CLASSES)[number];

export const PERMISSION_LIMITS = {
  /** Objects that one can name; each stands for all that hangs below it. */
  objects: 1_000,
  /** Objects that may be changed under one free hand. */
  changes: 10_000,
  leastMs: 60_000,
  mostMs: 8 * 3_600_000,
} as const;

interface Permission {
  readonly id: string;
  readonly most: PermittedClass;
  /** These, and all that hangs below them; null for the whole scene. */
  readonly objects: readonly ObjectId[] | null;
}
/** A free hand: for one agent at one task, used up and over soon. It ends with the life that it was given in (R29). */
export interface Grant extends Permission {
  /** An agent's actor id. */
  readonly agent: string;
  readonly task: string | null;
  /** Objects that may be changed under it in all: one that is changed twice counts twice. */
  readonly changes: number;
  readonly for_ms: number;
}
/** Holds until a person ends it, over restarts as well. */
export interface Rule extends Permission {
  /** An agent's actor id; null for all of them. */
  readonly agent: string | null;
}

export interface GrantRecord {
  readonly kind: 'grant';
  readonly grant: Grant;
  readonly by: string;
}
export interface EndGrantRecord {
  readonly kind: 'end_grant';
  readonly id: string;
  readonly reason: Reason;
  readonly by: string;
}
export interface RuleRecord {
  readonly kind: 'rule';
  readonly rule: Rule;
  readonly by: string;
}
export interface EndRuleRecord {
  readonly kind: 'end_rule';
  readonly id: string;
  readonly by: string;
}
export type PermissionRecord = GrantRecord | EndGrantRecord | RuleRecord | EndRuleRecord;
