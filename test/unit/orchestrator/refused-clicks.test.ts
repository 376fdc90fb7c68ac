/** Clicks and submissions that come too late, twice, or where there is no room for one more: each hears why, and nothing is changed. */
import { describe, expect, test } from 'vitest';
import type { Reason } from '#app/intents/index.ts';
import type { Grant, Rule } from '#app/ledger/index.ts';
import type { Command } from '#main/orchestrator/index.ts';
import { AGENT, box, Rig, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

const grant = (number: number, more: Partial<Grant> = {}): Grant => ({
  id: uuid(number),
  agent: AGENT.id,
  task: null,
  most: 'structural',
  objects: null,
  changes: 5,
  for_ms: 60_000,
  ...more,
});
const rule = (number: number): Rule => ({
  id: uuid(number),
  agent: AGENT.id,
  most: 'cosmetic',
  objects: null,
});

function withBox(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

function lastAnswer(rig: Rig) {
  const last = rig.effects.findLast((effect) => effect.fx === 'reply');
  return last?.fx === 'reply' ? last.answer : null;
}

/** Why a click changes nothing: no record is written for it. */
function refusalOf(rig: Rig, command: Command): Reason | null {
  const before = rig.records.length;
  rig.command(command);
  expect(rig.records).toHaveLength(before);
  const answer = lastAnswer(rig);
  return answer?.ok === false ? answer.reason : null;
}

const reason = (code: string, message: string, path: string | null = null): Reason => ({
  code,
  message,
  path,
});

describe('of a suggestion that has its number already', () => {
  const flying = (): Rig => {
    const { rig } = withBox();
    rig.submit(10, [moveTo(3)], { channel: 'ai' });
    rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
    return rig;
  };
  const underWay = reason('under_way', 'It is on its way already.');

  test('its agent cannot withdraw it, nor a person deny it', () => {
    const rig = flying();
    expect(refusalOf(rig, { do: 'withdraw', id: uuid(10), agent: AGENT.id })).toStrictEqual(underWay);
    expect(refusalOf(rig, { do: 'deny', id: uuid(10), reason: 'no' })).toStrictEqual(underWay);
    expect(rig.statesOf(10)).toStrictEqual(['awaiting_approval', 'queued', 'applying']);
  });

  test('nor all of its task', () => {
    const rig = flying();
    expect(
      refusalOf(rig, { do: 'deny_task', agent: AGENT.id, task: null, ids: [uuid(10)], reason: '' }),
    ).toStrictEqual(reason('not_waiting', 'Nothing waits under this id any more.'));
  });
});

describe('a free hand', () => {
  test('is given once, and ended once', () => {
    const { rig } = withBox();
    rig.command({ do: 'give_free_hand', grant: grant(900) });
    expect(refusalOf(rig, { do: 'give_free_hand', grant: grant(900) })).toStrictEqual(
      reason('id_reused', 'It is given already.', 'id'),
    );
    rig.command({ do: 'end_free_hand', grant: uuid(900) });
    expect(refusalOf(rig, { do: 'end_free_hand', grant: uuid(900) })).toStrictEqual(
      reason('no_grant', 'This free hand is over already.'),
    );
  });

  test('is one of 64 at most', () => {
    const { rig } = withBox();
    for (let number = 0; number < 64; number += 1)
      rig.command({ do: 'give_free_hand', grant: grant(900 + number) });
    expect(refusalOf(rig, { do: 'give_free_hand', grant: grant(964) })).toStrictEqual(
      reason('too_many_grants', 'At most 64 free hands at a time; end some first.'),
    );
    rig.command({ do: 'end_free_hand', grant: uuid(963) });
    rig.command({ do: 'give_free_hand', grant: grant(964) });
    expect(rig.orchestrator.core.grants.has(uuid(964))).toBe(true);
  });

  test('is not given where nothing goes on: under a hold, to one that is paused, at the end', () => {
    const held = withBox().rig;
    held.command({ do: 'halt', by: 'button' });
    expect(refusalOf(held, { do: 'give_free_hand', grant: grant(900) })?.code).toBe('halted');
    for (const agent of [null, AGENT.id]) {
      const { rig } = withBox();
      rig.command({ do: 'pause', agent, on: true });
      expect(refusalOf(rig, { do: 'give_free_hand', grant: grant(900) })).toStrictEqual(
        reason('agents_paused', 'Agents are paused; let them go on first.'),
      );
    }
    const others = withBox().rig;
    others.command({ do: 'pause', agent: 'agent:other', on: true });
    others.command({ do: 'give_free_hand', grant: grant(900) });
    expect(others.orchestrator.core.grants.size).toBe(1);
    const closing = withBox().rig;
    closing.step({ in: 'close' });
    expect(refusalOf(closing, { do: 'give_free_hand', grant: grant(900) })).toStrictEqual(
      reason('not_ready', 'The application is closing.'),
    );
  });

  test('that is used up ends once nothing of it is on its way', () => {
    const { rig, blender } = withBox();
    rig.wait(10_000);
    rig.command({ do: 'give_free_hand', grant: grant(900, { changes: 1 }) });
    rig.submit(10, [moveTo(3)], { channel: 'ai' });
    expect(rig.statesOf(10)).toContain('applying');
    rig.tick(1_000);
    expect(rig.orchestrator.core.grants.size).toBe(1);
    rig.playApply(blender);
    rig.sync();
    rig.tick(1_000);
    expect(rig.orchestrator.core.grants.size).toBe(0);
    expect(rig.records.findLast(({ kind }) => kind === 'end_grant')).toStrictEqual({
      kind: 'end_grant',
      id: uuid(900),
      reason: reason('used_up', 'All of it was used.'),
      by: 'orchestrator',
    });
  });
});

describe('a rule', () => {
  test('stands once, and is taken back once', () => {
    const { rig } = withBox();
    rig.command({ do: 'add_rule', rule: rule(800) });
    expect(refusalOf(rig, { do: 'add_rule', rule: rule(800) })).toStrictEqual(
      reason('id_reused', 'It stands already.', 'id'),
    );
    rig.command({ do: 'end_rule', rule: uuid(800) });
    expect(refusalOf(rig, { do: 'end_rule', rule: uuid(800) })).toStrictEqual(
      reason('no_rule', 'This rule does not stand any more.'),
    );
  });

  test('is one of 256 at most', () => {
    const { rig } = withBox();
    for (let number = 0; number < 256; number += 1)
      rig.command({ do: 'add_rule', rule: rule(0x1000 + number) });
    expect(refusalOf(rig, { do: 'add_rule', rule: rule(0x2000) })).toStrictEqual(
      reason('too_many_rules', 'At most 256 rules; take some back first.'),
    );
    rig.command({ do: 'end_rule', rule: uuid(0x1000) });
    rig.command({ do: 'add_rule', rule: rule(0x2000) });
    expect(rig.orchestrator.core.ahead.rules.has(uuid(0x2000))).toBe(true);
  });
});

describe('a submission', () => {
  test('that came to nothing is answered once more with why, as soon as that is on disk', () => {
    const { rig } = withBox();
    rig.submit(10, [moveTo(3)], { channel: 'ai' });
    rig.command({ do: 'deny', id: uuid(10), reason: 'not there' });
    rig.submit(10, [moveTo(3)], { channel: 'ai' });
    expect(lastAnswer(rig)).toStrictEqual({ ok: true, state: 'finishing', receipt: null, position: null });
    rig.sync();
    rig.submit(10, [moveTo(3)], { channel: 'ai' });
    expect(lastAnswer(rig)).toStrictEqual({ ok: false, reason: reason('denied', 'not there') });
    expect(rig.statesOf(10)).toStrictEqual(['awaiting_approval', 'denied']);
  });

  test('that is under way is answered once more with where it stands', () => {
    const { rig } = withBox();
    rig.submit(10, [moveTo(3)]);
    rig.submit(10, [moveTo(3)]);
    expect(lastAnswer(rig)).toStrictEqual({ ok: true, state: 'applying', receipt: null, position: null });
  });

  test('is not let in before all is ready, nor at the end', () => {
    const notReady = reason('not_ready', 'The application is starting or closing.');
    const { rig } = withBox();
    rig.step({ in: 'close' });
    rig.submit(10, [moveTo(3)]);
    expect(lastAnswer(rig)).toStrictEqual({ ok: false, reason: notReady });
    expect(rig.statesOf(10)).toStrictEqual([]);
  });

  test('of a deletion takes out of the way what agents have waiting on anything that goes', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [
      { op: 'create', object: box(2, { parent: uuid(1) }) },
      { op: 'create', object: box(3) },
    ]);
    rig.playApply(blender);
    rig.sync();
    rig.submit(10, [moveTo(3, 2)], { channel: 'ai' });
    rig.submit(11, [moveTo(3, 3)], { channel: 'ai' });
    rig.submit(12, [{ op: 'delete', id: uuid(1), descendants: [uuid(2)] }], { channel: 'ai' });
    rig.submit(20, [moveTo(4, 2)]);
    expect(rig.statesOf(10).at(-1)).toBe('superseded');
    expect(rig.statesOf(12).at(-1)).toBe('superseded');
    expect(rig.statesOf(11).at(-1)).toBe('awaiting_approval');
  });
});

describe('what is taken from the shelf', () => {
  test('is refused whole where nothing is let in, and stays there', () => {
    const rig = HandsRig.withBoxes(1);
    rig.command({ do: 'trust', engine: 'blender', level: 'off' });
    rig.move(rig.blender, 50, 4);
    rig.settle();
    const [entry] = rig.state.shelf.values();
    rig.command({ do: 'halt', by: 'button' });
    rig.sync();
    expect(refusalOf(rig, { do: 'propose_shelved', shelf: entry?.id ?? '', intent: uuid(60) })).toStrictEqual(
      reason('halted', 'Everything is held: nothing new is let in.'),
    );
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.sync();
    rig.command({ do: 'propose_shelved', shelf: entry?.id ?? '', intent: uuid(61) });
    rig.settle();
    expect(rig.sharedX).toBe(4);
    expect(rig.state.shelf.size).toBe(0);
  });

  test('of what stays in hands, thrown away, brings the shared scene back', () => {
    const rig = HandsRig.withBoxes(1);
    rig.hold(rig.blender, 1);
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.move(rig.blender, 50, 4);
    rig.settle();
    const [differing] = rig.inHands.differing;
    rig.command({ do: 'discard_shelved', shelf: differing?.id ?? '' });
    rig.sync();
    expect(lastAnswer(rig)).toMatchObject({ ok: true, state: 'done' });
    expect([rig.inHands.differing.length, rig.state.shelf.size]).toStrictEqual([0, 0]);
    rig.hold(rig.blender);
    rig.settle();
    expect(rig.xIn(rig.blender)).toBe(0);
  });

  test('twice, or of nothing, is refused', () => {
    const rig = HandsRig.withBoxes(1);
    rig.command({ do: 'trust', engine: 'blender', level: 'off' });
    rig.move(rig.blender, 50, 4);
    rig.settle();
    const [entry] = rig.state.shelf.values();
    const shelf = entry?.id ?? '';
    rig.command({ do: 'propose_shelved', shelf, intent: uuid(60) });
    const underWay = reason('under_way', 'It is on its way already.');
    expect(refusalOf(rig, { do: 'propose_shelved', shelf, intent: uuid(61) })).toStrictEqual(underWay);
    expect(refusalOf(rig, { do: 'discard_shelved', shelf })).toStrictEqual(underWay);
    rig.settle();
    const gone = reason('not_on_shelf', 'It is not on the shelf any more.');
    expect(refusalOf(rig, { do: 'propose_shelved', shelf, intent: uuid(61) })).toStrictEqual(gone);
    expect(refusalOf(rig, { do: 'discard_shelved', shelf })).toStrictEqual(gone);
  });
});

describe('of a card about two sides', () => {
  /** The artist deleted Box_1 where a person had moved it; both are before them. */
  function collided(): HandsRig {
    const rig = HandsRig.withBoxes(1);
    rig.submit(10, [moveTo(3)]);
    rig.settle();
    rig.frame(rig.blender, {
      type: 'observed',
      edit: uuid(50),
      applied_through: 1,
      undo: { kind: 'step', name: 'Delete' },
      before: [],
      operations: [{ op: 'delete', id: uuid(1), descendants: [] }],
    });
    rig.settle();
    return rig;
  }

  test('what has no such value, or is decided, is refused', () => {
    const rig = collided();
    const [conflict] = rig.state.conflicts.values();
    const card = conflict?.id ?? '';
    expect(
      refusalOf(rig, {
        do: 'decide',
        conflict: card,
        take: [{ id: uuid(1), facet: 'name' }],
        intent: uuid(60),
      }),
    ).toStrictEqual(reason('unknown_facet', 'It names a value that does not collide here.'));
    rig.command({ do: 'decide', conflict: card, take: [], intent: uuid(60) });
    expect(refusalOf(rig, { do: 'decide', conflict: card, take: [], intent: uuid(61) })).toStrictEqual(
      reason('no_conflict', 'It is decided already.'),
    );
  });

  test('what is on its way already needs no change, and its copy stays on the shelf: it may come to nothing', () => {
    const rig = collided();
    const [conflict] = rig.state.conflicts.values();
    const take = [{ id: uuid(1), facet: 'existence' }];
    rig.submit(20, [{ op: 'delete', id: uuid(1), descendants: [] }]);
    rig.command({ do: 'decide', conflict: conflict?.id ?? '', take, intent: uuid(60) });
    rig.sync();
    expect(lastAnswer(rig)).toMatchObject({ ok: true, state: 'done' });
    expect(rig.statesOf(60)).toStrictEqual([]);
    expect(rig.records.findLast(({ kind }) => kind === 'decide')).toMatchObject({ choice: 'engine' });
    expect(rig.state.shelf.size).toBe(1);
  });

  test('what is shared leaves the shelf at once, without a change, and what is only about to be does not', () => {
    const rig = collided();
    const [conflict] = rig.state.conflicts.values();
    const take = [{ id: uuid(1), facet: 'existence' }];
    rig.submit(20, [{ op: 'delete', id: uuid(1), descendants: [] }]);
    const shelf = conflict?.shelf ?? '';
    expect(refusalOf(rig, { do: 'propose_shelved', shelf, take, intent: uuid(61) })).toStrictEqual(
      reason('under_way', 'It is on its way already.'),
    );
    rig.settle();
    expect(rig.state.objects.size).toBe(0);
    rig.command({ do: 'propose_shelved', shelf, take, intent: uuid(61) });
    rig.sync();
    expect(lastAnswer(rig)).toMatchObject({ ok: true, state: 'done', taken: { taken: 1, of: 1 } });
    expect([rig.statesOf(61), rig.state.shelf.size]).toStrictEqual([[], 0]);
  });
});
