/**
 * What of the shelf can be had today. Objects have gone since, names and places have been taken: what does not go together
 * with what is shared now stays on the shelf and is named, and the rest is taken without it.
 */
import type { StayingView } from '#app/control-room/index.ts';
import { valueAt } from '#app/ledger/index.ts';
import { touchKey } from '#app/scene/index.ts';
import type { FacetState, ObjectId, Touch } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { valuesOf } from './operations-for.ts';
import { misfits, staying as stayingView } from './taking-back-fit.ts';

export interface Fitting {
  /** Those that fit, as they lie on the shelf. */
  readonly states: readonly FacetState[];
  /** The same value by value: an object that is there by now only gets the values in which it is another. */
  readonly values: readonly FacetState[];
  readonly staying: readonly StayingView[];
}

export function fitting(core: Core, wanted: readonly FacetState[]): Fitting {
  const staying: StayingView[] = [];
  let states = wanted;
  // Leaving one out may be why another does not fit: until all do.
  for (;;) {
    const { values, away } = sift(core, states);
    if (away.size === 0) return { states, values, staying };
    staying.push(...away.values());
    states = states.filter((state) => !away.has(touchKey(state)));
  }
}

/** What they come to, and those of them that do not fit, by `touchKey`. */
function sift(
  core: Core,
  states: readonly FacetState[],
): { readonly values: readonly FacetState[]; readonly away: ReadonlyMap<string, StayingView> } {
  const away = new Map<string, StayingView>();
  const leave = (touch: Touch, view: StayingView): void => void away.set(touchKey(touch), view);
  const values: FacetState[] = [];
  const whole = new Map<ObjectId, FacetState>();
  for (const state of states) if (state.facet === 'existence') whole.set(state.id, state);
  for (const state of states) {
    const made = valuesOf(core, state);
    if (made === null) leave(state, stayingView(core, state, 'another_kind', null));
    else if (state.facet !== 'existence' && !core.projected.has(state.id) && !isBrought(whole.get(state.id)))
      leave(state, gone(core, state));
    else values.push(...made);
  }
  if (away.size > 0) return { values, away };
  // Of an object that is there by now, all stays with the one value that does not fit.
  for (const misfit of misfits(core, values))
    leave(whole.get(misfit.id) ?? misfit, {
      ...misfit,
      why: misfit.why === 'added_to' ? 'holds_others' : misfit.why,
    });
  return { values, away };
}

function isBrought(state: FacetState | undefined): boolean {
  return state !== undefined && state.value !== null;
}

/** Named as it was called last, and by whom it was deleted. */
function gone(core: Core, { id, facet }: Touch): StayingView {
  const deleted = core.ahead.lastWrites.get(id)?.get('existence');
  const name = deleted === undefined ? undefined : valueAt(core.ahead, deleted.revision - 1, id, 'name');
  return stayingView(
    core,
    { id, facet },
    'deleted',
    deleted?.actor ?? null,
    typeof name === 'string' ? name : '',
  );
}
