import { describe, expect, test } from 'vitest';
import { viewWaiting } from '#main/orchestrator/index.ts';
import { canonicalTransform } from '#app/scene/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

function withBox(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

/** The engine already shows the value, and tells of it. */
function edit(rig: Rig, session: string, id: number, x: number, evidence: boolean): void {
  const engine = rig.engines.get(session);
  const object = engine?.objects.get(uuid(1));
  if (engine === undefined || object === undefined) throw new Error('the engine has no box');
  rig.engines.set(session, {
    objects: new Map(engine.objects).set(uuid(1), { ...object, transform: moved(x) }),
  });
  rig.frame(session, {
    type: 'observed',
    edit: uuid(id),
    applied_through: rig.state.revision,
    undo: evidence ? { kind: 'step', name: 'Move' } : null,
    before: [{ id: uuid(1), facet: 'transform', value: object.transform }],
    operations: [{ op: 'set_transform', id: uuid(1), transform: moved(x) }],
  });
}

describe('R23: what a person does inside an engine', () => {
  test('is committed as theirs: the engine is only read back', () => {
    const { rig, blender } = withBox();
    edit(rig, blender, 2, 4, true);
    expect(rig.take(blender, ['apply'])).toBeNull();
    rig.playApply(blender);
    rig.sync();
    expect(rig.take(blender, ['decided'])).toMatchObject({ edit: uuid(2), outcome: 'committed' });
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(4));
  });

  test('what is declared of objects that nobody shares is counted by how much it says, until it is taken back', () => {
    const rig = new Rig();
    const blender = rig.connect(1);
    const declare = (id: number, driven: ('transform' | 'name')[], bounded: boolean): void => {
      rig.frame(blender, { type: 'declare', objects: [{ id: uuid(id), driven, bounded }] });
    };
    declare(7, [], true);
    declare(8, ['transform', 'name'], false);
    declare(9, [], false);
    const session = rig.orchestrator.core.sessions.get(blender);
    expect([...(session?.declaredAhead ?? [])]).toStrictEqual([
      [uuid(7), 1],
      [uuid(8), 3],
    ]);
    declare(7, [], false);
    declare(8, ['name'], true);
    expect([...(session?.declaredAhead ?? [])]).toStrictEqual([[uuid(8), 2]]);
    expect([[...(session?.bounded ?? [])], [...(session?.driven.keys() ?? [])]]).toStrictEqual([
      [uuid(8)],
      [uuid(8)],
    ]);
    rig.submit(1, [{ op: 'create', object: box(8) }]);
    rig.playApply(blender);
    rig.sync();
    declare(10, ['name'], false);
    expect([...(session?.declaredAhead ?? [])]).toStrictEqual([[uuid(10), 2]]);
    expect([...(session?.driven.keys() ?? [])]).toStrictEqual([uuid(8), uuid(10)]);
  });

  test('R33: what is declared of a new object before it is told counts once it is shared', () => {
    const rig = new Rig();
    const blender = rig.connect(1);
    const made = box(1);
    rig.engines.set(blender, { objects: new Map([[made.id, made]]) });
    rig.frame(blender, { type: 'declare', objects: [{ id: made.id, driven: [], bounded: true }] });
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(2),
      applied_through: 0,
      undo: { kind: 'step', name: 'Add' },
      before: [],
      operations: [{ op: 'create', object: made }],
    });
    rig.playApply(blender);
    rig.sync();
    const turned = canonicalTransform({ ...made.transform, rotation: [0.6, 0, 0, 0.8] });
    rig.submit(3, [{ op: 'set_transform', id: made.id, transform: turned }]);
    const n = rig.take(blender, ['apply'])?.n ?? 0;
    const rounded = canonicalTransform({ ...turned, rotation: [0.600_000_1, 0, 0, 0.799_999_9] });
    expect(rounded).not.toEqual(turned);
    rig.frame(blender, {
      type: 'applied',
      n,
      states: [{ id: made.id, facet: 'transform', value: rounded }],
    });
    rig.sync();
    expect(rig.statesOf(3).at(-1)).toBe('committed');
  });

  test('R24, ORD-5: without an undo step it is drift: shelf first, durable, then put back', () => {
    const { rig, blender } = withBox();
    edit(rig, blender, 2, 4, false);
    expect(rig.take(blender, ['patch'])).toBeNull();
    expect(rig.orchestrator.core.ahead.shelf.size).toBe(1);
    rig.sync();
    rig.playResync(blender);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))?.transform).toEqual(moved(0));
    expect(rig.orchestrator.core.ahead.conflicts.size).toBe(1);
  });

  test('the same value changed on both sides asks; the shared scene stands meanwhile', () => {
    const { rig, blender } = withBox();
    const based = rig.state.revision;
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(7) }]);
    rig.take(blender, ['apply']);
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(3),
      applied_through: based,
      undo: { kind: 'step', name: 'Move' },
      before: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
      operations: [{ op: 'set_transform', id: uuid(1), transform: moved(9) }],
    });
    expect(rig.take(blender, ['decided'])).toMatchObject({ edit: uuid(3), outcome: 'conflicted' });
    const [conflict] = [...rig.orchestrator.core.ahead.conflicts.values()];
    expect(conflict?.items).toMatchObject([{ facet: 'transform', engine: moved(9) }]);
  });

  test('the same value made on both sides asks nobody, whether the other’s flies or has landed', () => {
    for (const landed of [false, true]) {
      const { rig, blender } = withBox();
      const based = rig.state.revision;
      rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(7) }]);
      if (landed) {
        rig.playApply(blender);
        rig.sync();
      }
      rig.frame(blender, {
        type: 'observed',
        edit: uuid(3),
        applied_through: based,
        undo: { kind: 'step', name: 'Move' },
        before: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
        operations: [{ op: 'set_transform', id: uuid(1), transform: moved(7) }],
      });
      rig.playApply(blender);
      rig.sync();
      rig.playApply(blender);
      rig.sync();
      expect([rig.statesOf(3).at(-1), rig.orchestrator.core.ahead.conflicts.size]).toEqual(['committed', 0]);
    }
  });

  test('the same object deleted on both sides leaves no card once it is gone', () => {
    const { rig, blender } = withBox();
    const deletion = { op: 'delete' as const, id: uuid(1), descendants: [] };
    const based = rig.state.revision;
    rig.submit(2, [deletion]);
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(3),
      applied_through: based,
      undo: { kind: 'step', name: 'Delete' },
      before: [],
      operations: [deletion],
    });
    rig.playApply(blender);
    rig.sync();
    rig.sync();
    expect(rig.state.objects.size).toBe(0);
    expect(rig.orchestrator.core.durable.conflicts.size).toBe(0);
  });

  test('what only one side changed is taken without asking', () => {
    const { rig, blender } = withBox();
    const based = rig.state.revision;
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    rig.playApply(blender);
    rig.sync();
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(3),
      applied_through: based,
      undo: { kind: 'step', name: 'Move' },
      before: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
      operations: [{ op: 'set_transform', id: uuid(1), transform: moved(9) }],
    });
    const adopt = rig.take(blender, ['adopt']);
    rig.frame(blender, {
      type: 'applied',
      n: adopt?.n ?? 0,
      states: [{ id: uuid(1), facet: 'transform', value: moved(9) }],
    });
    rig.sync();
    expect(rig.state.objects.get(uuid(1))).toMatchObject({ name: 'Crate', transform: moved(9) });
    expect(rig.orchestrator.core.ahead.conflicts.size).toBe(0);
  });

  test('edits that follow each other faster than they are decided are all taken', () => {
    const { rig, blender } = withBox();
    edit(rig, blender, 2, 4, true);
    edit(rig, blender, 3, 5, true);
    edit(rig, blender, 4, 6, true);
    const first = rig.take(blender, ['adopt']);
    rig.frame(blender, {
      type: 'failed',
      n: first?.n ?? 0,
      code: 'moved_on',
      message: 'There is a newer one.',
    });
    edit(rig, blender, 5, 7, true);
    edit(rig, blender, 6, 8, true);
    for (let next = rig.take(blender, ['adopt']); next !== null; next = rig.take(blender, ['adopt'])) {
      const states = [{ id: uuid(1), facet: 'transform', value: moved(8) }] as const;
      if (next.edit === uuid(6)) rig.frame(blender, { type: 'applied', n: next.n, states });
      else
        rig.frame(blender, { type: 'failed', n: next.n, code: 'moved_on', message: 'There is a newer one.' });
      rig.sync();
    }
    expect(rig.state.conflicts.size).toBe(0);
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(8));
  });

  test('a repeat of the same edit is answered as before', () => {
    const { rig, blender } = withBox();
    edit(rig, blender, 2, 4, true);
    rig.playApply(blender);
    rig.sync();
    rig.take(blender, ['decided']);
    const records = rig.records.length;
    edit(rig, blender, 2, 4, true);
    expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'committed' });
    expect(rig.records.length).toBe(records);
  });

  test('an object told as new that is shared already, just as it is, is no conflict; another under its id is', () => {
    const { rig, blender } = withBox();
    const tellOf = (id: number, object: ReturnType<typeof box>): void => {
      rig.frame(blender, {
        type: 'observed',
        edit: uuid(id),
        applied_through: 1,
        undo: { kind: 'step', name: 'Add' },
        before: [],
        operations: [{ op: 'create', object }],
      });
    };
    tellOf(2, box(1));
    expect(rig.take(blender, ['decided'])).toMatchObject({ edit: uuid(2), outcome: 'committed', n: 1 });
    expect(rig.orchestrator.core.ahead.conflicts.size).toBe(0);
    tellOf(3, { ...box(1), name: 'Another' });
    expect(rig.take(blender, ['decided'])).toMatchObject({ edit: uuid(3), outcome: 'rejected' });
    expect(rig.orchestrator.core.ahead.conflicts.size).toBe(1);
  });

  test('rule 8: during a hold it is collected, and goes on afterwards', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'halt', by: 'click' });
    edit(rig, blender, 2, 4, true);
    expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'collected' });
    rig.command({ do: 'resume', scope: 'people' });
    rig.sync();
    rig.playApply(blender);
    rig.sync();
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(4));
  });

  test('R28: approved and on its way when the hold comes, it waits for another click, and its engine goes on', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    edit(rig, blender, 2, 4, true);
    rig.sync();
    const [waiting] = viewWaiting(rig.orchestrator.core);
    rig.command({ do: 'approve', id: uuid(2), hash: waiting?.hash ?? '' });
    rig.sync();
    expect(rig.take(blender, ['adopt'])).not.toBeNull();
    rig.command({ do: 'halt', by: 'click' });
    const numbers = [...rig.orchestrator.core.flights.keys()];
    for (const n of numbers) rig.frame(blender, { type: 'compensated', n, outcomes: [] });
    expect(rig.statesOf(2).at(-1)).toBe('awaiting_approval');
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.sync();
    expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('live');
    expect(viewWaiting(rig.orchestrator.core)).toMatchObject([{ id: uuid(2), state: 'awaiting_approval' }]);
  });

  test('R31: a lock binds it; it is put back and kept on the shelf', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.sync();
    edit(rig, blender, 2, 4, true);
    isToldAsRefused(rig, blender, 'locked', /^Box_1 is locked\./u);
    rig.sync();
    rig.playResync(blender);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))?.transform).toEqual(moved(0));
  });
});

/** What stands in the way of the edit that each of them then tells of. */
const REFUSALS: readonly (readonly [
  code: string,
  rule: RegExp,
  arrange: (rig: Rig, blender: string) => void,
])[] = [
  ['locked', /^Box_1 is locked\./u, (rig) => rig.command({ do: 'lock', id: uuid(1), on: true })],
  [
    'driven',
    /driven inside an engine/u,
    (rig, blender) =>
      rig.frame(blender, {
        type: 'declare',
        objects: [{ id: uuid(1), driven: ['transform'], bounded: false }],
      }),
  ],
  [
    'trust_off',
    /ignored, as it is set under Engines/u,
    (rig) => rig.command({ do: 'trust', engine: 'blender', level: 'off' }),
  ],
  [
    'queue_full',
    /^At most 1 changes queue/u,
    (rig) => {
      for (const id of [11, 12]) rig.submit(id, [{ op: 'create', object: box(id) }]);
    },
  ],
  [
    'too_old',
    /so long ago/u,
    (rig) => {
      rig.orchestrator.core.ahead.forgottenThrough = rig.state.revision;
    },
  ],
];

describe('R31, R23: an edit that is refused has its author, and the rule', () => {
  test.each(REFUSALS)(
    '%s: told in the engine, on the card and on the shelf, and never as drift',
    (code, rule, arrange) => {
      const rig = new Rig({ config: { maxQueued: 1 } });
      const blender = rig.connect(1);
      rig.submit(1, [{ op: 'create', object: box(1) }]);
      rig.playApply(blender);
      rig.sync();
      arrange(rig, blender);
      rig.sync();
      edit(rig, blender, 2, 4, true);
      isToldAsRefused(rig, blender, code, rule);
    },
  );

  test.each([
    [
      'too_large',
      /more than 10000 operations/u,
      Array.from({ length: 10_001 }, () => ({
        op: 'set_transform' as const,
        id: uuid(1),
        transform: moved(4),
      })),
    ],
    ['unknown_object', /./u, [{ op: 'set_transform' as const, id: uuid(99), transform: moved(4) }]],
    ['name_invalid', /./u, [{ op: 'rename' as const, id: uuid(1), name: '' }]],
  ])('%s: the same of what cannot be', (code, rule, operations) => {
    const { rig, blender } = withBox();
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(2),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Change' },
      before: [],
      operations,
    });
    isToldAsRefused(rig, blender, code, rule);
  });

  test('denied: the same of one that a person denied', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    edit(rig, blender, 2, 4, true);
    expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'waiting' });
    rig.command({ do: 'deny', id: uuid(2), reason: 'Not in this shot.' });
    isToldAsRefused(rig, blender, 'denied', /^Not in this shot\./u);
  });

  test('locked while it is in line: the same', () => {
    const { rig, blender } = withBox();
    rig.submit(11, [{ op: 'create', object: box(11) }]);
    edit(rig, blender, 2, 4, true);
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.playApply(blender);
    rig.sync();
    isToldAsRefused(rig, blender, 'locked', /^Box_1 is locked\./u);
  });

  test('what its engine failed at did not go through: neither drift nor a collision of two', () => {
    const { rig, blender } = withBox();
    edit(rig, blender, 2, 4, true);
    const n = rig.take(blender, ['adopt'])?.n ?? 0;
    rig.frame(blender, { type: 'failed', n, code: 'no', message: 'It would not.' });
    const { core } = rig.orchestrator;
    const because = { code: 'engine_no', message: 'Blender: It would not.' };
    expect([...core.ahead.conflicts.values()]).toMatchObject([{ why: 'in_flight', reason: because }]);
    expect([...core.ahead.shelf.values()]).toMatchObject([{ why: 'aborted', reason: because }]);
  });
});

function isToldAsRefused(rig: Rig, blender: string, code: string, rule: RegExp): void {
  const { core } = rig.orchestrator;
  const decided = rig.take(blender, ['decided']);
  expect(decided).toMatchObject({ edit: uuid(2), outcome: 'rejected', code });
  expect(decided?.message).toMatch(rule);
  expect(decided?.message).toMatch(/on the shelf in VibeSync\.$/u);
  const because = { code, message: expect.stringMatching(rule) as string };
  expect([...core.ahead.conflicts.values()]).toMatchObject([{ why: 'refused', reason: because }]);
  expect([...core.ahead.shelf.values()]).toMatchObject([
    { from: 'engine:blender', why: 'refused', reason: because },
  ]);
  expect(core.sessions.get(blender)?.drift.size).toBe(0);
}

describe('SEC-2, R18: answers out of turn', () => {
  test.each([
    [
      'for a number it never got',
      (rig: Rig, session: string) => rig.frame(session, { type: 'applied', n: 999, states: [] }),
      'unsent_number',
    ],
    [
      'a question that was never asked',
      (rig: Rig, session: string) =>
        rig.frame(session, { type: 'inventory', request: 9_999, last: true, objects: [], unmanaged: 0 }),
      'wrong_turn',
    ],
    [
      'taking back what stands',
      (rig: Rig, session: string) => rig.frame(session, { type: 'compensated', n: 1, outcomes: [] }),
      'wrong_turn',
    ],
    [
      'hello twice',
      (rig: Rig, session: string) =>
        rig.frame(session, {
          type: 'hello',
          adapter: { name: 'x', version: '1' },
          engine: { kind: 'blender', version: '1' },
          scene: { project: null, scene: null, saved_revision: null, title: '', unsaved: false },
          applied_through: null,
          receipt: null,
          masked: [],
        }),
      'wrong_turn',
    ],
  ] as const)('%s: revoked at once', (_what, act, code) => {
    const { rig, blender } = withBox();
    act(rig, blender);
    expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('over');
    expect(rig.effects.some((effect) => effect.fx === 'revoke' && effect.code === code)).toBe(true);
  });

  test('a second vote for the same number: revoked', () => {
    const rig = new Rig();
    const blender = rig.connect(1);
    rig.connect(2, 'unity');
    rig.submit(1, [{ op: 'create', object: box(1) }]);
    const n = rig.playApply(blender) ?? 0;
    rig.frame(blender, { type: 'applied', n, states: [] });
    expect(rig.effects.some((effect) => effect.fx === 'revoke' && effect.code === 'double_answer')).toBe(
      true,
    );
  });

  test('FAIL-4, R18: a vote that crosses the abort is late; a second one after it is a violation all the same', () => {
    const rig = new Rig();
    const blender = rig.connect(1);
    const unity = rig.connect(2, 'unity');
    const godot = rig.connect(3, 'godot');
    rig.submit(1, [{ op: 'create', object: box(1) }]);
    const n = rig.playApply(blender) ?? 0;
    rig.frame(unity, { type: 'failed', n, code: 'no', message: 'No.' });
    rig.frame(godot, { type: 'applied', n, states: [] });
    expect(rig.orchestrator.core.sessions.get(godot)?.phase).toBe('live');
    rig.frame(blender, { type: 'applied', n, states: [] });
    expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('over');
    expect(
      rig.effects.some(
        (effect) => effect.fx === 'revoke' && effect.session === blender && effect.code === 'double_answer',
      ),
    ).toBe(true);
  });

  test('R7: a forged receipt: revoked; a true one ahead of the log: nothing more is written', () => {
    const rig = new Rig();
    const greet = (session: string, mac: string): void => {
      rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
      rig.frame(session, {
        type: 'hello',
        adapter: { name: 'x', version: '1' },
        engine: { kind: 'blender', version: '1' },
        scene: { project: null, scene: null, saved_revision: null, title: '', unsaved: false },
        applied_through: null,
        receipt: { ledger: '00000000-0000-4000-8000-00000000aaaa', n: 50, head: 'b'.repeat(64), mac },
        masked: [],
      });
    };
    greet(uuid(0xe01), '0'.repeat(64));
    expect(rig.orchestrator.core.sessions.get(uuid(0xe01))?.reason?.code).toBe('forged_receipt');
    greet(uuid(0xe02), 'f'.repeat(64));
    expect(rig.orchestrator.core.ledger).toBe('read_only');
    rig.submit(1, [{ op: 'create', object: box(1) }]);
    expect(rig.effects.at(-1)).toBeDefined();
    expect(rig.orchestrator.core.queue.human).toEqual([]);
  });
});
