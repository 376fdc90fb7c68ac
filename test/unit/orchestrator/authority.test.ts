import { describe, expect, test } from 'vitest';
import { enqueue, shownHash } from '#main/orchestrator/gate.ts';
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

function hashOf(rig: Rig, id: number): string {
  const proposal = rig.orchestrator.core.proposals.get(uuid(id));
  if (proposal === undefined) throw new Error(`nothing waits as ${id}`);
  return shownHash(rig.orchestrator.core, proposal.intent);
}

function refusals(rig: Rig): string[] {
  return rig.effects.flatMap((effect) =>
    effect.fx === 'reply' && !effect.answer.ok ? [effect.answer.reason.code] : [],
  );
}

describe('AUTH-4: an agent changes nothing without a person', () => {
  test('a suggestion waits without a number, and goes on at the click', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(4) }], { channel: 'ai' });
    rig.sync();
    rig.tick(1_000);
    expect(rig.take(blender, ['apply'])).toBeNull();
    expect(rig.statesOf(2)).toEqual(['awaiting_approval']);
    rig.command({ do: 'approve', id: uuid(2), hash: hashOf(rig, 2) });
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(2).at(-1)).toBe('committed');
    const kinds = rig.records.map(({ kind }) => kind);
    expect(kinds.lastIndexOf('approve')).toBeLessThan(kinds.lastIndexOf('commit'));
  });

  test('R29: an approval binds to what was shown; with other values it is void, and shown again', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'ai' });
    const { revision } = rig.state;
    rig.submit(3, [{ op: 'rename', id: uuid(1), name: 'Chest' }], {
      channel: 'ai',
      base: { revision, after: [uuid(2)] },
    });
    // Approved as a change from Crate to Chest; it waits for the one that makes it a Crate, which then never comes.
    const shown = hashOf(rig, 3);
    rig.command({ do: 'approve', id: uuid(3), hash: shown });
    rig.command({ do: 'deny', id: uuid(2), reason: 'no' });
    rig.sync();
    expect(rig.take(blender, ['apply'])).toBeNull();
    expect(rig.statesOf(3).at(-1)).toBe('awaiting_approval');
    expect(rig.records.at(-1)).toMatchObject({ kind: 'void_approval', reason: { code: 'values_changed' } });
    rig.command({ do: 'approve', id: uuid(3), hash: shown });
    expect(refusals(rig)).toContain('values_changed');
    rig.command({ do: 'approve', id: uuid(3), hash: hashOf(rig, 3) });
    rig.playApply(blender);
    rig.sync();
    expect(rig.state.objects.get(uuid(1))?.name).toBe('Chest');
  });

  test('R28: nothing is approved during a halt, and what was approved and not sent waits for another click', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(2) }], { channel: 'ai' });
    rig.submit(3, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'ai' });
    // The first is on its way when the second is approved, so that the second is still in line.
    rig.command({ do: 'approve', id: uuid(2), hash: hashOf(rig, 2) });
    rig.command({ do: 'approve', id: uuid(3), hash: hashOf(rig, 3) });
    rig.command({ do: 'halt', by: 'button' });
    expect(rig.orchestrator.core.proposals.get(uuid(3))?.approval).toBeNull();
    rig.command({ do: 'approve', id: uuid(3), hash: hashOf(rig, 3) });
    expect(refusals(rig)).toEqual(['halted']);
    const sent = rig.take(blender, ['compensate']);
    rig.frame(blender, {
      type: 'compensated',
      n: sent?.n ?? 0,
      outcomes: [{ id: uuid(1), facet: 'transform', outcome: 'restored' }],
    });
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.sync();
    rig.tick(1_000);
    expect([2, 3].map((id) => rig.statesOf(id).at(-1))).toEqual(['awaiting_approval', 'awaiting_approval']);
    expect(rig.records.filter(({ kind }) => kind === 'void_approval')).toHaveLength(2);
  });

  test('what a person forces takes a waiting suggestion for the same object out of the way', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'ai' });
    const shown = hashOf(rig, 2);
    rig.submit(3, [{ op: 'set_transform', id: uuid(1), transform: moved(1) }], {
      channel: 'override',
      reason: 'now',
    });
    rig.sync();
    rig.playResync(blender);
    rig.command({ do: 'approve', id: uuid(2), hash: shown });
    expect(refusals(rig)).toContain('not_waiting');
    expect(rig.statesOf(2).at(-1)).toBe('superseded');
  });

  test('a hash of something else approves nothing', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'ai' });
    rig.command({ do: 'approve', id: uuid(2), hash: '0'.repeat(64) });
    expect(refusals(rig)).toEqual(['values_changed']);
    expect(rig.take(blender, ['apply'])).toBeNull();
  });

  test('denied, it never does anything, and its author reads why', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'ai' });
    rig.command({ do: 'deny', id: uuid(2), reason: 'Keep the names.' });
    rig.sync();
    const end = rig.effects.find((effect) => effect.fx === 'settled' && effect.state === 'denied');
    expect(end).toMatchObject({ reason: { message: 'Keep the names.' } });
    expect(rig.take(blender, ['apply'])).toBeNull();
  });
});

describe('AUTH-2: people go before agents', () => {
  test('a human change of the same object supersedes what waits', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'ai' });
    rig.submit(3, [{ op: 'set_transform', id: uuid(1), transform: moved(2) }]);
    expect(rig.statesOf(2).at(-1)).toBe('superseded');
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(3).at(-1)).toBe('committed');
  });

  test('R16: and what is being applied, if it is not submitted yet', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'ai' });
    rig.command({ do: 'approve', id: uuid(2), hash: hashOf(rig, 2) });
    const sent = rig.take(blender, ['apply']);
    rig.submit(3, [{ op: 'set_transform', id: uuid(1), transform: moved(2) }]);
    const compensate = rig.take(blender, ['compensate']);
    expect(compensate?.n).toBe(sent?.n);
    // Nothing leaves before the engine has taken it back.
    expect(rig.take(blender, ['apply'])).toBeNull();
    rig.frame(blender, {
      type: 'compensated',
      n: sent?.n ?? 0,
      outcomes: [{ id: uuid(1), facet: 'name', outcome: 'already' }],
    });
    expect(rig.take(blender, ['apply'])?.n).toBe((sent?.n ?? 0) + 1);
    expect(rig.statesOf(2).at(-1)).toBe('superseded');
  });
});

describe('AUTH-1, R28: the emergency override', () => {
  test('holds everything with an intent in flight, and lets people go on first', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    const n = rig.take(blender, ['apply'])?.n ?? 0;
    rig.command({ do: 'halt', by: 'shortcut' });
    expect(rig.effects.some((effect) => effect.fx === 'mark_halt' && effect.halt !== null)).toBe(true);
    expect(rig.take(blender, ['hold'])).not.toBeNull();
    expect(rig.take(blender, ['compensate'])?.n).toBe(n);
    rig.frame(blender, {
      type: 'compensated',
      n,
      outcomes: [{ id: uuid(1), facet: 'name', outcome: 'already' }],
    });
    rig.submit(3, [{ op: 'rename', id: uuid(1), name: 'Other' }]);
    expect(refusals(rig)).toEqual(['halted']);
    expect(rig.orchestrator.core.ahead.shelf.size).toBe(1);
    rig.command({ do: 'resume', scope: 'people' });
    rig.sync();
    rig.submit(4, [{ op: 'rename', id: uuid(1), name: 'Third' }]);
    rig.submit(5, [{ op: 'rename', id: uuid(1), name: 'Fourth' }], { channel: 'ai' });
    expect(refusals(rig)).toEqual(['halted', 'agents_paused']);
    rig.playApply(blender);
    rig.sync();
    expect(rig.state.objects.get(uuid(1))?.name).toBe('Third');
  });

  test('what is submitted when it is pressed is finished, and says so', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    rig.playApply(blender);
    rig.command({ do: 'halt', by: 'click' });
    expect(rig.orchestrator.core.halt?.caught).toMatchObject([{ became: 'finishing' }]);
    rig.sync();
    expect(rig.orchestrator.core.halt?.caught).toMatchObject([{ became: 'committed' }]);
    expect(rig.statesOf(2).at(-1)).toBe('committed');
  });

  test('FORCE passes locks, driven channels and the halt, and needs a reason', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.command({ do: 'halt', by: 'click' });
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'override', reason: '' });
    expect(refusals(rig)).toEqual(['reason_required']);
    rig.submit(3, [{ op: 'rename', id: uuid(1), name: 'Crate' }], {
      channel: 'override',
      reason: 'deadline',
    });
    rig.sync();
    expect(rig.statesOf(3).at(-1)).toBe('committed');
    rig.playResync(blender);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))?.name).toBe('Crate');
  });

  test('a mark or a record at the start means: start held', () => {
    const rig = new Rig({ haltMark: 7 });
    expect(rig.orchestrator.core.halt?.halt).toBe(7);
    rig.submit(1, [{ op: 'create', object: box(1) }]);
    expect(refusals(rig)).toEqual(['halted']);
  });

  test('R28: whatever way into the line was left open, nothing leaves it during a halt but what is forced', () => {
    const { rig, blender } = withBox();
    const { core } = rig.orchestrator;
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(2) }]);
    rig.submit(3, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    const [inLine] = core.queue.human;
    if (inLine === undefined) throw new Error('the second one is not in line');
    rig.command({ do: 'halt', by: 'button' });
    const caught = rig.take(blender, ['compensate']);
    rig.frame(blender, {
      type: 'compensated',
      n: caught?.n ?? 0,
      outcomes: [{ id: uuid(1), facet: 'transform', outcome: 'restored' }],
    });
    rig.sync();
    // Every input asks at the door, so that none leads here: the line has to hold by itself.
    enqueue(core, { ...inLine, intent: { ...inLine.intent, id: uuid(4) } });
    rig.take(blender, ['apply']);
    rig.tick(1_000);
    expect([rig.statesOf(4), rig.take(blender, ['apply'])]).toEqual([['queued'], null]);
    rig.submit(5, [{ op: 'set_transform', id: uuid(1), transform: moved(5) }], {
      channel: 'override',
      reason: 'now',
    });
    rig.sync();
    rig.playResync(blender);
    expect([rig.statesOf(5).at(-1), rig.statesOf(4)]).toEqual(['committed', ['queued']]);
    // It was fit to go: only the halt held it.
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(4).at(-1)).toBe('committed');
  });
});

describe('AUTH-5: engines cannot refuse', () => {
  test('one that refuses is in fault; the change goes through without it', () => {
    const rig = new Rig();
    const blender = rig.connect(1);
    const unity = rig.connect(2, 'unity');
    rig.submit(1, [{ op: 'create', object: box(1) }]);
    const n = rig.take(unity, ['apply'])?.n ?? 0;
    rig.frame(unity, { type: 'failed', n, code: 'refused', message: 'No.' });
    for (const session of [blender, unity]) {
      rig.take(session, ['compensate']);
      rig.frame(session, {
        type: 'compensated',
        n,
        outcomes: [{ id: uuid(1), facet: 'existence', outcome: 'already' }],
      });
    }
    // Blender never saw the first number; the stand-in plays the second.
    rig.take(blender, ['apply']);
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(1).at(-1)).toBe('committed');
    expect(rig.orchestrator.core.sessions.get(unity)?.breaker).toBe('open');
  });

  test('R19: claiming to be busy is waited for, then passed over', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    expect(rig.take(blender, ['apply'])).toBeNull();
    for (let passed = 0; passed < 11; passed += 1) rig.tick(1_000);
    rig.sync();
    expect(rig.statesOf(2).at(-1)).toBe('committed');
    expect(rig.orchestrator.core.sessions.get(blender)).toMatchObject({ phase: 'parked', breaker: 'closed' });
    rig.frame(blender, { type: 'ready' });
    rig.playResync(blender);
    expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('live');
    expect(rig.engines.get(blender)?.objects.get(uuid(1))?.name).toBe('Crate');
  });
});

test('AUTH-2: an agent’s change that a halt takes back does not wait again once a person has changed the same', () => {
  const { rig, blender } = withBox();
  rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(2), hash: hashOf(rig, 2) });
  rig.command({ do: 'halt', by: 'tray' });
  rig.command({ do: 'resume', scope: 'people' });
  rig.submit(3, [{ op: 'rename', id: uuid(1), name: 'Barrel' }]);
  const n = rig.take(blender, ['apply'])?.n ?? 0;
  rig.frame(blender, { type: 'compensated', n, outcomes: [] });
  expect(rig.statesOf(2).at(-1)).toBe('superseded');
  rig.playApply(blender);
  rig.sync();
  expect(rig.statesOf(3).at(-1)).toBe('committed');
  expect(rig.state.waiting.size).toBe(0);
  expect(rig.orchestrator.core.proposals.size).toBe(0);
});
