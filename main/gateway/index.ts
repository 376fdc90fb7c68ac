/** The adapter gateway: sockets in, checked inputs out. It holds no scene and decides nothing about one. */
export { createGateway } from './gateway.ts';
export type {
  Gateway,
  GatewayInput,
  GatewayLogLine,
  GatewayOptions,
  GatewayStats,
  ConnectionInfo,
  KnownToken,
} from './gateway.ts';
export { CUT_OFFS, REFUSALS, REVOCATIONS, VIOLATIONS } from './codes.ts';
export type { CutOffCode, RefusalCode, ViolationCode } from './codes.ts';
export { publishEndpoint } from './endpoint.ts';
export type { PublishedEndpoint } from './endpoint.ts';
export { GATEWAY_LIMITS } from './limits.ts';
export type { GatewayLimits } from './limits.ts';
