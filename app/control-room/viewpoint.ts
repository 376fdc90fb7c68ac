/** From where an artist looks at the scene in their engine, as the engine told it last: advisory, and nothing of the scene's. */
import { z } from 'zod';
import type { Viewpoint } from '../protocol/adapter.ts';

export const viewpointRequests = {
  /** Where the artist who looked around last, in any engine, looks from. */
  read_viewpoint: z.strictObject({}),
} as const;

export interface EngineViewpoint extends Viewpoint {
  readonly session: string;
  /** `blender`, `unity`, … */
  readonly engine: string;
}
