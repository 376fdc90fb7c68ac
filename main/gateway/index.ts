/** The adapter gateway: sockets in, checked inputs out. It holds no scene and decides nothing about one. */
export { createGateway } from './gateway.ts';
export type { Gateway, GatewayInput, GatewayLogLine, GatewayOptions, KnownToken } from './gateway.ts';
export { REVOCATIONS } from './codes.ts';
export { publishEndpoint } from './endpoint.ts';
export type { PublishedEndpoint } from './endpoint.ts';
export { GATEWAY_LIMITS } from './limits.ts';
