/**
 * The adapter protocol `vibesync.v1`: JSON text frames over WebSocket on loopback. This file is its only definition;
 * types, runtime checks and assets/adapters/PROTOCOL.md come from it. A frame that does not match is a violation and
 * ends the session at once (SEC-2).
 *
 * `.describe` texts become the reference page: write them for someone who has only that page.
 */
import { z } from 'zod';
import type { Quat, Vec3 } from '../scene/index.ts';
import {
  facetSchema,
  facetStateSchema,
  idSchema,
  intentNumberSchema,
  lensSchema,
  nameSchema,
  operationSchema,
  quatSchema,
  revisionSchema,
  sceneObjectSchema,
  sceneObjectShape,
  text,
  vec3Schema,
} from './values.ts';

export const SUBPROTOCOL = 'vibesync.v1';

/** What one adapter may send; more is a violation. */
export const PROTOCOL_LIMITS = {
  frameBytes: 4 * 1024 * 1024,
  depth: 16,
  framesPerSecond: 2_000,
  /** Frames that may arrive at once before the rate counts. */
  frameBurst: 4_000,
  inventoryPart: 2_000,
  valuesPart: 500,
  patchPart: 2_000,
  auditPart: 100,
  offerPart: 500,
  selectedPart: 1_000,
  ghosts: 200,
  operations: 10_000,
  queuedOutBytes: 32 * 1024 * 1024,
} as const;

const request = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const code = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);
const message = text(1_024);
const digest = z.string().regex(/^[0-9a-f]{32}$/);

export const receiptSchema = z.strictObject({
  ledger: idSchema,
  n: intentNumberSchema,
  head: z.string().regex(/^[0-9a-f]{64}$/),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});

const file = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .optional()
  .describe(
    'Tells a file from its copies on this computer, as a SHA-256: of its full path in UTF-8, with links resolved, or better of what the engine knows it by wherever it is moved. Left out where it was never saved. An adapter that never says it is asked nothing about copies.',
  );

const sceneBinding = z
  .strictObject({
    project: idSchema.nullable().describe('The project id kept in the scene; null when there is none.'),
    scene: idSchema.nullable().describe('The scene’s own id kept in the scene; null when there is none.'),
    saved_revision: revisionSchema
      .nullable()
      .describe('The last confirmed revision when the file was saved; null when unknown.'),
    title: text(256).describe('What the artist calls it: the file’s name without its folder.'),
    file,
    unsaved: z.boolean(),
  })
  .describe('Which file is open. Hints only, neither secret nor trusted.');

const undoEvidence = z
  .strictObject({ kind: z.enum(['step', 'undo', 'redo']), name: text(128) })
  .describe('The engine’s own undo step that shows a person’s hand.');

/** From where somebody looks at the scene. */
export interface Viewpoint {
  readonly position: Vec3;
  readonly rotation: Quat;
  readonly lens: { readonly vertical_radians: number } | { readonly height_m: number };
  readonly near: number;
  readonly far: number;
}

const viewpointSchema: z.ZodType<Viewpoint> = z.strictObject({
  position: vec3Schema.describe('Of the eye in the world, in metres.'),
  rotation: quatSchema.describe(
    'In the world, a unit quaternion x y z w: unturned it looks along −Z with +Y up, as a camera does.',
  ),
  lens: lensSchema,
  near: z.number().min(0).max(1e9).describe('Nothing nearer is drawn; metres.'),
  far: z.number().min(0).max(1e12).describe('Nothing farther is drawn; metres, more than `near`.'),
});

/** Frames that an adapter sends. */
export const adapterMessages = {
  hello: z
    .strictObject({
      type: z.literal('hello'),
      adapter: z.strictObject({ name: text(64), version: text(32) }),
      engine: z.strictObject({
        kind: z
          .string()
          .regex(/^[a-z][a-z0-9]{0,15}$/)
          .describe('`blender`, `unity`, `godot`, …'),
        version: text(32),
      }),
      scene: sceneBinding,
      applied_through: revisionSchema
        .nullable()
        .describe('The last number this process applied; null in a new process.'),
      receipt: receiptSchema
        .nullable()
        .describe('The last receipt it was given, unchanged; null when there is none.'),
      masked: z
        .array(facetSchema)
        .max(16)
        .describe('Facets that this engine cannot hold at all; left out of read-back and digests.'),
      features: z
        .array(code)
        .max(16)
        .optional()
        .describe(
          'Messages beyond the rest that it wants to be sent: `ghosts`. Others are ignored. Left out where it wants none.',
        ),
    })
    .describe('First frame of every connection, after `welcome`.'),
  scene: z
    .strictObject({ type: z.literal('scene'), scene: sceneBinding })
    .describe('Another file was opened.'),
  inventory: z
    .strictObject({
      type: z.literal('inventory'),
      request,
      last: z.boolean(),
      objects: z.array(z.tuple([idSchema, digest])).max(PROTOCOL_LIMITS.inventoryPart),
      unmanaged: z
        .int()
        .min(0)
        .max(1_000_000)
        .describe('Objects without an id: never touched until adopted. The same in every part.'),
    })
    .describe('Answers `take_inventory`: a digest for every object, in parts.'),
  values: z
    .strictObject({
      type: z.literal('values'),
      request,
      last: z.boolean(),
      objects: z.array(sceneObjectSchema).max(PROTOCOL_LIMITS.valuesPart),
      missing: z.array(idSchema).max(PROTOCOL_LIMITS.inventoryPart),
    })
    .describe('Answers `read_values` and `adopt_unmanaged`, in parts, parents before children.'),
  applied: z
    .strictObject({
      type: z.literal('applied'),
      n: intentNumberSchema,
      states: z.array(facetStateSchema).max(100_000),
    })
    .describe(
      'The vote: every facet that the change wrote and no other, read back from the engine after applying (or adopting).',
    ),
  failed: z
    .strictObject({ type: z.literal('failed'), n: intentNumberSchema, code, message })
    .describe(
      'It could not be applied; nothing of it is left in the engine. To `adopt`, `moved_on` is a legal code.',
    ),
  compensated: z
    .strictObject({
      type: z.literal('compensated'),
      n: intentNumberSchema,
      outcomes: z
        .array(
          z.strictObject({
            id: idSchema,
            facet: facetSchema,
            outcome: z.enum(['restored', 'already', 'diverged']),
          }),
        )
        .max(100_000),
    })
    .describe('Answers `compensate`, one outcome an entry.'),
  patched: z
    .strictObject({
      type: z.literal('patched'),
      request,
      states: z.array(z.tuple([idSchema, digest.nullable()])).max(PROTOCOL_LIMITS.inventoryPart),
    })
    .describe('Answers `patch`: the digest of each object named, read back; null where it no longer exists.'),
  digests: z
    .strictObject({
      type: z.literal('digests'),
      request,
      states: z.array(z.tuple([idSchema, digest.nullable()])).max(PROTOCOL_LIMITS.auditPart),
    })
    .describe(
      'Answers `audit`: digests of what the engine holds now; null where it no longer exists. Leave out what you have an edit of that is not told yet.',
    ),
  observed: z
    .strictObject({
      type: z.literal('observed'),
      edit: idSchema.describe('Made by the adapter; a repeat with the same id is answered as before.'),
      applied_through: revisionSchema,
      undo: undoEvidence
        .nullable()
        .describe('Null: no person’s step shows it; it is drift and will be put back.'),
      before: z
        .array(facetStateSchema)
        .max(100_000)
        .describe('The touched facets as last read before the edit.'),
      operations: z.array(operationSchema).min(1).max(PROTOCOL_LIMITS.operations),
    })
    .describe('An edit made inside the engine, already in effect there.'),
  offered: z
    .strictObject({
      type: z.literal('offered'),
      offer: idSchema.describe('Made by the adapter; a repeat with the same id is answered as before.'),
      applied_through: revisionSchema.describe(
        'As of the scene that is there again: what the values differ from.',
      ),
      last: z.boolean(),
      states: z
        .array(facetStateSchema)
        .max(PROTOCOL_LIMITS.offerPart)
        .describe('What a hand made of shared objects, each facet once, and never `existence`.'),
    })
    .describe(
      'What a person changed by hand in play mode, and what ended with it: kept for them to choose from, in parts. Answered with `offer_kept`.',
    ),
  declare: z
    .strictObject({
      type: z.literal('declare'),
      objects: z
        .array(
          z.strictObject({
            id: idSchema,
            driven: z
              .array(facetSchema)
              .max(512)
              .describe('Facets the engine owns (drivers, curves, constraints): read-only, outside parity.'),
            bounded: z
              .boolean()
              .describe(
                'True where rotations go through Euler angles, a parent inverse or a unit scale: compared within bounds.',
              ),
          }),
        )
        .max(PROTOCOL_LIMITS.inventoryPart),
    })
    .describe('Replaces what was declared for these objects before in this session.'),
  hands: z
    .strictObject({
      type: z.literal('hands'),
      objects: z.array(idSchema).max(10_000),
      mode: text(32).describe('For a person: `move`, `sculpt`, …; empty when none.'),
    })
    .describe(
      'All objects in the artist’s hands now: being moved, or in edit, sculpt, paint or pose mode. Empty when none. Nothing is sent that would write to them until they are let go of; what crosses this frame, leave alone. Tell an edit before you let go of what it was made to.',
    ),
  selected: z
    .strictObject({
      type: z.literal('selected'),
      objects: z.array(idSchema).max(PROTOCOL_LIMITS.selectedPart),
    })
    .describe(
      'The shared objects that the artist has selected now; of very many the first. Empty when none. Sent when that changes, four times a second at most. What an agent may do without being asked keeps off them for a while; nothing else does.',
    ),
  unmanaged: z
    .strictObject({
      type: z.literal('unmanaged'),
      count: z.int().min(0).max(1_000_000),
    })
    .describe(
      'How many objects without an id the file holds now, as an `inventory` counts them. Sent when that changes after one, once a second at most. It changes nothing but the number that a person is shown.',
    ),
  view: z
    .strictObject({
      type: z.literal('view'),
      view: viewpointSchema
        .nullable()
        .describe('Null where there is none: no view of the scene is open, or it is looked at otherwise.'),
    })
    .describe(
      'From where the artist looks at the scene now. Sent when that changes, twice a second at most, and again after a new `hello` or `scene`. Advisory: a person can look from there in VibeSync too, and nothing else comes of it. An adapter that never sends it is asked nothing.',
    ),
  busy: z
    .strictObject({
      type: z.literal('busy'),
      kind: z.enum(['short', 'parked']),
      activity: text(64).describe('For a person: `rendering`, `modal operator`, …'),
      last_begun: intentNumberSchema
        .nullable()
        .describe('The last number that it had begun to apply; null when none.'),
    })
    .describe('Busy, not gone. `short` is waited for; `parked` is not.'),
  ready: z.strictObject({ type: z.literal('ready') }).describe('No longer busy.'),
  saved: z
    .strictObject({ type: z.literal('saved'), unsaved: z.boolean() })
    .describe(
      'The file was saved (false) or has unsaved changes again (true), as the engine itself marks it; sent when that changes, since `hello` says how it is. After a resumed `hello` send both where it was saved meanwhile and is unsaved again.',
    ),
  saved_as: z
    .strictObject({ type: z.literal('saved_as'), title: text(256), file })
    .describe(
      'The file was saved under another name, or for the first time under any; no `saved` has to follow. The same scene goes on in the same session, whatever is on its way. A person is asked once which of the two is worked on.',
    ),
  held: z
    .strictObject({ type: z.literal('held'), halt: request })
    .describe('Confirms `hold`: nothing more is applied.'),
  pong: z
    .strictObject({
      type: z.literal('pong'),
      ping: request,
      main_thread_age_ms: z
        .int()
        .min(0)
        .max(2_147_483_647)
        .describe('Since the engine’s main thread last looked at its queue.'),
    })
    .describe('Answers `ping`, from the socket’s thread.'),
  bye: z
    .strictObject({ type: z.literal('bye') })
    .describe('A clean good-bye: the session ends without a grace time.'),
} as const;

/** Frames that an adapter receives. */
export const orchestratorMessages = {
  welcome: z
    .strictObject({
      type: z.literal('welcome'),
      session: idSchema,
      token: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .describe('Opens one resume of this session; keep it in memory only.'),
      project: z.strictObject({ id: idSchema, name: nameSchema }),
      revision: revisionSchema,
      resumed: z.boolean(),
      heartbeat_ms: z
        .int()
        .describe('A `ping` comes this often; silence for three of them means that the app is gone.'),
      hold: request.nullable().describe('The number of the halt in force; null when there is none.'),
    })
    .describe('First frame after the upgrade.'),
  bind: z
    .strictObject({ type: z.literal('bind'), project: idSchema, scene: idSchema })
    .describe('A person linked this file to the project: keep both ids in the scene.'),
  foreign: z
    .strictObject({ type: z.literal('foreign'), message })
    .describe(
      'The open file is not of this project, is open in another engine, or is a copy that waits. It may come while you are live. Report and apply nothing until asked again.',
    ),
  take_inventory: z
    .strictObject({ type: z.literal('take_inventory'), request })
    .describe('Send `inventory`.'),
  read_values: z
    .strictObject({
      type: z.literal('read_values'),
      request,
      ids: z.array(idSchema).max(PROTOCOL_LIMITS.valuesPart),
    })
    .describe('Send `values` of these objects.'),
  adopt_unmanaged: z
    .strictObject({ type: z.literal('adopt_unmanaged'), request })
    .describe('A person wants the unmanaged objects shared: give each an id and send their `values`.'),
  patch: z
    .strictObject({
      type: z.literal('patch'),
      request,
      revision: revisionSchema,
      objects: z
        .array(sceneObjectSchema)
        .max(PROTOCOL_LIMITS.patchPart)
        .describe('Parents before children. Write what differs, create what is missing.'),
      removed: z
        .array(idSchema)
        .max(PROTOCOL_LIMITS.inventoryPart)
        .describe('Stash these, after the objects are written.'),
    })
    .describe(
      'Refresh from the shared scene: bring these objects to these values, touching nothing else. Also while live.',
    ),
  audit: z
    .strictObject({
      type: z.literal('audit'),
      request,
      ids: z.array(idSchema).max(PROTOCOL_LIMITS.auditPart),
    })
    .describe('Comes while live, again and again: send `digests` of these objects, read from the engine.'),
  live: z
    .strictObject({ type: z.literal('live'), revision: revisionSchema })
    .describe(
      'In step at this revision, at the end of comparing; from here on `apply` comes and edits are admitted.',
    ),
  apply: z
    .strictObject({
      type: z.literal('apply'),
      n: intentNumberSchema,
      label: text(128).describe('Name for the engine’s undo step.'),
      by: text(64),
      operations: z.array(operationSchema).max(PROTOCOL_LIMITS.operations),
    })
    .describe('Apply all or nothing, as one undo step, read back, answer `applied` or `failed`.'),
  adopt: z
    .strictObject({
      type: z.literal('adopt'),
      n: intentNumberSchema,
      edit: idSchema,
      facets: z.array(z.strictObject({ id: idSchema, facet: facetSchema })).max(100_000),
    })
    .describe(
      'Your own observed edit got number n: change nothing, read these facets back, answer `applied`.',
    ),
  confirm: z
    .strictObject({ type: z.literal('confirm'), n: intentNumberSchema, receipt: receiptSchema })
    .describe('`commit_atomic_operation`: n is on stable storage. Stashed objects of n may be dropped.'),
  compensate: z
    .strictObject({
      type: z.literal('compensate'),
      n: intentNumberSchema,
      entries: z
        .array(
          z.strictObject({
            id: idSchema,
            facet: facetSchema,
            expected: facetStateSchema,
            restore: facetStateSchema,
          }),
        )
        .max(100_000),
    })
    .describe(
      'Take n back by compare-and-set, in this order: where `expected` is found, write `restore`; where `restore` is found, `already`; else leave it, `diverged`.',
    ),
  decided: z
    .strictObject({
      type: z.literal('decided'),
      edit: idSchema,
      outcome: z.enum(['committed', 'waiting', 'conflicted', 'rejected', 'aborted', 'collected']),
      n: intentNumberSchema.nullable(),
      code,
      message,
    })
    .describe(
      'What became of an observed edit. `committed`: it has number n; where it had moved on, a `patch` brings it. `waiting` (for a click; with the code `did_not_go_through`, for the artist’s word on what stays as they have it) and `collected` (under a halt, or while the engine is parked or set aside) are not the last word: keep what you know of it, `adopt` or another `decided` comes, and no patch is to write over it before. `conflicted`, `rejected`, `aborted`: it is over; what is to be set back comes as a `patch`, so undo nothing by yourself. Act on `outcome`; of the [codes](#what-became-of-an-edit) none but `did_not_go_through` needs to be known.',
    ),
  offer_kept: z
    .strictObject({
      type: z.literal('offer_kept'),
      offer: idSchema,
      values: z
        .int()
        .min(0)
        .max(100_000)
        .describe('How many of them differ from before, and are asked about.'),
    })
    .describe('What is to be asked about of an offer is safe on the shelf: forget it.'),
  hold: z
    .strictObject({ type: z.literal('hold'), halt: request })
    .describe('Emergency override: apply nothing, answer `held`.'),
  release: z.strictObject({ type: z.literal('release'), halt: request }).describe('The halt is over.'),
  note: z
    .strictObject({ type: z.literal('note'), message })
    .describe('Show this to the artist inside the engine.'),
  ghosts: z
    .strictObject({
      type: z.literal('ghosts'),
      ghosts: z
        .array(
          z.strictObject({
            suggestion: idSchema.describe('What is suggested together has the same.'),
            by: nameSchema.describe('The agent’s name.'),
            id: idSchema.describe('Of the object; one that is to be created has a new one.'),
            what: z
              .enum(['created', 'moved', 'deleted'])
              .describe('`moved` is also turned, scaled, or put under another parent.'),
            kind: sceneObjectShape.kind,
            name: nameSchema,
            parent: idSchema
              .nullable()
              .describe('As suggested: a ghost of the same suggestion, or an object of the scene.'),
            transform: sceneObjectShape.transform.describe('As suggested, local to that parent.'),
          }),
        )
        .max(PROTOCOL_LIMITS.ghosts),
      more: revisionSchema.describe('How many more there are that are not told.'),
    })
    .describe(
      'Only to an adapter that names `ghosts` among its `features`: everything that agents suggest and that waits for a person, to be drawn over the scene and never into it. Takes the place of the one before; both are empty when nothing waits, while everything is held, and when this engine is not live. Twice a second at most, and only when it changes. Not answered.',
    ),
  ping: z.strictObject({ type: z.literal('ping'), ping: request }).describe('Heartbeat; answer `pong`.'),
  revoked: z
    .strictObject({ type: z.literal('revoked'), code, message })
    .describe('The session is over; the socket closes.'),
} as const;

type DeepReadonly<Value> = Value extends readonly unknown[] | object
  ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;
type Union<Messages extends Record<string, z.ZodType>> = DeepReadonly<z.infer<Messages[keyof Messages]>>;
export type AdapterMessage = Union<typeof adapterMessages>;
export type AdapterMessageType = keyof typeof adapterMessages;
export type OrchestratorMessage = Union<typeof orchestratorMessages>;
export type OrchestratorMessageType = keyof typeof orchestratorMessages;
export type OrchestratorMessageOf<Type extends OrchestratorMessageType> = DeepReadonly<
  z.infer<(typeof orchestratorMessages)[Type]>
>;
/** One message by its type. */
export type AdapterMessageOf<Type extends AdapterMessageType> = DeepReadonly<
  z.infer<(typeof adapterMessages)[Type]>
>;

export type Parsed =
  { readonly ok: true; readonly message: AdapterMessage } | { readonly ok: false; readonly message: string };

/** Checks a frame that was already parsed as strict JSON. */
export function parseAdapterMessage(value: unknown): Parsed {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(adapterMessages, type))
    return { ok: false, message: 'unknown message type' };
  const result = adapterMessages[type as AdapterMessageType].safeParse(value);
  if (result.success) return { ok: true, message: result.data as AdapterMessage };
  const issue = result.error.issues[0];
  return {
    ok: false,
    message: `${type}.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not match'}`,
  };
}

/** Close codes of the WebSocket, beside 1000 and 1001. */
export const CLOSE_CODES = {
  violation: 4_000,
  revoked: 4_001,
  replaced: 4_002,
  unresponsive: 4_003,
} as const;
