/** Composes the parts around the core. */
export { NOT_READY, prepareHost, startHost } from './host.ts';
export type { Host, HostStart } from './host.ts';
export type { ProjectOptions } from './host-options.ts';
export { DEFAULT_NAME, defaultProject, ledgerFolderOf } from './places.ts';
export type { HostLog } from './log.ts';
export { layOutCopy } from './copy.ts';
export { onlyLooking } from './copy-handlers.ts';
export { NO_WINDOW } from './history-handlers.ts';
export type { HistoryFiles } from './history-handlers.ts';
export { createHandlers } from './handlers.ts';
export type { Wishes } from './attending.ts';
