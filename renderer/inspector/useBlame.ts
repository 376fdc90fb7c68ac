import { useEffect, useState } from 'react';
import type { BlameView } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { ask } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';

/**
 * Who set each facet of an object last; read again whenever a change of it is confirmed, and after a new snapshot, since
 * the history may have been replaced without a change of the version. Null until it is read.
 */
export function useBlame(id: ObjectId): readonly BlameView[] | null {
  const version = useRoom((room) => room.changes.lastOf.byObject.get(id)?.n ?? 0);
  const snapshots = useRoom((room) => room.snapshots);
  const [read, setRead] = useState<{
    readonly id: ObjectId;
    /** What it was read at. */
    readonly version: number;
    readonly snapshots: number;
    readonly facets: readonly BlameView[];
  } | null>(null);
  useEffect(() => {
    let wanted = true;
    void ask('read_blame', { id }).then((answer) => {
      if (wanted) setRead({ id, version, snapshots, facets: answer.ok ? answer.value.facets : [] });
    });
    return () => {
      wanted = false;
    };
  }, [id, version, snapshots]);
  return read !== null && read.id === id ? read.facets : null;
}
