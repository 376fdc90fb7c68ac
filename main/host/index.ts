/** Composes the parts around the core. */
export { NOT_READY, prepareHost, startHost } from './host.ts';
export type { Host, HostStart, ProjectOptions } from './host.ts';
export { DEFAULT_NAME, defaultProject, ledgerFolderOf } from './places.ts';
export type { HostLog } from './log.ts';
export { createHandlers } from './handlers.ts';
