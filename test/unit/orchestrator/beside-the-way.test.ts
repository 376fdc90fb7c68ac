/** What somebody changes while it is on its way, and what is taken, taken back or offered beside it (R13, R24). */
import { describe, expect, test } from 'vitest';
import type { Reason } from '#app/intents/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import { viewMerges, wayToVersion } from '#main/orchestrator/index.ts';
import type { Answer } from '#main/orchestrator/index.ts';
import { AGENT, box, moved, uuid } from './bench-rig.ts';
import type { Rig } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

const reason = (code: string, message: string, path: string | null = null): Reason => ({
  code,
  message,
  path,
});
const rename = (name: string, id = 1): Operation => ({ op: 'rename', id: uuid(id), name });

function lastAnswer(rig: Rig): Answer {
  const last = rig.effects.findLast((effect) => effect.fx === 'reply');
  if (last?.fx !== 'reply') throw new Error('nobody was answered');
  return last.answer;
}

/** Confirmed in both engines. */
function change(rig: HandsRig, id: number, ...operations: Operation[]): number {
  rig.submit(id, operations);
  rig.settle();
  return rig.state.revision;
}

const takeBack = (rig: Rig, n: number, intent = 90): Answer => {
  rig.command({ do: 'take_back_change', n, intent: uuid(intent) });
  return lastAnswer(rig);
};

describe('taking back a change', () => {
  test('leaves a value that somebody is changing just then, by their name', () => {
    const rig = HandsRig.withBoxes(1);
    const n = change(rig, 10, moveTo(3), rename('Crate'));
    rig.submit(11, [moveTo(5)], { channel: 'ai' });
    rig.command({ do: 'approve', id: uuid(11), hash: rig.shownHash(11) });
    expect(rig.statesOf(11).at(-1)).toBe('applying');
    expect(takeBack(rig, n)).toMatchObject({
      ok: true,
      taken: {
        taken: 1,
        of: 2,
        staying: [{ id: uuid(1), facet: 'transform', why: 'changed_again', by: AGENT, name: 'Crate' }],
      },
    });
  });

  test('leaves an object that it made where somebody is changing anything of it, and no other', () => {
    const rig = HandsRig.withBoxes(1);
    const n = change(rig, 10, { op: 'create', object: box(2) });
    rig.submit(11, [rename('Mine', 2)]);
    expect(takeBack(rig, n)).toStrictEqual({
      ok: false,
      reason: reason('nothing_to_take_back', 'Mine: it was changed again by you.'),
    });
    rig.settle();
    const other = change(rig, 12, { op: 'create', object: box(3) });
    rig.submit(13, [rename('Crate')]);
    expect(takeBack(rig, other, 91)).toMatchObject({ ok: true, taken: { taken: 1, of: 1, staying: [] } });
  });

  test('leaves what is gone, by who took it away', () => {
    const rig = HandsRig.withBoxes(1, 2);
    const n = change(rig, 10, moveTo(3), moveTo(3, 2));
    change(rig, 11, { op: 'delete', id: uuid(1), descendants: [] });
    expect(takeBack(rig, n)).toMatchObject({
      ok: true,
      taken: {
        taken: 1,
        of: 2,
        staying: [{ id: uuid(1), facet: 'transform', why: 'deleted', by: { id: 'person' } }],
      },
    });
  });

  test('that moved and hung an object leaves both where one of them was changed since', () => {
    const rig = HandsRig.withBoxes(1, 2);
    const n = change(rig, 10, { op: 'reparent', id: uuid(2), parent: uuid(1) }, moveTo(3, 2));
    change(rig, 11, moveTo(5, 2));
    expect(takeBack(rig, n)).toStrictEqual({
      ok: false,
      reason: reason('nothing_to_take_back', 'Box_2: its position was changed again by you.'),
    });
  });

  test('of a move leaves it where the object is hung elsewhere in line', () => {
    const rig = HandsRig.withBoxes(1, 2);
    const n = change(rig, 10, moveTo(3, 2));
    // Something flies, so that what follows waits in line.
    rig.submit(11, [rename('Crate')]);
    rig.submit(12, [{ op: 'reparent', id: uuid(2), parent: uuid(1) }]);
    expect(takeBack(rig, n)).toStrictEqual({
      ok: false,
      reason: reason('nothing_to_take_back', 'Box_2: it was hung elsewhere by you.'),
    });
  });

  test('of a place goes back where the other half is as it was then, though that was set since', () => {
    const rig = HandsRig.withBoxes(1, 2);
    const n = change(rig, 10, moveTo(3, 2));
    change(rig, 11, { op: 'reparent', id: uuid(2), parent: uuid(1) });
    change(rig, 12, { op: 'reparent', id: uuid(2), parent: null });
    expect(takeBack(rig, n)).toMatchObject({ ok: true, taken: { taken: 1, of: 1 } });
  });
});

describe('a notice that both were kept', () => {
  /** Blender moved Box_1 while Unity renamed it. */
  function kept(): HandsRig {
    const rig = HandsRig.withBoxes(1, 2);
    const seen = rig.state.revision;
    rig.move(rig.blender, 10, 3);
    rig.settle();
    rig.frame(rig.unity, {
      type: 'observed',
      edit: uuid(11),
      applied_through: seen,
      undo: { kind: 'step', name: 'Rename' },
      before: [],
      operations: [rename('Crate')],
    });
    const objects = new Map(rig.engines.get(rig.unity)?.objects);
    objects.set(uuid(1), { ...(objects.get(uuid(1)) ?? box(1)), name: 'Crate' });
    rig.engines.set(rig.unity, { objects });
    rig.settle();
    return rig;
  }
  const [BLENDER, UNITY] = ['engine:blender', 'engine:unity'];

  test('takes nothing back that is being changed again', () => {
    const rig = kept();
    const [merge] = viewMerges(rig.orchestrator.core);
    rig.submit(20, [moveTo(9)]);
    rig.command({ do: 'take_back', merge: merge?.id ?? '', actor: BLENDER ?? '', intent: uuid(90) });
    expect(lastAnswer(rig)).toStrictEqual({
      ok: false,
      reason: reason('stale_base', 'Crate: transform was changed again since.', 'transform'),
    });
    rig.command({ do: 'take_back', merge: merge?.id ?? '', actor: UNITY ?? '', intent: uuid(91) });
    expect(lastAnswer(rig)).toMatchObject({ ok: true, state: 'done' });
    rig.settle();
    expect(rig.state.objects.get(uuid(1))?.name).toBe('Box_1');
    rig.command({ do: 'take_back', merge: merge?.id ?? '', actor: BLENDER ?? '', intent: uuid(92) });
    expect(lastAnswer(rig)).toStrictEqual({
      ok: false,
      reason: reason('nothing_to_take_back', 'It was changed again, or it is too long ago.'),
    });
    rig.command({ do: 'take_back', merge: 'no such notice', actor: BLENDER ?? '', intent: uuid(93) });
    expect(lastAnswer(rig)).toMatchObject({ ok: false, reason: { code: 'nothing_to_take_back' } });
  });

  test('of several values of one side counts them all as that side’s', () => {
    const rig = HandsRig.withBoxes(1, 2);
    const seen = rig.state.revision;
    rig.edit(rig.blender, 10, [
      moveTo(3),
      { op: 'set_visibility', id: uuid(1), visibility: { viewport: false, render: true } },
    ]);
    rig.settle();
    rig.frame(rig.unity, {
      type: 'observed',
      edit: uuid(11),
      applied_through: seen,
      undo: { kind: 'step', name: 'Rename' },
      before: [],
      operations: [rename('Crate')],
    });
    const objects = new Map(rig.engines.get(rig.unity)?.objects);
    objects.set(uuid(1), { ...(objects.get(uuid(1)) ?? box(1)), name: 'Crate' });
    rig.engines.set(rig.unity, { objects });
    rig.settle();
    const [merge] = viewMerges(rig.orchestrator.core);
    expect(merge?.sides.map(({ actor, facets, stands }) => [actor.id, facets, stands])).toStrictEqual([
      ['engine:blender', ['transform', 'visibility'], 2],
      ['engine:unity', ['name'], 1],
    ]);
  });
});

describe('an offer of what was changed in play mode', () => {
  const offer = (rig: Rig, session: string, states: FacetState[], through = rig.state.revision): void => {
    rig.frame(session, { type: 'offered', offer: uuid(0xff), applied_through: through, last: true, states });
  };
  const asking = (rig: Rig) =>
    [...rig.orchestrator.core.ahead.shelf.values()].filter(({ asks }) => asks === true);

  test('of an object that is gone is measured against what it was last', () => {
    const rig = HandsRig.withBoxes(1, 2);
    change(rig, 10, moveTo(3));
    change(rig, 11, { op: 'delete', id: uuid(1), descendants: [] });
    offer(rig, rig.unity, [
      { id: uuid(1), facet: 'transform', value: moved(3) },
      { id: uuid(1), facet: 'name', value: 'Played' },
    ]);
    expect(asking(rig)).toMatchObject([
      {
        states: [{ id: uuid(1), facet: 'name', value: 'Played' }],
        truth: [{ id: uuid(1), facet: 'name', value: 'Box_1' }],
      },
    ]);
  });

  test('that is refused by the disk is called safe once it is there, and one that was known at once', () => {
    const rig = HandsRig.withBoxes(1);
    const played: FacetState[] = [{ id: uuid(1), facet: 'name', value: 'Played' }];
    const kept = () => rig.sent.filter(({ message }) => message.type === 'offer_kept').length;
    rig.command({ do: 'lock', id: uuid(1), on: false });
    rig.refuse();
    offer(rig, rig.unity, played);
    expect(kept()).toBe(0);
    rig.wait(2_000);
    rig.sync();
    expect(kept()).toBe(1);
    offer(rig, rig.unity, played);
    expect(kept()).toBe(2);
    expect(rig.state.shelf.size).toBe(1);
  });
});

describe('a version of the past', () => {
  test('says what would differ, part by part', () => {
    const rig = HandsRig.withBoxes(1, 2);
    const then = rig.state.revision;
    change(rig, 10, moveTo(3), rename('Crate'), {
      op: 'set_property',
      id: uuid(1),
      key: 'mass',
      value: 2,
    });
    change(rig, 11, { op: 'reparent', id: uuid(2), parent: uuid(1) });
    const way = wayToVersion(rig.orchestrator.core, then);
    expect(way).toMatchObject({
      ok: true,
      view: {
        back: 0,
        gone: 0,
        changed: 2,
        differing: { transform: 1, name: 1, parent: 1, visibility: 0, properties: 1 },
      },
    });
  });
});
