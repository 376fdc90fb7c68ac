/** Naming versions of the shared scene. Only the person does: there is no other door to this. */
import { z } from 'zod';
import { CHECKPOINT_LIMITS } from '../ledger/checkpoints.ts';
import { idSchema, revisionSchema, text } from '../protocol/values.ts';

const name = text(CHECKPOINT_LIMITS.name).min(1);

export const checkpointRequests = {
  name_version: z.strictObject({ name, revision: revisionSchema }),
  rename_checkpoint: z.strictObject({ checkpoint: idSchema, name }),
  remove_checkpoint: z.strictObject({ checkpoint: idSchema }),
} as const;
