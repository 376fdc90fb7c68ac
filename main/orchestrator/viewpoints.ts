/**
 * From where artists look at the scene in their engines: told so that the window can look from there too. It is nothing of
 * the scene's. No record, no number and no decision comes of it, and it is gone with the connection.
 */
import type { EngineViewpoint } from '#app/control-room/index.ts';
import type { Viewpoint } from '#app/protocol/index.ts';
import type { Core } from './core.ts';
import { isAttached } from './session.ts';
import type { Session } from './session.ts';

/** A turn whose squares sum up to something this far from one is no direction; whoever looks from there makes it one. */
const UNIT_TOLERANCE = 0.02;

/** What cannot be looked from is taken for no view at all: nothing is decided by it, so nobody is refused for it. */
export function noteViewpoint(core: Core, session: Session, viewpoint: Viewpoint | null): void {
  session.viewpoint = viewpoint !== null && isSeen(viewpoint) ? { ...viewpoint, atMs: core.nowMs } : null;
}

/** That of the artist who looked around last, of those whose scene is that of the project; null where nobody tells. */
export function newestViewpoint(core: Core): EngineViewpoint | null {
  let newest: EngineViewpoint | null = null;
  let newestMs = -Infinity;
  for (const session of core.sessions.values()) {
    const { viewpoint, engine } = session;
    if (viewpoint === null || !isAttached(session) || session.phase === 'foreign') continue;
    if (viewpoint.atMs < newestMs) continue;
    const { atMs, ...view } = viewpoint;
    newestMs = atMs;
    newest = { session: session.id, engine, ...view };
  }
  return newest;
}

function isSeen({ rotation, near, far }: Viewpoint): boolean {
  const squares = rotation.reduce((sum, each) => sum + each * each, 0);
  return Math.abs(squares - 1) < UNIT_TOLERANCE && far > near;
}
