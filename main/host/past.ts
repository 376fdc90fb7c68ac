/** Earlier versions of the shared scene: from the history where the state has forgotten them. */
import type { PastSceneView, Result } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { PastScene } from '#main/history/index.ts';
import { remembersChanges, remembersVersion, wayToUndo, wayToVersion } from '#main/orchestrator/index.ts';
import type { WayToUndo, WayToVersion } from '#main/orchestrator/index.ts';
import type { Host } from './host.ts';

type Refused = Extract<Result<never>, { ok: false }>;

const NOT_READ: Refused = {
  ok: false,
  reason: {
    code: 'history_not_ready',
    message: 'The history is still being read. Try again in a moment.',
    path: null,
  },
};

export async function readPastScene(host: Host, revision: number): Promise<Result<PastSceneView>> {
  const past = await pastScene(host, revision);
  return 'ok' in past ? past : { ok: true, value: { revision, ...past } };
}

/** What brings a version back, or some of its objects, however long ago it was. */
export async function wayBack(
  host: Host,
  revision: number,
  only: readonly ObjectId[] | null,
): Promise<WayToVersion> {
  const { core } = host.orchestrator;
  const isHere = revision > core.durable.revision || remembersVersion(core, revision);
  const past = isHere ? null : await pastScene(host, revision);
  if (past !== null && 'ok' in past) return past;
  // Looked at anew: the scene may have moved on meanwhile.
  return wayToVersion(host.orchestrator.core, revision, past, only);
}

/** What taking these changes back together, or what they did to some objects, would come to, however long ago they were. */
export async function undoOf(
  host: Host,
  changes: readonly number[],
  only: readonly ObjectId[] | null,
): Promise<WayToUndo> {
  if (remembersChanges(host.orchestrator.core, changes))
    return wayToUndo(host.orchestrator.core, changes, null, only);
  const past = (await host.history.catchUp(host.ledger.position))
    ? await host.history.overwrittenTogether(changes, only)
    : null;
  if (past === null) return NOT_READ;
  return wayToUndo(host.orchestrator.core, changes, past, only);
}

async function pastScene(host: Host, revision: number): Promise<PastScene | Refused> {
  const at = host.orchestrator.core.durable.revision;
  if (revision > at) return refused('no_such_version', `There is no version ${revision} yet.`);
  if (!(await host.history.catchUp(host.ledger.position))) return NOT_READ;
  const past = await host.history.scene(revision);
  if (past === null)
    return refused('too_long_ago', `Version ${revision} is from before this history begins.`);
  return past;
}

function refused(code: string, message: string): Refused {
  return { ok: false, reason: { code, message, path: 'revision' } };
}
