/**
 * Collisions that a person lets decide themselves: only those that are like one they have decided, only where they said so,
 * and never one about a deletion.
 */
import type { Reason } from '../intents/index.ts';
import { touchKey } from '../scene/index.ts';
import type { Facet, ObjectId } from '../scene/index.ts';
import type { CollisionCause, Conflict, ConflictItem } from './records.ts';

export const CONFLICT_RULE_LIMITS = {
  /** Objects that one can name; each stands for itself alone. */
  objects: 1_000,
  /** Values of one collision that a rule can be made from. */
  choices: 64,
  /** Values of more objects than this are not taken from an engine by themselves, but where the rule names them: nobody has
   * counted them beforehand. */
  objectsTaken: 25,
  leastMs: 60_000,
  mostMs: 8 * 3_600_000,
} as const;

/** Which side a value is taken from. */
export interface ConflictChoice {
  readonly facet: Facet;
  readonly keep: 'truth' | 'engine';
}

/** What makes one collision like another. */
export interface Likeness {
  readonly engine: string;
  readonly why: CollisionCause;
  readonly choices: readonly ConflictChoice[];
}

/** Until a person ends it, until the application closes, or so long. */
export type RuleSpan = { readonly until: 'ended' | 'closed' } | { readonly for_ms: number };

export interface ConflictRule extends Likeness {
  readonly id: string;
  /** Null for any. */
  readonly objects: readonly ObjectId[] | null;
  readonly span: RuleSpan;
}

/** A rule with what it has done. */
export interface StandingConflictRule {
  readonly rule: ConflictRule;
  /** Collisions that it has decided. */
  readonly used: number;
  /** The version at its last use; null before the first. */
  readonly lastUsed: number | null;
}

export interface ConflictRuleRecord {
  readonly kind: 'conflict_rule';
  readonly rule: ConflictRule;
  readonly by: string;
}
export interface EndConflictRuleRecord {
  readonly kind: 'end_conflict_rule';
  readonly id: string;
  readonly reason: Reason;
  readonly by: string;
}

/** What did not go through for a fault or by a rule says why, and is a question of its own each time. */
const ALIKE_CAUSES: ReadonlySet<CollisionCause> = new Set(['edited_both', 'drift', 'differs_at_handshake']);

/**
 * What deciding others the same way would mean.
 * @param taken those of its values that are taken from the engine
 * @returns null where it stands for no others: it is about a deletion, or one kind of value is decided two ways
 */
export function likenessOf(conflict: Conflict, taken: ReadonlySet<ConflictItem>): Likeness | null {
  if (!ALIKE_CAUSES.has(conflict.why) || conflict.items.some(deletes)) return null;
  const choices = new Map<Facet, ConflictChoice>();
  for (const item of conflict.items) {
    const keep = taken.has(item) ? 'engine' : 'truth';
    const before = choices.get(item.facet);
    if (before !== undefined && before.keep !== keep) return null;
    choices.set(item.facet, { facet: item.facet, keep });
  }
  if (choices.size > CONFLICT_RULE_LIMITS.choices) return null;
  return { engine: conflict.engine, why: conflict.why, choices: [...choices.values()] };
}

/** Whether every value that collides is one that the likeness says something about, and none is a deletion. */
export function isLike({ engine, why, choices }: Likeness, conflict: Conflict): boolean {
  if (conflict.engine !== engine || conflict.why !== why || conflict.items.some(deletes)) return false;
  return conflict.items.every(({ facet }) => choices.some((choice) => choice.facet === facet));
}

/** Those of its values that are taken from the engine. */
export function takenAlike({ choices }: Likeness, conflict: Conflict): ConflictItem[] {
  return conflict.items.filter(({ facet }) =>
    choices.some((choice) => choice.facet === facet && choice.keep === 'engine'),
  );
}

/** Whether two that are both about a collision want the same of it. */
export function agree(one: Likeness, other: Likeness, conflict: Conflict): boolean {
  const keys = (likeness: Likeness): string => takenAlike(likeness, conflict).map(touchKey).join();
  return keys(one) === keys(other);
}

/** An object that one side made or deleted, or a property that one of them has not. */
function deletes({ facet, truth, engine }: ConflictItem): boolean {
  if (facet === 'existence') return true;
  return facet !== 'parent' && (truth === null || engine === null);
}
