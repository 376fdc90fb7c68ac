import { contentHash } from '../scene/encoding.ts';
import type { Intent } from './intent.ts';

const known = new WeakMap<Intent, string>();

/** What an author's id stands for: a retry has the same hash, and the same id with another hash is an error. */
export function intentHash(intent: Intent): string {
  const hit = known.get(intent);
  if (hit !== undefined) return hit;
  const { base, reason, task, operations, force } = intent;
  const hash = contentHash({ base, reason, task, operations, force });
  known.set(intent, hash);
  return hash;
}
