/** What can be asked of a copy: to be shown. Everything that would change it, or reach out of it, is refused by name. */
import type { RequestName, Result } from '#app/control-room/index.ts';
import type { HostHandlers } from '#main/shell/index.ts';

const LOOKING: ReadonlySet<RequestName> = new Set([
  'attach',
  'read_scene',
  'preview_version',
  'find_changes',
  'read_card',
  'read_shelved',
  'find_shelved',
  'read_shelved_time',
  'read_connections',
  'read_projects',
  'read_settings',
  'read_timeline',
  'read_timeline_lanes',
  'read_timeline_clock',
  'read_causality',
  'read_blame',
  'read_viewpoint',
  'read_history',
  'locate_change',
  'write_history_table',
  'stop_history_work',
  'verify_history',
  'check_guarantee',
] satisfies RequestName[]);

export function onlyLooking<Handlers extends HostHandlers>(handlers: Handlers): Handlers {
  const refused = (): Promise<Result<never>> =>
    Promise.resolve({
      ok: false,
      reason: {
        code: 'copy_read_only',
        message: 'This is a copy: it can be looked at, and nothing in it can be changed.',
        path: null,
      },
    });
  const kept = Object.entries(handlers).map(([name, handle]) => [
    name,
    LOOKING.has(name as RequestName) ? handle : refused,
  ]);
  // The same names, each with what stood under it or a refusal.
  return Object.fromEntries(kept) as Handlers;
}
