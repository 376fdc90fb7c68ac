/** What the 3D view asks of the window at the moment of need. */
import { change } from '../../inspector/change.ts';
import { frameOf } from '../../model/facets.ts';
import { LENGTH_UNITS } from '../../numbers.ts';
import { axesOf, editStateOf, readingOf, shownSceneOf, store } from '../../store/store.ts';
import type { ControlRoom } from '../../store/store.ts';
import { strings } from '../../strings.ts';
import type { Surroundings } from './editing.ts';

export const surroundings: Surroundings = {
  edit: () => editStateOf(store.getState()),
  isLocked: (id) => store.getState().room.locks.has(id),
  frameOf: (id) => frameOf(id, readingNow(store.getState())),
  lengthUnitM: () => LENGTH_UNITS[store.getState().desk.preferences.unit].metres,
  submit: async (operations, part, objects) => {
    const parts = strings.parts[axesOf(store.getState())];
    const what = { move: parts.location, turn: parts.rotation, scale: parts.scale }[part];
    return change(operations, what, objects);
  },
};

function readingNow(state: ControlRoom): ReturnType<typeof readingOf> {
  return readingOf(axesOf(state), state.desk.preferences.unit, shownSceneOf(state));
}
