/** Everything in app/ at work, as a program for `without-globals.ts`. */
import * as controlRoom from '#app/control-room/index.ts';
import {
  emptyDurableState,
  foldRecord,
  reviveDurableState,
  serialiseDurableState,
  valueAt,
} from '#app/ledger/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { parseAdapterMessage } from '#app/protocol/index.ts';
import { operationSchema, sceneObjectSchema } from '#app/protocol/values.ts';
import {
  apply,
  canonicalObject,
  canonicalOperation,
  classify,
  contentHash,
  diff,
  digestObject,
  invert,
  touches,
} from '#app/scene/index.ts';
import type { Operation, Scene, SceneObject } from '#app/scene/index.ts';

export interface Input {
  /** Pairs of scenes, each as a list of objects. */
  readonly pairs: readonly (readonly [readonly SceneObject[], readonly SceneObject[]])[];
  readonly operations: readonly Operation[];
  readonly records: readonly LedgerRecord[];
  readonly frames: readonly unknown[];
}

/** A hash over everything that was computed, so that two runs can be compared by one line. */
export function run(input: Input): { readonly hash: string; readonly steps: number } {
  const made: unknown[] = [];
  const sceneOf = (objects: readonly SceneObject[]): Scene => ({
    objects: new Map(objects.map((object) => [object.id, canonicalObject(sceneObjectSchema.parse(object))])),
  });
  for (const [a, b] of input.pairs) {
    const from = sceneOf(a);
    const operations = diff(from, sceneOf(b));
    made.push(operations, invert(from, operations), classify(operations), touches(from, operations));
    for (const object of from.objects.values()) made.push(digestObject(object));
  }
  let scene: Scene = { objects: new Map() };
  for (const operation of input.operations) {
    const applied = apply(scene, [canonicalOperation(operationSchema.parse(operation))]);
    if (applied.ok) scene = applied.scene;
    else made.push(applied.refusal);
  }
  const state = emptyDurableState();
  for (const [index, record] of input.records.entries()) foldRecord(state, index + 1, record, contentHash);
  made.push(
    serialiseDurableState(reviveDurableState(JSON.parse(JSON.stringify(serialiseDurableState(state))))),
  );
  for (const id of state.objects.keys())
    made.push(valueAt(state, state.revision - 1, id, 'transform') ?? null);
  for (const frame of input.frames) made.push(parseAdapterMessage(frame));
  for (const schema of Object.values(controlRoom.requestSchemas)) {
    made.push(schema.safeParse({}).success, schema.safeParse({ id: 'x', reason: 1 }).success);
  }
  return { hash: contentHash(made), steps: made.length };
}
