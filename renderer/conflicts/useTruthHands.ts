import { useEffect, useState } from 'react';
import type { BlameView } from '#app/control-room/index.ts';
import type { ConflictItem } from '#app/ledger/index.ts';
import { truthHands } from '../model/conflicts.ts';
import type { TruthHands } from '../model/conflicts.ts';
import { ask } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';

/** Objects of one conflict of which it is read who set them. */
const OBJECTS_READ = 24;

/** Read again whenever one of the objects is changed, and after a new snapshot. Null until it is read. */
export function useTruthHands(items: readonly ConflictItem[]): TruthHands | null {
  const ids = [...new Set(items.map(({ id }) => id))].slice(0, OBJECTS_READ);
  const objects = ids.join(' ');
  const version = useRoom((room) =>
    Math.max(0, ...ids.map((id) => room.changes.lastOf.byObject.get(id)?.n ?? 0)),
  );
  const snapshots = useRoom((room) => room.snapshots);
  const [blame, setBlame] = useState<ReadonlyMap<string, readonly BlameView[]> | null>(null);
  useEffect(() => {
    let wanted = true;
    const read = objects.split(' ').map(async (id) => {
      const answer = await ask('read_blame', { id });
      return [id, answer.ok ? answer.value.facets : []] as const;
    });
    void Promise.all(read).then((all) => {
      if (wanted) setBlame(new Map(all));
    });
    return () => {
      wanted = false;
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a later change of them is another answer
  }, [objects, version, snapshots]);
  return blame === null ? null : truthHands(items, blame);
}
