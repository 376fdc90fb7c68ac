/**
 * Suggestions as ghosts: what an engine may draw over its scene of what waits for the person. A picture and nothing else: it is
 * in no order and no record, nobody answers it, and an engine that drops it has lost nothing. Each one replaces the one before.
 */
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import type { OrchestratorMessageOf } from '#app/protocol/index.ts';
import type { Intent } from '#app/intents/index.ts';
import { sameValue } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject, Transform } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { isAttached } from './session.ts';
import type { Session } from './session.ts';

/** What an adapter names in its `hello` to be sent them. */
export const GHOSTS = 'ghosts';

type Shown = OrchestratorMessageOf<'ghosts'>;
type Ghost = Shown['ghosts'][number];

const NOTHING: Shown = { type: 'ghosts', ghosts: [], more: 0 };
const NOTHING_KEY = JSON.stringify(NOTHING);
const UNKNOWN_KEY = '';
/** Objects that are looked at for one picture: some of them are where they would come to, and are not seen. */
const LOOKED_AT_MOST = 5 * PROTOCOL_LIMITS.ghosts;

/** When engines are shown them next. */
export interface GhostsDue {
  isDue: boolean;
  /** The person is not to be disturbed. */
  isHushed: boolean;
  nextMs: number;
}

/** What was sent to one session. */
export interface GhostsSent {
  readonly understood: boolean;
  /** The picture that it has, as text. */
  key: string;
}

export function noGhosts(understood: boolean): GhostsSent {
  return { understood, key: NOTHING_KEY };
}

/** Shows each engine in step what waits, where that has changed, and no more often than is of use. */
export function followGhosts(core: Core): void {
  const { ghosts } = core;
  if (!ghosts.isDue || core.nowMs < ghosts.nextMs) return;
  ghosts.isDue = false;
  const watching = [...core.sessions.values()].filter(watches);
  if (watching.length === 0) return;
  const shown = viewGhosts(core);
  const key = JSON.stringify(shown);
  // Where something waits the look is what costs, whatever comes of it.
  let isCostly = core.proposals.size > 0;
  for (const session of watching) {
    const isLive = session.phase === 'live';
    const next = isLive ? key : NOTHING_KEY;
    if (session.ghosts.key === next) continue;
    session.ghosts.key = next;
    isCostly = true;
    core.send(session.id, isLive ? shown : NOTHING);
  }
  if (isCostly) ghosts.nextMs = core.nowMs + core.config.ghostsEveryMs;
}

/** Where the person is not to be disturbed, engines are shown as little of what can wait as the window shows. */
export function hush(core: Core, isHushed: boolean): void {
  core.ghosts.isHushed = isHushed;
  core.ghosts.isDue = true;
}

/** What it had is gone with its file, or comes over another one: it crossed the word of that. */
export function forgetGhosts(session: Session): void {
  if (session.ghosts.key !== NOTHING_KEY) session.ghosts.key = UNKNOWN_KEY;
}

/** How long until engines are to be shown something; null where there is nothing to show, or nobody who wants to be shown it. */
export function ghostsDueInMs(core: Core): number | null {
  const { isDue, nextMs } = core.ghosts;
  return isDue && [...core.sessions.values()].some(watches) ? Math.max(0, nextMs - core.nowMs) : null;
}

function watches(session: Session): boolean {
  return session.ghosts.understood && isAttached(session) && session.phase !== 'greeting';
}

/** What engines were shown last is what waits, unless they are to be shown it yet; null where that holds. */
export function ghostsProblem(core: Core): string | null {
  if (core.ghosts.isDue) return null;
  const watching = [...core.sessions.values()].filter(watches);
  const key = watching.length === 0 ? NOTHING_KEY : JSON.stringify(viewGhosts(core));
  const wrong = watching.find(({ phase, ghosts }) => ghosts.key !== (phase === 'live' ? key : NOTHING_KEY));
  return wrong === undefined ? null : `${wrong.engine} is shown other ghosts than what waits`;
}

/** All that waits for the person, bounded; nothing while everything is held, or they are not to be disturbed. Measured against what is confirmed. */
export function viewGhosts(core: Core): Shown {
  if (core.halt !== null || core.ghosts.isHushed) return NOTHING;
  const ghosts: Ghost[] = [];
  let lookedAt = 0;
  let more = 0;
  for (const { intent, approval } of core.proposals.values()) {
    if (approval !== null || intent.actor.kind !== 'agent') continue;
    const { drafts, count } = draftsOf(intent);
    const before = lookedAt;
    for (const draft of drafts) {
      if (ghosts.length === PROTOCOL_LIMITS.ghosts || lookedAt === LOOKED_AT_MOST) break;
      lookedAt += 1;
      const ghost = ghostOf(core.durable.objects, intent, draft);
      if (ghost !== null) ghosts.push(ghost);
    }
    more += count - (lookedAt - before);
  }
  return { type: 'ghosts', ghosts, more };
}

/** What a suggestion comes to for one object, whatever the scene is. */
interface Draft {
  readonly id: ObjectId;
  readonly what: Ghost['what'];
  readonly made: SceneObject | null;
  readonly name?: string;
  readonly parent?: ObjectId | null;
  readonly transform?: Transform;
}

interface Drafts {
  /** As many as are ever looked at. */
  readonly drafts: readonly Draft[];
  /** How many there are. */
  readonly count: number;
}

/** An intent never changes: one of very many operations is gone through once, not with each change of the artist's (AUTH-1). */
const knownDrafts = new WeakMap<Intent, Drafts>();

function draftsOf(intent: Intent): Drafts {
  const known = knownDrafts.get(intent);
  if (known !== undefined) return known;
  const drafts = foldDrafts(intent.operations);
  const made = { drafts: drafts.slice(0, LOOKED_AT_MOST), count: drafts.length };
  knownDrafts.set(intent, made);
  return made;
}

function foldDrafts(operations: readonly Operation[]): Draft[] {
  const drafts = new Map<ObjectId, Draft>();
  const names = new Map<ObjectId, string>();
  const change = (id: ObjectId, to: Pick<Draft, 'parent' | 'transform'>): void => {
    drafts.set(id, { id, what: 'moved', made: null, ...drafts.get(id), ...to });
  };
  for (const operation of operations) {
    switch (operation.op) {
      case 'create':
        drafts.set(operation.object.id, { id: operation.object.id, what: 'created', made: operation.object });
        break;
      case 'delete':
        for (const id of [operation.id, ...operation.descendants]) {
          // What it made itself and takes away again was never there.
          if (drafts.get(id)?.what === 'created') drafts.delete(id);
          else drafts.set(id, { id, what: 'deleted', made: null });
        }
        break;
      case 'reparent':
        change(operation.id, { parent: operation.parent });
        break;
      case 'set_transform':
        change(operation.id, { transform: operation.transform });
        break;
      case 'rename':
        names.set(operation.id, operation.name);
        break;
      case 'set_visibility':
      case 'set_property':
        break;
    }
  }
  return [...drafts.values()].map((draft) => {
    const name = names.get(draft.id);
    return name === undefined ? draft : { ...draft, name };
  });
}

/** Null where nothing would be seen of it: the object is not there, is there already, or is there where it would come to. */
function ghostOf(objects: ReadonlyMap<ObjectId, SceneObject>, intent: Intent, draft: Draft): Ghost | null {
  const now = objects.get(draft.id);
  const from = draft.made ?? now;
  if (from === undefined || (draft.made !== null && now !== undefined)) return null;
  const parent = draft.parent === undefined ? from.parent : draft.parent;
  const transform = draft.transform ?? from.transform;
  if (draft.what === 'moved' && parent === from.parent && sameValue(transform, from.transform)) return null;
  return {
    suggestion: intent.id,
    by: intent.actor.name,
    id: draft.id,
    what: draft.what,
    kind: from.kind,
    name: draft.name ?? from.name,
    parent,
    transform,
  };
}
