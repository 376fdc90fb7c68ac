/** Composes the parts around the core. */
export { NOT_READY, prepareHost, startHost } from './host.ts';
export type { Host } from './host.ts';
export type { HostLog } from './log.ts';
export { layOutCopy } from './copy.ts';
export { onlyLooking } from './copy-handlers.ts';
export { createHandlers } from './handlers.ts';
