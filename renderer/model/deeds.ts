/** What engines and agents did, from the counts of the whole history. */
import { CHANGE_SHAPES } from '#app/control-room/change-shapes.ts';
import type { ChangeShape } from '#app/control-room/change-shapes.ts';
import type { LaneCounts, PastConnectionsView, PermissionsView } from '#app/control-room/index.ts';

export interface Deeds {
  readonly changes: number;
  readonly refused: number;
  readonly conflicts: number;
  /** Of engines alone. */
  readonly drift: number;
}

/** A stretch that holds every number up to the newest. */
export function levelOf(newest: number): number {
  return Math.ceil(Math.log2(newest + 1));
}

/** By lane: what was confirmed, what did not go through, what became a question. */
export function deedsOf(
  lanes: readonly LaneCounts[],
  collisions: PastConnectionsView['collisions'],
): ReadonlyMap<string, Deeds> {
  const deeds = new Map<string, Deeds>();
  for (const { lane, counts } of lanes) {
    const of = (shape: ChangeShape): number => {
      let sum = 0;
      for (let at = 0; at < counts.length; at += 3)
        if (CHANGE_SHAPES[counts[at + 1] ?? 0] === shape) sum += counts[at + 2] ?? 0;
      return sum;
    };
    // What collided with an engine is counted by itself, and most of it never became a change.
    const conflicts = lane.startsWith('engine:') ? 0 : of('conflict');
    deeds.set(lane, { changes: of('done'), refused: of('failed'), conflicts, drift: 0 });
  }
  for (const { engine, why, count } of collisions) {
    const lane = `engine:${engine}`;
    const before = deeds.get(lane) ?? { changes: 0, refused: 0, conflicts: 0, drift: 0 };
    const kind = why === 'drift' ? 'drift' : 'conflicts';
    deeds.set(lane, { ...before, [kind]: before[kind] + count });
  }
  return deeds;
}

/** What an agent may do without asking. */
export function allowedTo(
  { rules, grants }: Pick<PermissionsView, 'rules' | 'grants'>,
  agent: string,
): { readonly rules: number; readonly hands: number } {
  return {
    rules: rules.filter((rule) => rule.agent === null || rule.agent === agent).length,
    hands: grants.filter((grant) => grant.agent === agent).length,
  };
}
