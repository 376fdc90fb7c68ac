/**
 * A look ahead while a draft is being made. It spares an agent a round through admission and tells it what would help;
 * what counts is decided at commit, by the orchestrator, against the truth of that moment.
 */
import type { LastWrite } from '#app/ledger/index.ts';
import { applyTo, childrenOf, descendantsOf, inOperation, Lookups, touches } from '#app/scene/index.ts';
import type { Facet, ObjectId, Operation, Refusal, SceneObject } from '#app/scene/index.ts';
import { AGENT_LIMITS } from './limits.ts';
import type { Truth } from './types.ts';

const HINTED_IDS = 50;

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly path: string | null;
  readonly hint: string | null;
}

/** Applies more operations to a projected scene. On refusal the projection is spoilt and must be made anew.
 * @param from index of the first of `operations` in what the agent sent, for the path */
export function project(
  objects: Map<ObjectId, SceneObject>,
  operations: readonly Operation[],
): Problem | null {
  const lookups = new Lookups(objects);
  for (const [index, operation] of operations.entries()) {
    const refusal = applyTo(objects, operation, lookups);
    if (refusal !== null)
      return { ...inOperation(index, refusal), hint: hintFor(objects, operation, refusal) };
  }
  return null;
}

function hintFor(objects: Map<ObjectId, SceneObject>, operation: Operation, refusal: Refusal): string | null {
  switch (refusal.code) {
    case 'closure_incomplete': {
      const id = operation.op === 'delete' ? operation.id : '';
      const ids = descendantsOf({ objects }, id);
      const shown = ids.slice(0, HINTED_IDS).join(', ');
      if (ids.length === 0) return 'It has no descendants: give an empty list.';
      return `Its descendants are: ${shown}${ids.length > HINTED_IDS ? ', … (read_object lists more)' : ''}. Name them all, or reparent the children that shall stay.`;
    }
    case 'unknown_object':
    case 'unknown_parent':
      return 'Ids come from scene_overview, or from a create earlier in the same draft.';
    case 'object_exists':
      return 'Leave the id out and one is made for you.';
    case 'name_taken': {
      const name =
        operation.op === 'create' ? operation.object.name : operation.op === 'rename' ? operation.name : '';
      return `Names are unique. “${freeName(objects, name)}” is free.`;
    }
    case 'cycle': {
      const children = operation.op === 'reparent' ? childrenOf({ objects }, operation.id) : [];
      return children.length > 0 ? 'Reparent the child first, then its parent.' : null;
    }
    default:
      return null;
  }
}

function freeName(objects: ReadonlyMap<ObjectId, SceneObject>, name: string): string {
  const taken = new Set([...objects.values()].map((object) => object.name));
  for (let suffix = 1; suffix < 1_000; suffix += 1) {
    const candidate = `${name}.${String(suffix).padStart(3, '0')}`;
    if (!taken.has(candidate)) return candidate;
  }
  return `${name}.new`;
}

/** Facets that the operations depend on and that somebody else changed after `revision` (R13): they would conflict. */
export function staleFacets(
  truth: Truth,
  operations: readonly Operation[],
  revision: number,
  agent: string,
  own: ReadonlySet<string>,
): Problem[] {
  if (revision >= truth.revision) return [];
  const { writes, reads } = touches(truth, operations);
  const stale: Problem[] = [];
  for (const { id, facet } of [...writes, ...reads]) {
    const last: LastWrite | undefined = truth.blame(id)?.get(facet satisfies Facet);
    if (last === undefined || last.revision <= revision) continue;
    if (last.actor.id === agent && own.has(last.intent)) continue;
    stale.push({
      code: 'stale_base',
      message: `The ${facet} of ${id} was changed at revision ${last.revision}, after this draft’s base ${revision}.`,
      path: null,
      hint: 'Read the object again and begin a new draft, or the commit will be refused as a conflict.',
    });
    if (stale.length >= AGENT_LIMITS.warnings) break;
  }
  return stale;
}
