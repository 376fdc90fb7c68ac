import { contentHash } from '../scene/encoding.ts';
import type { Intent, Joined } from './intent.ts';

const known = new WeakMap<Intent, string>();

/** What an author's id stands for: a retry has the same hash, and the same id with another hash is an error. */
export function intentHash(intent: Intent): string {
  const hit = known.get(intent);
  if (hit !== undefined) return hit;
  const hash = contentHash(intentContent(intent));
  known.set(intent, hash);
  return hash;
}

/** Every id that an intent answers for, each with the hash of what it was handed in with, oldest first. */
export function membersOf(intent: Intent, hashOf: (intent: Intent) => string): readonly Joined[] {
  return intent.joined ?? [{ id: intent.id, hash: intent.adjusted?.hash ?? hashOf(intent) }];
}

type IntentContent =
  | { readonly takesBack: number }
  | (Pick<Intent, 'reason' | 'task' | 'operations' | 'force'> & { readonly base: Intent['base'] | null });

/** The part of an intent that the hash is over: what its author wrote, and nothing that was derived from it. */
export function intentContent(intent: Intent): IntentContent {
  const { base, reason, task, operations, force, takesBack } = intent;
  if (takesBack !== undefined) return { takesBack };
  // A forced change is made on whatever stands at its moment, so its base is no part of what its author said.
  return { base: force ? null : base, reason, task, operations, force };
}
