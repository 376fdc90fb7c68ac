/** What an agent deletes with a person's approval: the shelf keeps a copy, until it is shared again. */
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { shelfEntry } from './conflicts.ts';
import type { Core, Flight } from './core.ts';

/** To be written right before the commit of what deletes it. */
export function copiesOfDeleted(core: Core, { intent, before }: Flight): LedgerRecord[] {
  if (intent.authority !== 'ai') return [];
  const states = before.filter(
    ({ id, facet, value }) => facet === 'existence' && value !== null && !core.projected.has(id),
  );
  if (states.length === 0) return [];
  core.changed('shelf');
  const entry = shelfEntry(core, { from: intent.actor.id, why: 'deleted', states, key: intent.id });
  const truth = states.map((state) => ({ ...state, value: null }));
  return [{ kind: 'shelve', entry: { ...entry, truth } }];
}

/** The truth moved: a copy of what is all there again is none any more. */
export function clearCopies(core: Core, moved: ReadonlySet<ObjectId>): void {
  for (const { id, why, states } of [...core.ahead.shelf.values()]) {
    if (why !== 'deleted' || !states.some((state) => moved.has(state.id))) continue;
    if (!states.every((state) => core.durable.objects.has(state.id))) continue;
    core.append([{ kind: 'unshelve', id, how: 'proposed', by: 'orchestrator' }], { flush: false });
    core.changed('shelf');
  }
}
