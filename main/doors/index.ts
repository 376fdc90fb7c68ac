/** What the doors to the outside (adapters, agents) have in common. It knows neither of them. */
export { TokenBucket } from './token-bucket.ts';
