/** The adapter gateway: sockets in, checked inputs out. It holds no scene and decides nothing about one. */
export { createGateway } from './gateway.ts';
export type { Gateway, GatewayInput, GatewayLogLine, GatewayOptions, KnownToken } from './gateway.ts';
export { ASIDE, DECISIONS, REVOCATIONS } from './codes.ts';
export { STATE_EDGES } from './reference-states.ts';
export type { SessionState } from './reference-states.ts';
export { publishEndpoint } from './endpoint.ts';
export type { PublishedEndpoint } from './endpoint.ts';
export { GATEWAY_LIMITS } from './limits.ts';
