/** What agents send and get. The descriptions are all that a model reads before it calls: they say what, and what not. */
import { z } from 'zod';
import { AUTHORITIES, INTENT_LIMITS, INTENT_STATES } from '#app/intents/index.ts';
import {
  facetSchema,
  idSchema,
  operationsOnObjects,
  revisionSchema,
  sceneObjectSchema,
  sceneObjectShape,
  transformSchema,
  visibilitySchema,
} from '#app/protocol/values.ts';
import { IDENTITY_TRANSFORM, KINDS, OPERATION_CLASSES } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { AGENT_LIMITS } from './limits.ts';
import { isPlainText, plainTextSchema } from './plain-text.ts';

const draftId = idSchema.describe('From begin_atomic_operation.');
const intentId = idSchema.describe('From commit_atomic_operation.');

const { id: objectId, name, parent, properties } = sceneObjectShape;
const create = z
  .strictObject({
    op: z.literal('create'),
    object: z.strictObject({
      id: objectId.optional().describe('Leave it out: one is made and returned.'),
      kind: z.enum(KINDS),
      name: name.describe('Unique in the scene.'),
      parent: parent.default(null),
      transform: transformSchema.default(structuredClone(IDENTITY_TRANSFORM) as never),
      visibility: visibilitySchema.default({ viewport: true, render: true }),
      properties: properties.default({}),
    }),
  })
  .describe('Local to its parent: metres, right-handed, +Y up; rotation is a quaternion x y z w.');

/** A person decides by what a card says of it, so no text in it may look like another one (SEC-1). */
export const agentOperationSchema = z
  .discriminatedUnion('op', [create, ...operationsOnObjects])
  .refine(
    (operation) => textsOf(operation).every((each) => isPlainText(each, true)),
    'names, keys and texts must be plain, without control or direction characters',
  )
  .refine((operation) => isPlainText(nameIn(operation), false), 'a name is one line');

function nameIn(operation: z.infer<typeof create> | z.infer<(typeof operationsOnObjects)[number]>): string {
  if (operation.op === 'create') return operation.object.name;
  return operation.op === 'rename' ? operation.name : '';
}

/** Every text that an operation writes, with the keys of what it writes. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}

/** @returns the operation as the rest of the application knows it */
export function completeOperation(
  operation: z.infer<typeof agentOperationSchema>,
  randomUuid: () => string,
): Operation {
  if (operation.op !== 'create') return operation;
  return { op: 'create', object: { ...operation.object, id: operation.object.id ?? randomUuid() } };
}

export const inputs = {
  scene_overview: z.strictObject({
    after: idSchema.nullable().default(null).describe('`next` of the page before; null for the first page.'),
    limit: z.int().min(1).max(AGENT_LIMITS.page).default(100),
    kind: z.enum(KINDS).optional(),
    parent: idSchema
      .nullable()
      .optional()
      .describe('Only direct children of this object; null for the roots.'),
    name_contains: z.string().max(AGENT_LIMITS.nameSearchLength).optional().describe('Case matters.'),
  }),
  read_object: z.strictObject({ id: idSchema }),
  begin_atomic_operation: z.strictObject({
    task: plainTextSchema(AGENT_LIMITS.taskLength, false)
      .min(1)
      .describe('Short name of the job that this belongs to; the same for all its parts.'),
    reason: plainTextSchema(INTENT_LIMITS.reasonBytes, true)
      .min(1)
      .describe('Why, for the person who decides. Plain text.'),
    base_revision: revisionSchema
      .optional()
      .describe('The revision that your reads carried. Default: the newest.'),
    after: z
      .array(idSchema)
      .max(INTENT_LIMITS.after)
      .default([])
      .describe('Own intents, waiting or committed, that this one builds on.'),
  }),
  add_operation: z.strictObject({
    draft: draftId,
    operations: z.array(agentOperationSchema).min(1).max(AGENT_LIMITS.operationsPerCall),
  }),
  commit_atomic_operation: z.strictObject({
    draft: draftId,
    intent: idSchema
      .optional()
      .describe(
        'Your own id of the intent, for retries. Default: one that belongs to the draft, so a retry is safe.',
      ),
  }),
  status: z.strictObject({
    intent: intentId.optional().describe('Leave it out for all of yours.'),
    wait_seconds: z
      .number()
      .min(0)
      .max(AGENT_LIMITS.waitSeconds)
      .default(0)
      .describe('With an intent: answer once it has reached an end, or after so long.'),
  }),
} as const;

const reason = z.object({ code: z.string(), message: z.string(), path: z.string().nullable() });
const standing = z.object({
  intent: z.string(),
  state: z.enum(INTENT_STATES),
  final: z.boolean().describe('Whether this is the end of it.'),
  number: z.int().nullable().describe('Its place in the order of all changes.'),
  log_position: z
    .int()
    .nullable()
    .describe('Where its commit stands in the log. With `committed`: the confirmation.'),
  reason: reason.nullable().describe('Why it ended as it did; with `denied`, the person’s words.'),
  task: z.string().nullable(),
  taken: z
    .object({
      left_out: z.array(z.int()).describe('Places of your operations that were not taken, from 0.'),
      words: z.string().describe('Why, in the words of that person; empty where they said nothing.'),
      changed: z.array(z.int()).describe('Places of those that a person set to another value: read it.'),
    })
    .nullable()
    .describe('What a person made of it; null where it is as you handed it in.'),
});

const allowed = z.object({
  classes: z.array(z.enum(OPERATION_CLASSES)),
  objects: z.array(z.string()).nullable().describe('These and all below them; null for the whole scene.'),
  free_hand: z
    .object({
      task: z.string().nullable().describe('Only what is handed in with this very task.'),
      changes_left: z.int().describe('Objects that you may still change under it.'),
      seconds_left: z.int(),
    })
    .nullable()
    .describe('Null for a rule that stands.'),
});

const undisturbed = z
  .object({
    seconds_left: z.int().nullable().describe('Null: until they say otherwise.'),
    until: z.string().nullable().describe('The same on this computer’s clock, UTC; advisory.'),
  })
  .nullable()
  .describe(
    'The person asked not to be disturbed: what waits for a click is kept for them, all of it together, and nothing of it is decided meanwhile. Work on what needs no click, or wait. Null where they can be asked.',
  );

export const outputs = {
  scene_overview: z.object({
    revision: revisionSchema.describe('Everything here is as of this revision.'),
    counts: z.object({ objects: z.int(), ...Object.fromEntries(KINDS.map((kind) => [kind, z.int()])) }),
    objects: z.array(
      z.object({ id: z.string(), name: z.string(), kind: z.enum(KINDS), parent: z.string().nullable() }),
    ),
    next: z.string().nullable().describe('Pass it as `after` for the next page; null at the end.'),
    named_versions: z
      .array(z.object({ name: z.string(), revision: revisionSchema }))
      .describe('Versions to which the person gave a name. You cannot name any.'),
  }),
  read_object: z.object({
    revision: revisionSchema,
    object: sceneObjectSchema,
    children: z.array(z.string()),
    descendants: z.array(z.string()).describe('What a delete of this object must name, parents first.'),
    descendant_count: z.int(),
    last_set: z.array(
      z.object({
        facet: facetSchema,
        revision: revisionSchema,
        by: z.string(),
        authority: z.enum(AUTHORITIES),
      }),
    ),
  }),
  begin_atomic_operation: z.object({
    draft: z.string(),
    revision: revisionSchema,
    base_revision: revisionSchema,
  }),
  add_operation: z.object({
    draft: z.string(),
    revision: revisionSchema,
    operations: z.int().describe('In the draft now.'),
    class: z.enum(OPERATION_CLASSES),
    created: z.array(z.string()).describe('Ids of the objects created by this call, in order.'),
    warnings: z.array(z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() })),
  }),
  commit_atomic_operation: standing.extend({ next_step: z.string(), not_to_be_disturbed: undisturbed }),
  status: z.object({
    revision: revisionSchema,
    intents: z.array(standing),
    allowed: z
      .array(allowed)
      .describe('What goes on without a click of a person. What deletes or overwrites never does.'),
    not_to_be_disturbed: undisturbed,
  }),
} as const;

export type ToolName = keyof typeof inputs;
export type ToolInput<Name extends ToolName> = z.infer<(typeof inputs)[Name]>;
export type ToolOutput<Name extends ToolName> = z.infer<(typeof outputs)[Name]>;
