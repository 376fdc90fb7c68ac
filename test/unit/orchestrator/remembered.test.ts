/** What is remembered has a bound (SEC-1), and what lies beyond it is said so, or asked of the history (R8). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Intent, Reason } from '#app/intents/index.ts';
import { DURABLE_LIMITS } from '#app/ledger/index.ts';
import type { LedgerRecord, OverwrittenValue } from '#app/ledger/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import { viewInHands, wayToUndo, wayToVersion } from '#main/orchestrator/index.ts';
import type { CommandInput, Effect } from '#main/orchestrator/index.ts';
import { box, moved, PERSON, Rig, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

const intent = (n: number, operations: Operation[]): Intent => ({
  id: uuid(100_000 + n),
  actor: PERSON,
  authority: 'human',
  base: { revision: 0, after: [] },
  reason: '',
  task: null,
  operations,
  class: 'structural',
  observation: null,
  force: false,
});

const answers = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : []));
const reason = (code: string, message: string, path: string | null = null): Reason => ({
  code,
  message,
  path,
});

describe('a change of which the state has forgotten what it overwrote', () => {
  const COUNT = DURABLE_LIMITS.overwritten + 2;
  let rig: Rig;
  beforeAll(() => {
    const records: LedgerRecord[] = [
      { kind: 'genesis', ledger: uuid(1), project: { id: uuid(2), name: 'Old' }, format: 1 },
      { kind: 'lease', lo: 1, hi: COUNT },
    ];
    for (let n = 1; n <= COUNT; n += 1) {
      const operations: Operation[] =
        n === 1
          ? [1, 2].map((id) => ({ op: 'create', object: box(id) }))
          : n === 2
            ? [moveTo(3), { op: 'delete', id: uuid(2), descendants: [] }]
            : [{ op: 'rename', id: uuid(1), name: `Box ${n}` }];
      records.push({ kind: 'begin', n, intent: intent(n, operations), participants: [] });
      records.push({ kind: 'commit', n, participants: [], stale: [] });
    }
    rig = new Rig({ records });
  });

  const click = (more: Partial<CommandInput> = {}, n = 2, id = 50): Effect[] =>
    rig
      .step({ in: 'command', reply: 'r', command: { do: 'take_back_change', n, intent: uuid(id) }, ...more })
      .filter(({ fx }) => fx === 'reply' || fx === 'look_up_change');
  const before = (facet: FacetState['facet'], id: number, value: FacetState['value']): OverwrittenValue => ({
    before: { id: uuid(id), facet, value },
    lastWrite: 2,
  });

  test('is asked of the history, and waits for what that says', () => {
    expect(click()).toMatchObject([{ fx: 'look_up_change', n: 2, input: { reply: 'r' } }]);
    expect(answers(click({ past: 'unavailable' }))).toStrictEqual([
      {
        ok: false,
        reason: reason('history_not_ready', 'The history is still being read. Try again in a moment.'),
      },
    ]);
    expect(answers(click({ past: null }))).toStrictEqual([
      { ok: false, reason: reason('no_such_change', 'Number 2 is no confirmed change.', 'n') },
    ]);
  });

  test('is too long ago for a way back by what is remembered, which is said with the first that is not', () => {
    const { core } = rig.orchestrator;
    expect(wayToVersion(core, 1)).toStrictEqual({
      ok: false,
      reason: reason(
        'too_long_ago',
        'The way back is known to version 2; 1 is longer ago than that.',
        'revision',
      ),
    });
    expect(wayToVersion(core, 2)).toMatchObject({
      ok: true,
      view: { commits: COUNT - 2, back: 0, changed: 1 },
    });
    expect(wayToVersion(core, COUNT + 1)).toStrictEqual({
      ok: false,
      reason: reason('no_such_version', `There is no version ${COUNT + 1} yet.`, 'revision'),
    });
    expect(wayToUndo(core, [2, 9])).toStrictEqual({
      ok: false,
      reason: reason(
        'too_long_ago',
        'What changes overwrote is known from 3 on; 2 is longer ago than that.',
        'changes',
      ),
    });
    expect(wayToUndo(core, [3])).toMatchObject({ ok: true });
  });

  test('is taken back by that', () => {
    const past = [{ ...before('transform', 1, moved(0)), beside: null }, before('existence', 2, box(2))];
    expect(answers(click({ past }))).toMatchObject([
      { ok: true, state: 'queued', taken: { taken: 2, of: 2 } },
    ]);
    rig.sync();
    expect(rig.state.objects.get(uuid(1))?.transform).toStrictEqual(moved(0));
    expect(rig.state.objects.get(uuid(2))).toStrictEqual(box(2));
    expect(rig.records.findLast(({ kind }) => kind === 'begin')).toMatchObject({
      intent: { reason: 'takes back version 2 of you', takesBack: 2 },
    });
  });

  test('is no number of the future', () => {
    expect(answers(click({}, COUNT + 2, 51))).toStrictEqual([
      { ok: false, reason: reason('no_such_change', `There is no confirmed change ${COUNT + 2}.`, 'n') },
    ]);
    expect(answers(click({}, COUNT, 52))).toMatchObject([{ ok: true, taken: { taken: 1, of: 1 } }]);
    rig.sync();
  });

  const undo = (
    more: Partial<CommandInput> = {},
    changes = [2, 3],
    id = 60,
    at = rig.state.revision,
  ): Effect[] =>
    rig
      .step({
        in: 'command',
        reply: 'r',
        command: { do: 'undo_changes', changes, at, intent: uuid(id), why: 'both' },
        ...more,
      })
      .filter(({ fx }) => fx === 'reply' || fx === 'look_up_changes');
  const part = (n: number, facet: FacetState['facet'], id: number, value: FacetState['value']) => ({
    ...before(facet, id, value),
    n,
    covered: false,
  });

  test('is taken back together with newer ones by what the history says, bound to what was seen', () => {
    expect(undo()).toMatchObject([{ fx: 'look_up_changes', changes: [2, 3], input: { reply: 'r' } }]);
    expect(answers(undo({ together: 'unavailable' }))).toMatchObject([
      { ok: false, reason: { code: 'history_not_ready' } },
    ]);
    expect(answers(undo({ together: { unknown: 2 } }))).toMatchObject([
      { ok: false, reason: { code: 'no_such_change', message: 'Number 2 is no confirmed change.' } },
    ]);
    const tooMany = { together: { tooMany: 100_001 } } as const;
    expect(answers(undo(tooMany))).toMatchObject([
      {
        ok: false,
        reason: { code: 'too_large', message: expect.stringContaining('a smaller span') as unknown },
      },
    ]);
    // Of some objects there is no span to choose.
    const of = { changes: [2, 3], objects: [uuid(1)], at: rig.state.revision, intent: uuid(61), why: 'both' };
    expect(answers(undo({ ...tooMany, command: { do: 'undo_changes', ...of } }))).toMatchObject([
      {
        ok: false,
        reason: { code: 'too_large', message: expect.stringContaining('fewer objects') as unknown },
      },
    ]);
    // The deletion was taken back above, and the name has been somebody else's since: nothing of these goes back.
    const together = {
      parts: [
        part(2, 'existence', 2, box(2)),
        part(3, 'name', 1, 'Box 1'),
        part(2, 'transform', 1, moved(0)),
      ],
    };
    expect(answers(undo({ together }))).toMatchObject([
      { ok: false, reason: { code: 'nothing_to_take_back' } },
    ]);
    rig.submit(70, [{ op: 'delete', id: uuid(2), descendants: [] }, moveTo(3)]);
    rig.sync();
    const n = rig.state.revision;
    const again = { parts: [part(2, 'existence', 2, box(2)), part(2, 'transform', 1, moved(0))] };
    expect(answers(undo({ together: again }, [2, n], 61, n - 1))).toMatchObject([
      { ok: false, reason: { code: 'values_changed' } },
    ]);
    expect(answers(undo({ together: again }, [2, n], 61))).toMatchObject([{ ok: true, state: 'queued' }]);
    rig.sync();
    expect(rig.state.objects.get(uuid(2))).toStrictEqual(box(2));
    expect(rig.state.objects.get(uuid(1))?.transform).toStrictEqual(moved(0));
    // The same click again has the same answer; another one has not its id.
    expect(answers(undo({}, [2, n], 61, n))).toMatchObject([{ ok: true, state: 'committed' }]);
    expect(answers(undo({}, [2], 61, n))).toMatchObject([{ ok: false, reason: { code: 'id_reused' } }]);
  });
});

test('of the edits of an engine the newest 1,024 answers are remembered, and all that are open', () => {
  const rig = new Rig();
  const blender = rig.connect(1, 'blender', [box(9)]);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
  const edit = (number: number, id: number): void => {
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(number),
      applied_through: 1,
      undo: { kind: 'step', name: 'Move' },
      before: [],
      operations: [moveTo(2, id)],
    });
  };
  edit(0x100, 1);
  for (let number = 0; number < 1_030; number += 1) edit(0x1_000 + number, 9);
  const { edits } = rig.orchestrator.core.sessions.get(blender) ?? { edits: new Map() };
  expect(edits.size).toBe(1_024);
  expect(edits.get(uuid(0x100))).toMatchObject({ outcome: 'waiting', code: 'asks' });
  expect(edits.has(uuid(0x1_000 + 6))).toBe(false);
  expect(edits.get(uuid(0x1_000 + 7))).toMatchObject({ outcome: 'rejected', code: 'not_shared' });
});

test('of the cards about hands that folded the newest eight stay on screen', () => {
  const rig = HandsRig.withBoxes(1);
  rig.command({ do: 'set_hands_patience', handsLimitMs: 1_000 });
  for (let x = 1; x <= 9; x += 1) {
    rig.hold(rig.blender, 1);
    rig.submit(10 + x, [moveTo(x)]);
    rig.wait(2_000);
    expect(rig.inHands.waits).toHaveLength(1);
    rig.hold(rig.blender);
    rig.settle();
  }
  const { ended } = viewInHands(rig.orchestrator.core);
  expect(ended.map(({ id }) => id)).toStrictEqual([12, 13, 14, 15, 16, 17, 18, 19].map(uuid));
  expect(ended[0]?.reason).toStrictEqual(
    reason('let_go', 'It is in nobody’s hands any more, and on its way.'),
  );
});
