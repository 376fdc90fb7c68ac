/** What the doors to the outside (adapters, agents) have in common. It knows neither of them. */
export { PendingSockets } from './pending-sockets.ts';
export { parseStrictJson } from './strict-json.ts';
export type { StrictJsonLimits } from './strict-json.ts';
export { TokenBucket } from './token-bucket.ts';
