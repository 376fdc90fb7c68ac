/** What the history's table does to the desk. */
import type { HistoryRowView } from '#app/control-room/index.ts';
import { selectChange } from './actions.ts';
import { changeDesk, store } from './store.ts';

/** Selects a row's change, whether or not the window holds it otherwise, and brings it into view on the timeline. */
export function showHistoryRow(row: HistoryRowView): void {
  changeDesk({ row });
  selectChange(row.id, row.objects);
  if (row.n !== null)
    changeDesk({ reveal: { n: row.n, times: (store.getState().desk.reveal?.times ?? 0) + 1 } });
}
