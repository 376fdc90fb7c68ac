/** Questions to an adapter, each with its own number and deadline; an answer to none of them is out of turn. */
import type { ObjectId, SceneObject } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import type { Question, Session } from './session.ts';
import { targetFor } from './standing.ts';

/** Nothing that is on its way is waited for any longer. An adoption that comes in late is still to be refused, since
 * its engine has given the objects ids by then. */
export function dropQuestions(session: Session): void {
  for (const { kind, request } of session.questions.values()) {
    if (kind === 'adopt_unmanaged') session.droppedAdoptions.add(request);
  }
  session.questions.clear();
  session.audit = null;
  session.round.rest = [];
  session.round.isAskedFor = false;
}

export function requestOf(
  core: Core,
  session: Session,
  kind: Question['kind'],
  ids: readonly ObjectId[] = [],
): void {
  const request = core.nextRequest();
  const objects = kind === 'patch' ? new Map(ids.map((id) => [id, targetFor(core, session, id)])) : null;
  // A live engine holds everybody up until its patch is in, or was looked at: it gets no longer for it than for an intent.
  const holdsUp = (kind === 'patch' || kind === 'look_again') && session.phase === 'live';
  const patienceMs = holdsUp ? core.config.applyTimeoutMs : core.config.resyncTimeoutMs;
  session.questions.set(request, {
    request,
    kind,
    askedMs: core.nowMs,
    deadlineMs: core.nowMs + patienceMs,
    asked: new Set(ids),
    objects,
  });
  session.askedUpTo = request;
  switch (kind) {
    case 'take_inventory':
      core.send(session.id, { type: 'take_inventory', request });
      return;
    case 'read_values':
    case 'look_again':
    case 'adopt_unshared':
      core.send(session.id, { type: 'read_values', request, ids: [...ids] });
      return;
    case 'adopt_unmanaged':
      core.send(session.id, { type: 'adopt_unmanaged', request });
      return;
    case 'patch': {
      const present: SceneObject[] = [];
      const removed: ObjectId[] = [];
      for (const [id, object] of objects ?? []) {
        if (object === null) removed.push(id);
        else present.push(object);
      }
      core.send(session.id, {
        type: 'patch',
        request,
        revision: core.durable.revision,
        objects: present,
        removed,
      });
      return;
    }
  }
}
