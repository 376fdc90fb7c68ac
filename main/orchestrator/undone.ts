/**
 * What waits for a click is in effect in the engine that told it. Its artist may take it back there, by an undo or by hand:
 * then the engine is as the shared scene is, and there is nothing left to ask. It is kept on the shelf like all that was not taken.
 */
import { facetValue, sameValue } from '#app/scene/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import { engineWord, facetKey, reason, UNDONE } from './core.ts';
import type { Core } from './core.ts';
import { endUnnumbered } from './flight.ts';
import { bare } from './gate.ts';
import { statesOf } from './observed.ts';
import type { Session } from './session.ts';

/**
 * Ends the questions of this session that an edit takes back whole: it sets all that they would change to what is shared.
 * What is approved already goes on.
 * @returns what else the edit does
 */
export function endUndone(
  core: Core,
  session: Session,
  operations: readonly Operation[],
): readonly Operation[] {
  const asking = [...core.proposals.values()].filter(
    ({ intent, approval }) => approval === null && intent.observation?.session === session.id,
  );
  if (asking.length === 0) return operations;
  const told = new Map(statesOf(operations).map((state) => [facetKey(state.id, state.facet), state.value]));
  const isBack = ({ id, facet }: FacetState): boolean => {
    const value = told.get(facetKey(id, facet));
    return value !== undefined && sameValue(value, facetValue(core.scene, id, facet) ?? null);
  };
  const ended = new Set<string>();
  for (const { intent } of asking) {
    const states = statesOf(intent.operations);
    if (!states.every(isBack)) continue;
    const why = reason(UNDONE, `You took it back in ${engineWord(session.engine)}.`);
    endUnnumbered(core, bare(core, intent), 'denied', why, intent.actor.id);
    for (const { id, facet } of states) ended.add(facetKey(id, facet));
  }
  return operations.filter(
    (each) => !statesOf([each]).every(({ id, facet }) => ended.has(facetKey(id, facet))),
  );
}
