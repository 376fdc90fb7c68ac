/**
 * What a person has allowed beforehand: a free hand for one agent's task, and rules that stand. What an agent suggests
 * within one of them goes on by itself, once, and its approval says by which. What deletes or overwrites always asks, and
 * so does what a person is at with their hands. A free hand ends at its time, with a halt, a pause, its agent, its life (R29).
 */
import type { AskedBecause } from '#app/control-room/index.ts';
import type { Intent, Reason } from '#app/intents/index.ts';
import type { Grant, LedgerRecord, Rule } from '#app/ledger/index.ts';
import { ancestorsOf, OPERATION_CLASSES } from '#app/scene/index.ts';
import type { ObjectId, Operation } from '#app/scene/index.ts';
import { applyOwnEarlier, checkAdmissible } from './admission.ts';
import { letThrough } from './approving.ts';
import type { Core, Proposal } from './core.ts';
import { PERSON, reason } from './core.ts';
import { bare, heldByAll, rejectApproval, REVOKED, shownHash } from './gate.ts';
import { holdersOf } from './in-hands.ts';
import { touchedBy, underHands } from './touching.ts';

/** Live at a time; more than a person can look after. */
const GRANTS_MAX = 64;
const RULES_MAX = 256;
/** A suggestion that touches more objects than this asks, whatever a rule says: nobody has counted them beforehand. */
export const RULE_OBJECTS_MAX = 25;

export function giveFreeHand(core: Core, grant: Grant, reply: string): void {
  if (core.halt !== null) return core.refuse(reply, 'halted', 'Everything is held.');
  if (core.closing !== 'no') return core.refuse(reply, 'not_ready', 'The application is closing.');
  if (core.ahead.agentsFrozen || core.ahead.paused.has(null) || core.ahead.paused.has(grant.agent))
    return core.refuse(reply, 'agents_paused', 'Agents are paused; let them go on first.');
  if (core.grants.size >= GRANTS_MAX)
    return core.refuse(
      reply,
      'too_many_grants',
      `At most ${GRANTS_MAX} free hands at a time; end some first.`,
    );
  if (core.ahead.grants.has(grant.id)) return core.refuse(reply, 'id_reused', 'It is given already.', 'id');
  core.grants.set(grant.id, { grant, endsAtMs: core.clockMs + grant.for_ms, used: 0 });
  record(core, reply, { kind: 'grant', grant, by: PERSON.id });
}

export function endFreeHand(core: Core, id: string, reply: string): void {
  if (!core.grants.has(id)) return core.refuse(reply, 'no_grant', 'This free hand is over already.');
  end(core, id, reason('ended', 'You ended it.'), PERSON.id);
  core.doneWhenDurable(reply, core.ahead.position);
}

export function addRule(core: Core, rule: Rule, reply: string): void {
  const { rules } = core.ahead;
  if (rules.size >= RULES_MAX)
    return core.refuse(reply, 'too_many_rules', `At most ${RULES_MAX} rules; take some back first.`);
  if (rules.has(rule.id)) return core.refuse(reply, 'id_reused', 'It stands already.', 'id');
  record(core, reply, { kind: 'rule', rule, by: PERSON.id });
}

export function endRule(core: Core, id: string, reply: string): void {
  if (!core.ahead.rules.has(id)) return core.refuse(reply, 'no_rule', 'This rule does not stand any more.');
  takeRuleBack(core, id);
  core.doneWhenDurable(reply, core.ahead.position);
}

/** What was let through and is not on its way yet asks again. @param agent null for all */
export function endFreeHands(core: Core, agent: string | null, why: Reason, by = PERSON.id): void {
  for (const { grant } of [...core.grants.values()])
    if (agent === null || grant.agent === agent) end(core, grant.id, why, by);
}

/** An agent that is gone for good leaves nothing behind that lets one through. */
export function forgetAgent(core: Core, agent: string): void {
  endFreeHands(core, agent, REVOKED);
  for (const rule of [...core.ahead.rules.values()]) if (rule.agent === agent) takeRuleBack(core, rule.id);
}

/** Free hands whose time is up, or that are used up with nothing of theirs on its way, are over. */
export function checkFreeHands(core: Core): void {
  for (const { grant, endsAtMs, used } of [...core.grants.values()]) {
    if (endsAtMs <= core.clockMs)
      end(core, grant.id, reason('time_over', 'Its time was up.'), 'orchestrator');
    else if (used >= grant.changes && !isInUse(core, grant.id))
      end(core, grant.id, reason('used_up', 'All of it was used.'), 'orchestrator');
  }
  core.permissionsDue = true;
}

/** At the end of a step in which something came that may be let through, or that stood in its way: those that may go, go. */
export function followPermissions(core: Core): void {
  const { handsMoved } = core;
  const isDue = core.permissionsDue || (handsMoved.isDue && core.nowMs >= handsMoved.nextMs);
  if (!isDue || core.ledger !== 'ok' || core.closing !== 'no' || !core.ready) return;
  core.permissionsDue = false;
  if (handsMoved.isDue) handsMoved.nextMs = core.nowMs + core.config.handsEveryMs;
  handsMoved.isDue = false;
  for (const proposal of [...core.proposals.values()]) {
    const { intent, approval, asks } = proposal;
    if (intent.authority !== 'ai' || (approval !== null && approval.under === null)) continue;
    const { id, because } =
      approval === null ? permissionFor(core, intent) : { id: approval.under, because: null };
    const permission = asks ? null : id;
    const why: AskedBecause | null = asks && id !== null ? { code: 'came_back', most: null } : because;
    if (JSON.stringify(why) !== JSON.stringify(proposal.asksBecause)) core.changed('waiting');
    proposal.asksBecause = why;
    const guarded = permission === null ? null : underHands(core, intent.operations);
    if (guarded?.message !== proposal.guarded?.message) core.changed('waiting');
    proposal.guarded = guarded;
    if (approval === null && permission !== null && guarded === null) goOn(core, proposal, permission);
  }
}

/** How long until what waits is to be held against what artists have in their hands; null where it was. */
export function handsDueInMs({ handsMoved, nowMs }: Core): number | null {
  return handsMoved.isDue ? Math.max(0, handsMoved.nextMs - nowMs) : null;
}

function goOn(core: Core, proposal: Proposal, under: string): void {
  const { intent } = proposal;
  if (heldByAll(core, intent) !== null || holdersOf(core, bare(core, intent)).length > 0) return;
  if (checkAdmissible(core, intent) !== null) return;
  const live = core.grants.get(under);
  const by = live === undefined ? 'rule' : 'grant';
  const hash = shownHash(core, intent);
  const position = core.append([{ kind: 'approve', id: intent.id, hash, by, under }], { flush: true });
  if (live !== undefined) live.used += touchedBy(intent.operations).length;
  core.changed('permissions');
  letThrough(core, proposal, { intent, position, by, under });
}

/** Why what was let through by a free hand or a rule may not go any more; null where it may. */
export function lapse(core: Core, intent: Intent): Reason | null {
  const under = core.proposalOf(intent)?.approval?.under ?? null;
  if (under === null) return null;
  const live = core.grants.get(under);
  if (live !== undefined)
    return live.endsAtMs > core.clockMs && permits(core, live.grant, intent) ? null : OVER;
  const rule = core.ahead.rules.get(under);
  return rule !== undefined && permits(core, rule, intent) ? null : OVER;
}

const OVER = reason('permission_over', 'It was let through by what you had allowed, which is over; it asks.');

/** The free hand or the rule within which it is; or why a person has to look although there is one. */
function permissionFor(
  core: Core,
  intent: Intent,
): { readonly id: string | null; readonly because: AskedBecause | null } {
  const { actor, task } = intent;
  const grants = [...core.grants.values()].filter(
    ({ grant }) => grant.agent === actor.id && grant.task === task,
  );
  const rules = [...core.ahead.rules.values()].filter(({ agent }) => agent === null || agent === actor.id);
  // Of most there is none, and what waits is looked at again and again.
  if (grants.length + rules.length === 0 || intent.class === 'destructive') return NOT_ALLOWED;
  const objects = touchedBy(intent.operations).length;
  let because: AskedBecause | null = null;
  for (const { grant, endsAtMs, used } of grants) {
    if (endsAtMs <= core.clockMs) continue;
    const why =
      used + objects > grant.changes
        ? ({ code: 'used_up', most: Math.max(0, grant.changes - used) } as const)
        : misfit(core, grant, intent);
    if (why === null) return { id: grant.id, because: null };
    because ??= why;
  }
  for (const rule of rules) {
    const why =
      objects > RULE_OBJECTS_MAX
        ? ({ code: 'too_many', most: RULE_OBJECTS_MAX } as const)
        : misfit(core, rule, intent);
    if (why === null) return { id: rule.id, because: null };
    because ??= why;
  }
  return { id: null, because };
}

const NOT_ALLOWED = { id: null, because: null };

function permits(core: Core, permission: Grant | Rule, intent: Intent): boolean {
  return intent.class !== 'destructive' && misfit(core, permission, intent) === null;
}

/** What of it was not allowed. */
function misfit(core: Core, { most, objects }: Grant | Rule, intent: Intent): AskedBecause | null {
  if (OPERATION_CLASSES.indexOf(intent.class) > OPERATION_CLASSES.indexOf(most))
    return { code: 'other_kind', most: null };
  if (objects === null) return null;
  const takeBackEarlier = applyOwnEarlier(core, intent);
  const isWithin = staysWithin(core, new Set(objects), intent.operations);
  takeBackEarlier();
  return isWithin ? null : { code: 'elsewhere', most: null };
}

/** Whether nothing but these objects and what hangs below them is touched, and nothing leaves them. */
function staysWithin(core: Core, within: ReadonlySet<ObjectId>, operations: readonly Operation[]): boolean {
  const made = new Set<ObjectId>();
  const isIn = (id: ObjectId | null): boolean =>
    id !== null &&
    (made.has(id) || within.has(id) || ancestorsOf(core.scene, id).some((above) => within.has(above)));
  return operations.every((operation) => {
    if (operation.op === 'create') {
      made.add(operation.object.id);
      return isIn(operation.object.parent);
    }
    return isIn(operation.id) && (operation.op !== 'reparent' || isIn(operation.parent));
  });
}

function isInUse(core: Core, id: string): boolean {
  for (const { approval } of core.proposals.values()) if (approval?.under === id) return true;
  return false;
}

function end(core: Core, id: string, why: Reason, by: string): void {
  core.grants.delete(id);
  core.append([{ kind: 'end_grant', id, reason: why, by }], { flush: by === PERSON.id });
  callBack(core, id);
  core.permissionsDue = true;
  core.changed('permissions');
}

function takeRuleBack(core: Core, id: string): void {
  core.append([{ kind: 'end_rule', id, by: PERSON.id }], { flush: true });
  callBack(core, id);
  core.permissionsDue = true;
  core.changed('permissions');
}

/** What it had let through and is in line still is laid before the person after all. */
function callBack(core: Core, under: string): void {
  for (const queued of [...core.queue.ai]) {
    if (core.proposalOf(queued.intent)?.approval?.under !== under) continue;
    core.queue.ai.splice(core.queue.ai.indexOf(queued), 1);
    rejectApproval(core, queued.intent, OVER);
  }
}

function record(core: Core, reply: string, entry: LedgerRecord): void {
  const position = core.append([entry], { flush: true });
  core.permissionsDue = true;
  core.changed('permissions');
  core.doneWhenDurable(reply, position);
}
