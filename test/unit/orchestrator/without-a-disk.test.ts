/** R28, R29: what stops an agent acts although nothing can be written, and nothing of it is committed afterwards. */
import { describe, expect, test } from 'vitest';
import type { Operation } from '#app/scene/index.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';

const move = (x: number): Operation[] => [{ op: 'set_transform', id: uuid(1), transform: moved(x) }];

function withOne(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

function approve(rig: Rig, id: number): void {
  rig.command({ do: 'approve', id: uuid(id), hash: rig.shownHash(id) });
  rig.sync();
}

/** The disk refuses the next record. */
function fill(rig: Rig): void {
  rig.command({ do: 'lock', id: uuid(1), on: false });
  rig.refuse();
}

function backOnDisk(rig: Rig, blender: string): void {
  for (let k = 0; k < 4; k += 1) {
    rig.wait(1_000);
    const back = rig.take(blender, ['compensate']);
    if (back !== null) rig.frame(blender, { type: 'compensated', n: back.n, outcomes: [] });
    rig.playApply(blender);
    if (rig.unsynced > 0) rig.sync();
  }
}

const answer = (rig: Rig): unknown => rig.effects.findLast(({ fx }) => fx === 'reply');

describe('while the disk takes nothing', () => {
  test('an agent is revoked with all that it has waiting or approved', () => {
    const { rig, blender } = withOne();
    rig.submit(20, move(3), { channel: 'ai' });
    rig.submit(21, move(4), { channel: 'ai' });
    rig.sync();
    rig.frame(blender, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
    approve(rig, 20);
    fill(rig);
    rig.command({ do: 'revoke_agent', agent: AGENT.id });
    expect(answer(rig)).toMatchObject({ answer: { ok: true } });
    rig.frame(blender, { type: 'ready' });
    backOnDisk(rig, blender);
    expect([rig.statesOf(20).at(-1), rig.statesOf(21).at(-1)]).toEqual(['denied', 'denied']);
    expect(rig.state.waiting.size).toBe(0);
    expect(rig.state.objects.get(uuid(1))?.transform.translation[0]).toBe(0);
  });

  test('a suggestion is denied, or taken back by its agent', () => {
    const { rig, blender } = withOne();
    rig.submit(20, move(3), { channel: 'ai' });
    rig.submit(21, move(4), { channel: 'ai' });
    rig.sync();
    fill(rig);
    rig.command({ do: 'deny', id: uuid(20), reason: 'no' });
    rig.command({ do: 'withdraw', id: uuid(21), agent: AGENT.id });
    backOnDisk(rig, blender);
    expect([rig.statesOf(20).at(-1), rig.statesOf(21).at(-1)]).toEqual(['denied', 'denied']);
    expect(rig.state.waiting.size).toBe(0);
  });
});

test('revoking an agent takes back what of it is being applied', () => {
  const { rig, blender } = withOne();
  rig.submit(20, move(3), { channel: 'ai' });
  approve(rig, 20);
  rig.command({ do: 'revoke_agent', agent: AGENT.id });
  const back = rig.take(blender, ['compensate']);
  rig.frame(blender, { type: 'compensated', n: back?.n ?? 0, outcomes: [] });
  rig.sync();
  expect(rig.statesOf(20).at(-1)).toBe('aborted');
});

test('revoking an agent ends what would have gone on once it is taken back', () => {
  const { rig, blender } = withOne();
  const unity = rig.connect(2, 'unity');
  rig.submit(20, move(3), { channel: 'ai' });
  approve(rig, 20);
  rig.frame(blender, { type: 'busy', kind: 'parked', activity: 'rendering', last_begun: null });
  rig.command({ do: 'revoke_agent', agent: AGENT.id });
  const back = rig.take(unity, ['compensate']);
  rig.frame(unity, { type: 'compensated', n: back?.n ?? 0, outcomes: [] });
  rig.sync();
  expect(rig.statesOf(20).at(-1)).toBe('denied');
  expect(rig.state.waiting.size).toBe(0);
});

test('nothing is approved any more once the application closes', () => {
  const { rig } = withOne();
  rig.submit(20, move(3), { channel: 'ai' });
  rig.sync();
  const hash = rig.shownHash(20);
  rig.step({ in: 'close' });
  rig.command({ do: 'approve', id: uuid(20), hash });
  expect(answer(rig)).toMatchObject({ answer: { ok: false, reason: { code: 'not_ready' } } });
  expect(rig.records.some(({ kind }) => kind === 'approve')).toBe(false);
});

test('no less is accepted as lost than is proven by now (ORD-2)', () => {
  const { rig } = withOne();
  const session = uuid(0xeff);
  rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
  rig.frame(session, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'unity', version: '1' },
    scene: { project: null, scene: null, saved_revision: null, title: 'untitled', unsaved: false },
    applied_through: null,
    receipt: { ledger: rig.state.ledger, n: 500, head: 'a'.repeat(64), mac: 'f'.repeat(64) },
    masked: [],
  });
  rig.command({ do: 'accept_loss', lostThrough: 2 });
  expect(answer(rig)).toMatchObject({ answer: { ok: false, reason: { code: 'loss_grew' } } });
  rig.command({ do: 'accept_loss', lostThrough: 500 });
  rig.sync();
  rig.submit(2, [{ op: 'create', object: box(2) }], { base: { revision: rig.state.revision, after: [] } });
  rig.sync();
  expect(rig.orchestrator.core.highestNumber).toBeGreaterThan(500);
});

test('a click that waits for a history that takes nothing more is answered: what stops things is in force, the rest is refused', () => {
  const { rig } = withOne();
  rig.submit(20, move(3), { channel: 'ai' });
  rig.sync();
  const before = rig.effects.length;
  rig.command({ do: 'lock', id: uuid(1), on: true });
  rig.command({ do: 'deny', id: uuid(20), reason: 'no' });
  const checkpoint = { id: uuid(0x70), name: 'Blocking', revision: 1 };
  rig.command({ do: 'name_version', checkpoint });
  rig.damage();
  const answers = rig.effects
    .slice(before)
    .flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : []));
  expect(answers).toMatchObject([
    { ok: true, state: 'pending' },
    { ok: true, state: 'pending' },
    { ok: false, reason: { code: 'ledger_read_only' } },
  ]);
  const { ahead, proposals } = rig.orchestrator.core;
  expect([[...ahead.locks.keys()], proposals.size, ahead.checkpoints.size]).toEqual([[uuid(1)], 0, 0]);
});
