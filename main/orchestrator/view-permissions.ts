/** What agents may do without asking, on screen: read-only pictures, made when the screen asks. */
import { PERMITTED_NAMES_SHOWN } from '#app/control-room/index.ts';
import type { PermissionsView, PermittedView } from '#app/control-room/index.ts';
import type { Grant, Rule } from '#app/ledger/index.ts';
import type { Core } from './core.ts';

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
  };
}

function viewPermitted(core: Core, { id, most, objects }: Grant | Rule): PermittedView {
  if (objects === null) return { id, most, objects: null };
  const first = objects.slice(0, PERMITTED_NAMES_SHOWN).map((each) => ({
    id: each,
    name: core.nameOf(each) ?? each,
  }));
  return { id, most, objects: { first, of: objects.length } };
}
