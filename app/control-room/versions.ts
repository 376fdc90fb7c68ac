/** The whole shared scene goes back to an earlier version, as a new change: what that is, and the word for it. */
import { z } from 'zod';
import { idSchema, text } from '../protocol/values.ts';
import type { DifferingPart } from './preview.ts';

const version = z.int().min(0);

export const versionRequests = {
  /** What would change; nothing does. */
  preview_version: z.strictObject({ revision: version }),
  /** `at` is the version at which the preview was made: if the scene has moved on since, it is refused. Past a halt it goes as a
   * forced change, and the reason is its. */
  bring_back: z.strictObject({ id: idSchema, revision: version, at: version, reason: text(2_048).min(1) }),
} as const;

export interface VersionView {
  readonly revision: number;
  /** The version that it was compared with. */
  readonly at: number;
  /** Confirmed changes between the two. */
  readonly commits: number;
  /** Objects that come back, those that go, and those of the rest that differ; by what of them, each object once a part. */
  readonly back: number;
  readonly gone: number;
  readonly changed: number;
  readonly differing: Readonly<Record<DifferingPart, number>>;
}
