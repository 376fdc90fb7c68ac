/** Composes the parts around the core. */
export { startHost } from './host.ts';
export type { Host, HostLog } from './host.ts';
export { createHandlers } from './handlers.ts';
