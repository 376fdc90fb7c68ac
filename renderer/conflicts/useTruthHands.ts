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
  const [read, setRead] = useState<{
    /** What it was read at. */
    readonly version: number;
    readonly snapshots: number;
    readonly blame: ReadonlyMap<string, readonly BlameView[]>;
  } | null>(null);
  useEffect(() => {
    let wanted = true;
    const asked = objects.split(' ').map(async (id) => {
      const answer = await ask('read_blame', { id });
      return [id, answer.ok ? answer.value.facets : []] as const;
    });
    void Promise.all(asked).then((all) => {
      if (wanted) setRead({ version, snapshots, blame: new Map(all) });
    });
    return () => {
      wanted = false;
    };
  }, [objects, version, snapshots]);
  return read === null ? null : truthHands(items, read.blame);
}
