/** A deliberate fault: an opening that believes what SQLite reads, with no chain and no receipt. What checks must not miss. */
import { emptyDurableState } from '#app/ledger/index.ts';
import { connect } from '#main/ledger/database.ts';
import { recordsOf } from '#main/ledger/frames.ts';
import { Log } from '#main/ledger/log.ts';
import { foldStored } from '#main/ledger/opening.ts';
import { snapshotRows } from '#main/ledger/snapshots.ts';
import type { Place } from '#test/ledger/rig.ts';
import type { Finding } from './looking.ts';
import { digestOf } from './recording.ts';

export function lookCredulously(place: Place): Finding {
  try {
    const database = connect(place.database);
    try {
      snapshotRows(database);
      const state = emptyDurableState();
      const log = new Log(database);
      let head = '';
      for (let next = 1; ;) {
        const [group] = log.groupsFrom(next, 1);
        if (group === undefined) break;
        head = group.head.toString('hex');
        for (const { position, json } of recordsOf(group)) {
          const found = foldStored(state, position, json);
          if (found !== null) return { problem: found.code, message: found.message, shown: null };
        }
        next = group.first + group.count;
      }
      const { ledger, position, leasedTo } = state;
      const shown = { ledger, position, head, state: digestOf(state), leasedTo };
      return { problem: null, message: '', shown };
    } finally {
      database.close();
    }
  } catch (error) {
    return { problem: 'unreadable', message: String(error), shown: null };
  }
}
