/** Earlier versions of the shared scene: from the history where the state has forgotten them. */
import type { PastSceneView, Result } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { PastScene } from '#main/history/index.ts';
import { remembersVersion, wayToVersion } from '#main/orchestrator/index.ts';
import type { WayToVersion } from '#main/orchestrator/index.ts';
import type { Host } from './host.ts';

type Refused = Extract<Result<never>, { ok: false }>;

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

async function pastScene(host: Host, revision: number): Promise<PastScene | Refused> {
  const at = host.orchestrator.core.durable.revision;
  if (revision > at) return refused('no_such_version', `There is no version ${revision} yet.`);
  if (!(await host.history.catchUp(host.ledger.position)))
    return refused('history_not_ready', 'The history is still being read. Try again in a moment.');
  const past = await host.history.scene(revision);
  if (past === null)
    return refused('too_long_ago', `Version ${revision} is from before this history begins.`);
  return past;
}

function refused(code: string, message: string): Refused {
  return { ok: false, reason: { code, message, path: 'revision' } };
}
