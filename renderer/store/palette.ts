/** The palette that finds everything: whether it is open, and what was chosen in it last. */
import { changeDesk, store } from './store.ts';

const USED_MOST = 5;

export function togglePalette(): void {
  changeDesk({ finds: !store.getState().desk.finds });
}

export function closePalette(): void {
  changeDesk({ finds: false });
}

/** By its id, which names it for as long as it is there. */
export function noteUsed(id: string): void {
  const { found } = store.getState().desk;
  changeDesk({ found: [id, ...found.filter((each) => each !== id)].slice(0, USED_MOST) });
}
