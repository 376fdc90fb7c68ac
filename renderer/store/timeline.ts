/** What the timeline does to the desk, and what it asks main for. */
import type { LinkView } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { changesBetween } from '../model/changes.ts';
import { formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';
import { ask } from './ask.ts';
import { readChanges, selectChange } from './actions.ts';
import { showNow, showVersion } from './past.ts';
import { changeDesk, store } from './store.ts';
import type { Desk } from './store.ts';

/** Numbers on both sides of a change that is shown, read with it. */
const AROUND = 50;

/** Everything that is selected, the change that the inspector shows among it. */
export function selectedIn({ change, marked }: Pick<Desk, 'change' | 'marked'>): ReadonlySet<string> {
  if (change === null) return NOTHING;
  return marked.has(change) ? marked : new Set([change]);
}
const NOTHING: ReadonlySet<string> = new Set();

/** One of several that are selected together becomes the one that the inspector shows. */
export function selectTogether(
  marked: ReadonlySet<string>,
  shown: { readonly id: string; readonly objects: readonly ObjectId[] } | null,
): void {
  if (shown === null) changeDesk({ change: null, marked: NOTHING });
  else {
    changeDesk({ marked });
    selectChange(shown.id, shown.objects);
  }
}

/** Leads to a change by its number, wherever it lies. @returns null, or why it could not be read. */
export async function revealLink({ id, n }: Pick<LinkView, 'id' | 'n'>): Promise<string | null> {
  const problem = n === null ? null : await readChanges(Math.max(1, n - AROUND), n + AROUND);
  selectChange(id);
  if (n !== null) changeDesk({ reveal: { n, times: (store.getState().desk.reveal?.times ?? 0) + 1 } });
  return problem;
}

/**
 * As `revealLink`, of a change of which no more is known than one of its numbers.
 * @returns null, or why there is nothing to show
 */
export async function revealNumber(n: number): Promise<string | null> {
  const problem = await readChanges(Math.max(1, n - AROUND), n + AROUND);
  if (problem !== null) return problem;
  const change = changesBetween(store.getState().room.changes, n, n).at(-1);
  if (change === undefined) return strings.timeline.noSuchChange(formatCount(n));
  return revealLink(change);
}

/** The version at the timeline's playhead: the one that is looked at; null for now. */
export function playheadOf({ past }: Pick<Desk, 'past'>): number | null {
  return past?.wanted ?? null;
}

/** @param playhead a version; what lies at or beyond the newest one is now */
export function setPlayhead(playhead: number | null): void {
  const newest = store.getState().room.status?.revision ?? 0;
  const version = playhead === null ? null : Math.max(0, Math.round(playhead));
  if (version === null || version >= newest) showNow();
  else void showVersion(version);
}

/** Takes the playhead to a named version, and the timeline with it. */
export function showFlag(revision: number): void {
  setPlayhead(revision);
  changeDesk({ reveal: { n: revision, times: (store.getState().desk.reveal?.times ?? 0) + 1 } });
}

/** Reads what a change came from and led to. What was asked for before and comes later is none of it. */
export async function readCausality(id: string, actor: string): Promise<void> {
  const answer = await ask('read_causality', { id, actor });
  if (store.getState().desk.change !== id) return;
  // The history may not have read so far yet: what is not known is not shown, and is asked for again as it goes on.
  changeDesk({ causality: answer.ok ? { id, view: answer.value } : null });
}
