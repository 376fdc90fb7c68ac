/** The content hash of an intent, computed natively: on each thread it is needed once for every intent that passes. */
import { hash } from 'node:crypto';
import { intentContent } from '#app/intents/index.ts';
import type { Intent } from '#app/intents/index.ts';
import { canonicalJson } from '#app/scene/index.ts';

const known = new WeakMap<Intent, string>();

/** The same digits as `intentHash`. */
export function hashOfIntent(intent: Intent): string {
  const hit = known.get(intent);
  if (hit !== undefined) return hit;
  const digits = hash('sha256', canonicalJson(intentContent(intent)));
  known.set(intent, digits);
  return digits;
}
