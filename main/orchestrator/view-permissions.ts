/** What agents may do without asking, on screen: read-only pictures, made when the screen asks. */
import { PERMITTED_NAMES_SHOWN } from '#app/control-room/index.ts';
import type {
  ConflictRuleView,
  NamedObjects,
  PermissionsView,
  PermittedView,
} from '#app/control-room/index.ts';
import type { Grant, Rule, StandingConflictRule } from '#app/ledger/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { disagreeing } from './conflict-rules.ts';
import { isLeaving } from './conflicts.ts';
import type { Core } from './core.ts';

/** The rest are named once some of these are decided. */
const DISAGREEING_SHOWN = 256;

export function viewPermissions(core: Core): PermissionsView {
  return {
    grants: [...core.grants.values()].map(({ grant, endsAtMs, used }) => ({
      ...viewPermitted(core, grant),
      agent: grant.agent,
      task: grant.task,
      changes: grant.changes,
      used,
      leftMs: Math.max(0, endsAtMs - core.clockMs),
    })),
    rules: [...core.ahead.rules.values()].map((rule) => ({
      ...viewPermitted(core, rule),
      agent: rule.agent,
    })),
    conflictRules: [...core.ahead.conflictRules.values()].map((each) => viewConflictRule(core, each)),
    decided: [...core.conflictRules.decided.values()].map(({ id, rule, objects, shelves }) => ({
      id,
      rule: rule.id,
      engine: rule.engine,
      choices: rule.choices,
      objects: named(core, objects),
      shelves: shelves.filter((shelf) => core.ahead.shelf.has(shelf) && !isLeaving(core, shelf)),
    })),
    disagreeing: viewDisagreeing(core),
  };
}

function viewDisagreeing(core: Core): PermissionsView['disagreeing'] {
  if (core.ahead.conflictRules.size < 2) return [];
  const found: { conflict: string; rules: string[] }[] = [];
  for (const conflict of core.ahead.conflicts.values()) {
    const rules = disagreeing(core, conflict);
    if (rules.length > 0) found.push({ conflict: conflict.id, rules: rules.map(({ id }) => id) });
    if (found.length === DISAGREEING_SHOWN) break;
  }
  return found;
}

function viewConflictRule(core: Core, { rule, used, lastUsed }: StandingConflictRule): ConflictRuleView {
  const { id, engine, why, choices, objects, span } = rule;
  const live = core.conflictRules.live.get(id);
  const endsAtMs = live?.endsAtMs ?? null;
  const usedMs = live?.lastUsedMs ?? null;
  return {
    id,
    engine,
    why,
    choices,
    objects: objects === null ? null : named(core, objects),
    until: 'until' in span ? span.until : 'time',
    leftMs: endsAtMs === null ? null : Math.max(0, endsAtMs - core.clockMs),
    used,
    lastUsed: lastUsed === null ? null : { n: lastUsed, agoMs: usedMs === null ? null : core.nowMs - usedMs },
  };
}

function viewPermitted(core: Core, { id, most, objects }: Grant | Rule): PermittedView {
  if (objects === null) return { id, most, objects: null };
  return { id, most, objects: named(core, objects) };
}

function named(core: Core, objects: readonly ObjectId[]): NamedObjects {
  const first = objects.slice(0, PERMITTED_NAMES_SHOWN).map((id) => ({ id, name: core.nameOf(id) ?? id }));
  return { first, of: objects.length };
}
