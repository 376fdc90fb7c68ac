/** One decision for every collision like it: those that wait now, and later ones where the person asks for a rule. */
import { z } from 'zod';
import { CONFLICT_RULE_LIMITS } from '../ledger/conflict-rules.ts';
import type { ConflictRule, Likeness, RuleSpan } from '../ledger/conflict-rules.ts';
import { facetSchema, idSchema, text } from '../protocol/values.ts';
import type { NamedObjects } from './approvals.ts';
import { CONFLICTS_SHOWN } from './lists.ts';

const spanSchema = z.union([
  z.enum(['ended', 'closed']),
  z.int().min(CONFLICT_RULE_LIMITS.leastMs).max(CONFLICT_RULE_LIMITS.mostMs),
]);

export const conflictRuleRequests = {
  /** What is taken from the engine here is taken in each of the others, and the rest is not; `others` are those that were
   * shown. */
  decide_alike: z.strictObject({
    conflict: text(128),
    take: z.array(z.strictObject({ id: idSchema, facet: facetSchema })).max(10_000),
    others: z.array(text(128)).max(CONFLICTS_SHOWN),
    rule: z
      .strictObject({
        objects: z.array(idSchema).min(1).max(CONFLICT_RULE_LIMITS.objects).nullable(),
        /** Until it is ended, until VibeSync is closed, or so many milliseconds. */
        span: spanSchema,
      })
      .nullable(),
  }),
  end_conflict_rule: z.strictObject({ rule: idSchema }),
} as const;

export function spanOf(span: z.infer<typeof spanSchema>): RuleSpan {
  return typeof span === 'number' ? { for_ms: span } : { until: span };
}

export interface ConflictRuleView extends Likeness, Pick<ConflictRule, 'id'> {
  /** Null for any. */
  readonly objects: NamedObjects | null;
  readonly until: 'ended' | 'closed' | 'time';
  /** Until it is over, when this was made; null where it has no time. */
  readonly leftMs: number | null;
  readonly used: number;
  /** The version at its last use, and how long that is ago where it was in this run of the application; null before the
   * first one. */
  readonly lastUsed: { readonly n: number; readonly agoMs: number | null } | null;
}

/** A collision that a rule decided. */
export interface DecidedView extends Pick<Likeness, 'engine' | 'choices'> {
  readonly id: string;
  readonly rule: string;
  readonly objects: NamedObjects;
  /** Entries of the shelf that hold what was not taken, and can be taken after all. */
  readonly shelves: readonly string[];
}
