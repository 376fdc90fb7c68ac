import { expect, test } from 'vitest';
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

type Patch = Extract<OrchestratorMessage, { type: 'patch' }>;

/** Truth holds these objects, and no engine was there when they were made. */
function rigWith(objects: readonly SceneObject[]): Rig {
  const rig = new Rig();
  const force = { channel: 'override', reason: 'test' } as const;
  rig.submit(
    1,
    objects.map((object) => ({ op: 'create', object })),
    force,
  );
  rig.sync();
  return rig;
}

function patchesOf(rig: Rig): Patch[] {
  return rig.effects.flatMap((effect) =>
    effect.fx === 'send' && effect.message.type === 'patch' ? effect.message : [],
  );
}

function boxes(count: number, more: (index: number) => Partial<SceneObject> = () => ({})): SceneObject[] {
  return Array.from({ length: count }, (_, index) => box(1_000 + index, more(index)));
}

test('a new engine is brought to the truth in as few patches as a frame allows, parents before children', () => {
  // Each hangs on the one after it in id order, five deep.
  const objects = boxes(4_500, (index) => ({ parent: index % 5 === 4 ? null : uuid(1_000 + index + 1) }));
  const rig = rigWith(objects.toReversed());
  rig.connect(1);
  const patches = patchesOf(rig);
  expect(patches.map((patch) => patch.objects.length)).toEqual([2_000, 2_000, 500]);
  const there = new Set<string>();
  for (const { id, parent } of patches.flatMap((patch) => patch.objects)) {
    if (parent !== null) expect(there).toContain(parent);
    there.add(id);
  }
  expect(there.size).toBe(4_500);
});

test('objects with much to say go in smaller patches, each within a frame', () => {
  const note = '\u{1f4a1}'.repeat(256);
  const properties = Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`note ${index}`, note]));
  const rig = rigWith(boxes(80, () => ({ properties })));
  const blender = rig.connect(1);
  expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('live');
  const sizes = patchesOf(rig).map((patch) => Buffer.byteLength(JSON.stringify(patch)));
  expect(Math.max(...sizes)).toBeLessThan(PROTOCOL_LIMITS.frameBytes);
  expect(sizes.length).toBe(Math.ceil((80 * 64 * 530) / (PROTOCOL_LIMITS.frameBytes / 4)));
});

test('a live engine, for which everybody waits, gets less at a time', () => {
  const objects = boxes(1_200);
  const rig = rigWith(objects);
  const blender = rig.connect(1);
  rig.effects.length = 0;
  rig.submit(
    2,
    objects.map(({ id }) => ({ op: 'set_transform', id, transform: moved(1) })),
    { channel: 'override', reason: 'test' },
  );
  rig.sync();
  rig.playResync(blender);
  expect(patchesOf(rig).map((patch) => patch.objects.length)).toEqual([500, 500, 200]);
});
