/** What this window shows in an object's place: own changes on their way, and a version that is looked at. */
import type { GhostLayer } from './ghosts.ts';
import type { Overlay } from './placement.ts';

export function versionOverlay(overlay: Overlay, version: GhostLayer | undefined): Overlay {
  return version === undefined ? overlay : new Map([...overlay, ...version.objects]);
}
