/** Looking at an earlier version of the shared scene, and going back to it, whole or in part, as a new change. */
import { z } from 'zod';
import { idSchema, revisionSchema, text } from '../protocol/values.ts';
import type { SceneObject } from '../scene/index.ts';
import type { DifferingPart } from './preview.ts';
import type { LossView } from './taking-back.ts';

/** What of it comes back; the whole scene where that is left out. */
const objects = z.array(idSchema).min(1).max(10_000).optional();

export const versionRequests = {
  /** The scene as it was. */
  read_scene: z.strictObject({ revision: revisionSchema }),
  /** What would change; nothing does. */
  preview_version: z.strictObject({ revision: revisionSchema, objects }),
  /** `at` is the version at which the preview was made: if the scene has moved on since, it is refused. Past a halt it goes as a
   * forced change, and the reason is its. */
  bring_back: z.strictObject({
    id: idSchema,
    revision: revisionSchema,
    at: revisionSchema,
    reason: text(2_048).min(1),
    objects,
  }),
} as const;

/** All objects of a version. */
export interface PastSceneView {
  readonly revision: number;
  readonly objects: readonly SceneObject[];
  /** Confirmed changes since then, up to now. */
  readonly commits: number;
}

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
  /** Absent where nothing is lost with it. */
  readonly loss?: LossView;
}
