/** R5: a disk that refuses for a while loses nobody's work, and nobody waits for it for ever. */
import { describe, expect, test } from 'vitest';
import { shownHash } from '#main/orchestrator/gate.ts';
import { digestObject } from '#app/scene/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

/** A rig with one live engine that holds Box_1. */
function withBox(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

function approve(rig: Rig, id: number): void {
  const proposal = rig.orchestrator.core.proposals.get(uuid(id));
  if (proposal === undefined) throw new Error(`nothing waits as ${id}`);
  rig.command({ do: 'approve', id: uuid(id), hash: shownHash(rig.orchestrator.core, proposal.intent) });
}

/** The engine takes back what the refused number did. */
function takeBack(rig: Rig, session: string): void {
  const message = rig.take(session, ['compensate']);
  if (message === null) return;
  rig.frame(session, {
    type: 'compensated',
    n: message.n,
    outcomes: message.entries.map(({ id, facet }) => ({ id, facet, outcome: 'restored' })),
  });
}

const drift = {
  type: 'observed',
  edit: uuid(500),
  applied_through: 1,
  undo: null,
  before: [],
  operations: [{ op: 'set_transform', id: uuid(1), transform: moved(9) }],
} as const;

describe('R5: what the disk refused', () => {
  test('R29: an approved suggestion whose commit was refused waits again, and can be approved again', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'A' }], { channel: 'ai' });
    rig.sync();
    approve(rig, 2);
    rig.playApply(blender);
    expect(rig.statesOf(2).at(-1)).toBe('finishing');
    rig.refuse();
    takeBack(rig, blender);
    rig.tick(2_000);
    rig.sync();
    expect(rig.statesOf(2).at(-1)).toBe('awaiting_approval');
    expect(rig.state.waiting.get(uuid(2))?.approval).toBeNull();
    approve(rig, 2);
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(2).at(-1)).toBe('committed');
  });

  test('R22: no patch leaves before the shelf entry is on disk at last', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'pause', agent: null, on: true });
    rig.refuse();
    rig.frame(blender, drift);
    rig.tick(2_000);
    expect(rig.take(blender, ['patch'])).toBeNull();
    rig.sync();
    expect(rig.state.shelf.size).toBe(1);
    expect(rig.take(blender, ['patch'])?.objects).toHaveLength(1);
  });

  test('R22: an object that is to be set back for another reason waits for its shelf entry, too', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, drift);
    rig.submit(3, [{ op: 'rename', id: uuid(1), name: 'B' }], { channel: 'override', reason: 'now' });
    // Only what stood before the drift was told is on disk; the shelf entry is not.
    const shelved = rig.records.findIndex(({ kind }) => kind === 'shelve');
    rig.step({ in: 'durable', position: shelved, receipts: [] });
    expect(rig.take(blender, ['patch'])).toBeNull();
    rig.sync();
    expect(rig.take(blender, ['patch'])).not.toBeNull();
  });

  test('R29: a click made while the disk refuses is answered, acts at once, and outlives a second refusal', () => {
    const { rig } = withBox();
    rig.command({ do: 'pause', agent: null, on: true });
    rig.refuse();
    rig.command({ do: 'trust', engine: 'blender', level: 'off' });
    rig.tick(2_000);
    const answered = rig.effects.findLast((effect) => effect.fx === 'reply')?.answer;
    // In force, and written nowhere yet.
    expect(answered).toMatchObject({ ok: true, state: 'pending', position: null });
    rig.refuse();
    expect(rig.orchestrator.core.ahead.trust.get('blender')).toBe('off');
    rig.tick(2_000);
    rig.sync();
    expect(rig.state.trust.get('blender')).toBe('off');
    const answers = rig.effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.reply] : []));
    expect(new Set(answers).size).toBe(answers.length);
  });

  test('a click whose record was refused is answered once that is written after all', () => {
    const { rig } = withBox();
    const repliesBefore = rig.effects.filter(({ fx }) => fx === 'reply').length;
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.refuse();
    rig.tick(2_000);
    rig.sync();
    expect(rig.effects.filter(({ fx }) => fx === 'reply')).toHaveLength(repliesBefore + 1);
    expect(rig.state.locks.has(uuid(1))).toBe(true);
  });

  test('R22: an engine whose shelf entry was refused goes on once the disk takes it', () => {
    const { rig, blender } = withBox();
    const mine = box(1, { name: 'Mine' });
    rig.engines.set(blender, { objects: new Map([[uuid(1), mine]]) });
    rig.command({ do: 'refresh_engine', session: blender });
    const inventory = rig.take(blender, ['take_inventory']);
    rig.frame(blender, {
      type: 'inventory',
      request: inventory?.request ?? 0,
      last: true,
      objects: [[uuid(1), digestObject(mine)]],
      unmanaged: 0,
    });
    const read = rig.take(blender, ['read_values']);
    rig.frame(blender, {
      type: 'values',
      request: read?.request ?? 0,
      last: true,
      objects: [mine],
      missing: [],
    });
    expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('shelving');
    rig.refuse();
    rig.wait(2_000);
    rig.playResync(blender);
    expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('live');
    expect(rig.engines.get(blender)?.objects.get(uuid(1))?.name).toBe('Box_1');
    expect(JSON.stringify([...rig.state.shelf.values()])).toContain('Mine');
  });

  test('AUTH-2: a suggestion that was superseded does not come back with the refused records', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'A' }], { channel: 'ai' });
    rig.submit(3, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    rig.refuse();
    takeBack(rig, blender);
    rig.wait(3_000);
    expect(rig.orchestrator.core.proposals.size).toBe(0);
    expect(rig.state.waiting.size).toBe(0);
  });
});

describe('the copy of what an agent deletes', () => {
  function remove(rig: Rig, blender: string, id: number): void {
    rig.submit(id, [{ op: 'delete', id: uuid(1), descendants: [uuid(2)] }], { channel: 'ai' });
    rig.sync();
    approve(rig, id);
    rig.sync();
    rig.playApply(blender);
  }

  function withTwo(): { rig: Rig; blender: string } {
    const { rig, blender } = withBox();
    rig.submit(10, [{ op: 'create', object: box(2, { parent: uuid(1) }) }]);
    rig.playApply(blender);
    rig.sync();
    return { rig, blender };
  }

  test('is none where the deletion was refused', () => {
    const { rig, blender } = withTwo();
    remove(rig, blender, 20);
    rig.refuse();
    takeBack(rig, blender);
    rig.wait(3_000);
    expect([rig.state.objects.size, rig.state.shelf.size]).toEqual([2, 0]);
  });

  test('is less what was taken of it, though the disk refused that at first', () => {
    const { rig, blender } = withTwo();
    remove(rig, blender, 20);
    rig.sync();
    const [shelf = ''] = [...rig.state.shelf.keys()];
    const take = [{ id: uuid(1), facet: 'existence' }];
    rig.command({ do: 'propose_shelved', shelf, take, intent: uuid(21) });
    rig.playApply(blender);
    rig.sync();
    rig.refuse();
    rig.wait(3_000);
    expect(rig.state.objects.has(uuid(1))).toBe(true);
    expect([...rig.state.shelf.values()].map(({ states }) => states.map(({ id }) => id))).toEqual([
      [uuid(2)],
    ]);
  });
});

test('a disk that refuses the last record keeps nobody from closing', () => {
  const { rig } = withBox();
  rig.step({ in: 'close' });
  rig.refuse();
  expect(rig.effects.filter(({ fx }) => fx === 'closed')).toHaveLength(1);
  rig.wait(3_000);
  expect(rig.effects.filter(({ fx }) => fx === 'closed')).toHaveLength(1);
});

describe('AUTH-1: closing', () => {
  test('what is forced goes through before the end, since it needs the ledger only', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'A' }]);
    rig.submit(3, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }], {
      channel: 'override',
      reason: 'now',
    });
    rig.submit(4, [{ op: 'create', object: box(4) }]);
    rig.step({ in: 'close' });
    rig.playApply(blender);
    rig.sync();
    rig.sync();
    expect(rig.statesOf(3).at(-1)).toBe('committed');
    expect(rig.statesOf(4).at(-1)).toBe('rejected');
    expect(rig.effects.some(({ fx }) => fx === 'closed')).toBe(true);
  });
});
