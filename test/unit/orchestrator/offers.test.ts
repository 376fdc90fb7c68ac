/** What a person changed by hand in play mode: kept, laid before them, never taken by default (rule 7). */
import { describe, expect, test } from 'vitest';
import type { Facet, FacetState } from '#app/scene/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const OFFER = uuid(0x0ffe);
const NEXT = uuid(0x0fff);

/** Blender and Unity in step on three boxes; Unity plays. */
function playing(): { rig: Rig; blender: string; unity: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  const unity = rig.connect(2, 'unity');
  rig.submit(
    900,
    [1, 2, 3].map((id) => ({ op: 'create', object: box(id, { properties: { mass: 1 } }) })),
  );
  rig.playApply(blender);
  rig.playApply(unity);
  rig.sync();
  rig.frame(unity, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: null });
  return { rig, blender, unity };
}

const at = (id: number, x: number): FacetState => ({ id: uuid(id), facet: 'transform', value: moved(x) });
const mass = (id: number, value: number): FacetState => ({ id: uuid(id), facet: 'property:mass', value });

function offer(
  rig: Rig,
  unity: string,
  states: FacetState[],
  id = OFFER,
  last = true,
  through = rig.state.revision,
): void {
  rig.frame(unity, { type: 'offered', offer: id, applied_through: through, last, states });
}

function asking(rig: Rig): FacetState[][] {
  return [...rig.orchestrator.core.ahead.shelf.values()]
    .filter(({ asks }) => asks === true)
    .map(({ states }) => [...states]);
}

const shelf = (rig: Rig) => [...rig.state.shelf.values()];

function answer(rig: Rig, take: readonly (readonly [number, Facet])[], intent = 950): void {
  const entry = shelf(rig).find(({ asks }) => asks === true);
  rig.command({
    do: 'answer_offer',
    shelf: entry?.id ?? '',
    take: take.map(([id, facet]) => ({ id: uuid(id), facet })),
    intent: uuid(intent),
  });
}

const lastReply = (rig: Rig) => rig.effects.findLast(({ fx }) => fx === 'reply');

describe('an offer', () => {
  test('is safe before its engine hears of it, and changes nothing', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 4), mass(2, 7)]);
    expect(rig.take(unity, ['offer_kept'])).toBeNull();
    rig.sync();
    expect(rig.take(unity, ['offer_kept'])).toEqual({ type: 'offer_kept', offer: OFFER, values: 2 });
    expect(shelf(rig)).toMatchObject([
      {
        from: 'engine:unity',
        why: 'played',
        asks: true,
        revision: rig.state.revision,
        states: [at(1, 4), mass(2, 7)],
        truth: [at(1, 0), mass(2, 1)],
      },
    ]);
    rig.frame(unity, { type: 'ready' });
    rig.playResync(unity);
    rig.wait(20_000);
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(0));
    expect(asking(rig)).toHaveLength(1);
  });

  test('outlives the application', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 4)]);
    rig.sync();
    const next = new Rig({ records: rig.records });
    expect(asking(next)).toEqual([[at(1, 4)]]);
  });

  test('asks only about what differs from before, and from what is shared by now', () => {
    const { rig, unity } = playing();
    const before = rig.state.revision;
    rig.submit(901, [{ op: 'set_property', id: uuid(3), key: 'mass', value: 9 }]);
    rig.playApply(uuid(0xe01));
    rig.sync();
    rig.frame(unity, {
      type: 'offered',
      offer: OFFER,
      applied_through: before,
      last: true,
      states: [at(1, 0), mass(1, 1), mass(3, 9), at(77, 4), mass(2, 7)],
    });
    expect(asking(rig)).toEqual([[mass(2, 7)]]);
  });

  test('of nothing that differs asks nothing, and is not waited for', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 0)]);
    rig.sync();
    expect(asking(rig)).toEqual([]);
    expect(rig.take(unity, ['offer_kept'])).toMatchObject({ values: 0 });
  });

  test('of a value that was not there before is one like any other', () => {
    const { rig, unity } = playing();
    const added: FacetState = { id: uuid(1), facet: 'property:note', value: 'from play' };
    const removed: FacetState = { id: uuid(2), facet: 'property:mass', value: null };
    const hung: FacetState = { id: uuid(2), facet: 'parent', value: uuid(1) };
    offer(rig, unity, [added, removed, hung]);
    expect(asking(rig)).toEqual([[added, removed, hung]]);
  });

  test('about what its engine had applied and nobody had confirmed is measured against that', () => {
    const { rig, blender, unity } = playing();
    rig.frame(unity, { type: 'ready' });
    rig.playResync(unity);
    rig.submit(901, [{ op: 'create', object: box(4) }]);
    rig.playApply(blender);
    const n = rig.playApply(unity) ?? 0;
    rig.frame(unity, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: n });
    rig.frame(unity, {
      type: 'offered',
      offer: OFFER,
      applied_through: n,
      last: true,
      states: [at(4, 4)],
    });
    expect(asking(rig)).toEqual([[at(4, 4)]]);
  });

  test('about an object that was deleted meanwhile is kept too', () => {
    const { rig, blender, unity } = playing();
    const before = rig.state.revision;
    rig.submit(901, [{ op: 'delete', id: uuid(1), descendants: [] }]);
    rig.playApply(blender);
    rig.sync();
    rig.frame(unity, {
      type: 'offered',
      offer: OFFER,
      applied_through: before,
      last: true,
      states: [at(1, 4)],
    });
    expect(asking(rig)).toEqual([[at(1, 4)]]);
  });

  test('comes in parts, and counts with the last', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 4)], OFFER, false);
    expect(asking(rig)).toEqual([]);
    offer(rig, unity, [at(2, 5)]);
    expect(asking(rig)).toEqual([[at(1, 4), at(2, 5)]]);
  });

  test('that is said again is kept once, also by another life and on another connection', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 4)]);
    rig.sync();
    rig.take(unity, ['offer_kept']);
    offer(rig, unity, [at(1, 4)]);
    expect(rig.take(unity, ['offer_kept'])).not.toBeNull();
    expect(asking(rig)).toHaveLength(1);

    const next = new Rig({ records: rig.records });
    const again = next.connect(2, 'unity');
    offer(next, again, [at(1, 4)]);
    expect(next.take(again, ['offer_kept'])).not.toBeNull();
    expect(asking(next)).toHaveLength(1);
  });

  test('answered in the meantime does not ask again', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 4)]);
    rig.sync();
    answer(rig, []);
    rig.sync();
    offer(rig, unity, [at(1, 4)]);
    rig.sync();
    expect(asking(rig)).toEqual([]);
    expect(shelf(rig)).toHaveLength(1);
  });

  test('is one card with an older one of the same engine that nobody has answered', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 4)]);
    rig.sync();
    rig.take(unity, ['offer_kept']);
    offer(rig, unity, [at(2, 5)], NEXT);
    rig.sync();
    expect(asking(rig)).toEqual([[at(1, 4), at(2, 5)]]);
    expect(shelf(rig)).toHaveLength(1);
    expect(shelf(rig)[0]?.truth).toEqual([at(1, 0), at(2, 0)]);
    expect(rig.take(unity, ['offer_kept'])).toMatchObject({ offer: NEXT, values: 2 });
    // The word about the first was lost, and it is said again.
    const next = new Rig({ records: rig.records });
    offer(next, next.connect(2, 'unity'), [at(1, 4)]);
    next.sync();
    expect(shelf(next)).toHaveLength(1);
    expect(asking(next)).toEqual([[at(2, 5), at(1, 4)]]);
  });

  test('with a value that was played anew leaves the older value on the shelf', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 4), mass(2, 7)]);
    offer(rig, unity, [at(1, 9)], NEXT);
    rig.sync();
    expect(asking(rig)).toEqual([[mass(2, 7), at(1, 9)]]);
    expect(shelf(rig).map(({ states, truth }) => [states, truth])).toContainEqual([[at(1, 4)], [at(1, 0)]]);
  });

  test('asks no more about an older value that a person changed elsewhere since', () => {
    const { rig, blender, unity } = playing();
    offer(rig, unity, [at(1, 4), mass(2, 7)]);
    rig.submit(901, [{ op: 'set_transform', id: uuid(1), transform: moved(8) }]);
    rig.playApply(blender);
    rig.sync();
    offer(rig, unity, [at(2, 5)], NEXT);
    rig.sync();
    expect(asking(rig)).toEqual([[mass(2, 7), at(2, 5)]]);
    expect(shelf(rig).map(({ states }) => states)).toContainEqual([at(1, 4)]);
  });

  test('of a scene that is older than the last one’s takes nothing of its card along', () => {
    const { rig, blender, unity } = playing();
    rig.submit(901, [{ op: 'rename', id: uuid(3), name: 'Later' }]);
    rig.playApply(blender);
    rig.sync();
    offer(rig, unity, [at(1, 4)]);
    offer(rig, unity, [at(2, 5)], NEXT, true, rig.state.revision - 1);
    rig.sync();
    expect(asking(rig)).toEqual([[at(2, 5)]]);
    expect(shelf(rig).map(({ states }) => states)).toContainEqual([at(1, 4)]);
  });

  test('that a full disk refuses is kept once it takes it, and only then called safe', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 4)]);
    rig.refuse();
    expect(rig.take(unity, ['offer_kept'])).toBeNull();
    rig.tick(2_000);
    rig.sync();
    expect(rig.take(unity, ['offer_kept'])).not.toBeNull();
    expect(asking(rig)).toEqual([[at(1, 4)]]);
  });

  test.each([
    ['a whole object', { states: [{ id: uuid(1), facet: 'existence', value: null }] as FacetState[] }],
    ['a number that was never given out', { applied_through: 999 }],
  ])('of %s costs the session', (_, wrong) => {
    const { rig, unity } = playing();
    rig.frame(unity, {
      type: 'offered',
      offer: OFFER,
      applied_through: 1,
      last: true,
      states: [at(1, 4)],
      ...wrong,
    });
    expect(rig.take(unity, ['revoked'])).not.toBeNull();
    expect(asking(rig)).toEqual([]);
  });

  test('begun before the last part of another costs the session', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 4)], OFFER, false);
    offer(rig, unity, [at(2, 5)], NEXT);
    expect(rig.take(unity, ['revoked'])).toMatchObject({ code: 'wrong_turn' });
  });
});

describe('an answer', () => {
  test('keeps what was picked as the person’s own change; the rest stays on the shelf', () => {
    const { rig, blender, unity } = playing();
    offer(rig, unity, [at(1, 4), mass(2, 7)]);
    rig.sync();
    answer(rig, [[1, 'transform']]);
    expect(asking(rig)).toEqual([]);
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(950).at(-1)).toBe('committed');
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(4));
    expect(rig.state.objects.get(uuid(2))?.properties).toEqual({ mass: 1 });
    rig.sync();
    expect(shelf(rig)).toMatchObject([{ states: [mass(2, 7)], truth: [mass(2, 1)] }]);
    expect(shelf(rig)[0]).not.toHaveProperty('asks');
    const begun = rig.records.findLast(({ kind }) => kind === 'begin');
    expect(begun).toMatchObject({
      intent: {
        authority: 'human',
        actor: { kind: 'person' },
        reason: 'changed while playing in Unity',
      },
    });
  });

  test('of all leaves nothing on the shelf once it is committed, and everything until then', () => {
    const { rig, blender, unity } = playing();
    offer(rig, unity, [at(1, 4)]);
    rig.sync();
    answer(rig, [[1, 'transform']]);
    rig.sync();
    expect(shelf(rig)).toHaveLength(1);
    // The application ends before the change is confirmed: nothing of it is lost.
    expect([...new Rig({ records: [...rig.records] }).state.shelf.values()]).toHaveLength(1);
    rig.playApply(blender);
    rig.sync();
    rig.sync();
    expect(shelf(rig)).toEqual([]);
  });

  test('that a halt takes back in mid-flight leaves it on the shelf, once', () => {
    const { rig, blender, unity } = playing();
    offer(rig, unity, [at(1, 4)]);
    rig.sync();
    answer(rig, [[1, 'transform']]);
    const apply = rig.take(blender, ['apply']);
    rig.command({ do: 'halt', by: 'click' });
    rig.frame(blender, {
      type: 'compensated',
      n: apply?.n ?? 0,
      outcomes: [{ id: uuid(1), facet: 'transform', outcome: 'restored' }],
    });
    rig.sync();
    expect(rig.statesOf(950).at(-1)).toBe('aborted');
    expect(shelf(rig).map(({ states }) => states)).toEqual([[at(1, 4)]]);
  });

  test('to leave it takes nothing; it stays on the shelf', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 4)]);
    rig.sync();
    answer(rig, []);
    rig.sync();
    expect(asking(rig)).toEqual([]);
    expect(shelf(rig)).toMatchObject([{ states: [at(1, 4)], why: 'played' }]);
    answer(rig, []);
    expect(lastReply(rig)).toMatchObject({ answer: { ok: false, reason: { code: 'no_offer' } } });
  });

  test('about a value that somebody changed since is a conflict; the others are kept', () => {
    const { rig, blender, unity } = playing();
    offer(rig, unity, [at(1, 4), mass(2, 7)]);
    rig.sync();
    rig.submit(901, [{ op: 'set_transform', id: uuid(1), transform: moved(9) }]);
    rig.playApply(blender);
    rig.sync();
    answer(rig, [
      [1, 'transform'],
      [2, 'property:mass'],
    ]);
    rig.playApply(blender);
    rig.sync();
    rig.sync();
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(9));
    expect(rig.state.objects.get(uuid(2))?.properties).toEqual({ mass: 7 });
    expect([...rig.state.conflicts.values()]).toMatchObject([
      {
        engine: 'unity',
        why: 'edited_both',
        items: [{ before: at(1, 0), truth: moved(9), engine: moved(4) }],
      },
    ]);
    expect(shelf(rig).map(({ states }) => states)).toEqual([[at(1, 4)]]);
  });

  test('goes over what an agent did since: a person’s value is never too old for that (R13)', () => {
    const { rig, blender, unity } = playing();
    offer(rig, unity, [at(1, 4)]);
    rig.submit(901, [{ op: 'set_transform', id: uuid(1), transform: moved(9) }], { channel: 'ai' });
    rig.command({ do: 'approve', id: uuid(901), hash: rig.shownHash(901) });
    rig.sync();
    rig.playApply(blender);
    rig.sync();
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(9));
    answer(rig, [[1, 'transform']]);
    rig.playApply(blender);
    rig.sync();
    expect(rig.state.conflicts.size).toBe(0);
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(4));
  });

  test('about an object that is gone, or a value that is not offered, is refused whole', () => {
    const { rig, blender, unity } = playing();
    offer(rig, unity, [at(1, 4), mass(2, 7)]);
    rig.sync();
    rig.submit(901, [{ op: 'delete', id: uuid(1), descendants: [] }]);
    rig.playApply(blender);
    rig.sync();
    answer(rig, [[1, 'transform']]);
    expect(lastReply(rig)).toMatchObject({ answer: { ok: false, reason: { code: 'unknown_object' } } });
    answer(rig, [
      [2, 'property:mass'],
      [1, 'transform'],
    ]);
    expect(lastReply(rig)).toMatchObject({ answer: { ok: false, reason: { code: 'unknown_object' } } });
    answer(rig, [[3, 'transform']]);
    expect(lastReply(rig)).toMatchObject({ answer: { ok: false, reason: { code: 'unknown_facet' } } });
    expect(asking(rig)).toHaveLength(1);
  });

  test('is refused under a halt; the card stays', () => {
    const { rig, unity } = playing();
    offer(rig, unity, [at(1, 4)]);
    rig.sync();
    rig.command({ do: 'halt', by: 'click' });
    answer(rig, [[1, 'transform']]);
    expect(lastReply(rig)).toMatchObject({ answer: { ok: false, reason: { code: 'halted' } } });
    expect(asking(rig)).toHaveLength(1);
  });

  test('is not needed where all of it has become shared', () => {
    const { rig, blender, unity } = playing();
    offer(rig, unity, [at(1, 4)]);
    rig.sync();
    rig.submit(901, [{ op: 'set_transform', id: uuid(1), transform: moved(4) }]);
    rig.playApply(blender);
    rig.sync();
    rig.sync();
    expect(shelf(rig)).toEqual([]);
  });
});

test('what is suggested again from the shelf stays there until it is committed', () => {
  const { rig, blender, unity } = playing();
  offer(rig, unity, [at(1, 4)]);
  rig.sync();
  answer(rig, []);
  rig.sync();
  const [entry] = shelf(rig);
  rig.command({ do: 'propose_shelved', shelf: entry?.id ?? '', intent: uuid(951) });
  expect(shelf(rig)).toHaveLength(1);
  rig.command({ do: 'propose_shelved', shelf: entry?.id ?? '', intent: uuid(952) });
  expect(lastReply(rig)).toMatchObject({ answer: { ok: false, reason: { code: 'under_way' } } });
  rig.playApply(blender);
  rig.sync();
  rig.sync();
  expect(shelf(rig)).toEqual([]);
  expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(4));
});

test('nothing leaves the shelf for an object that is gone: there is nowhere to take it', () => {
  const { rig, blender, unity } = playing();
  offer(rig, unity, [at(1, 4)]);
  rig.sync();
  answer(rig, []);
  rig.sync();
  rig.submit(903, [{ op: 'delete', id: uuid(1), descendants: [] }]);
  rig.playApply(blender);
  rig.sync();
  const [entry] = shelf(rig);
  rig.command({ do: 'propose_shelved', shelf: entry?.id ?? '', intent: uuid(951) });
  expect(lastReply(rig)).toMatchObject({ answer: { ok: false, reason: { code: 'nothing_to_take' } } });
  rig.sync();
  expect(shelf(rig)).toHaveLength(1);
});

test('of which all that is taken collides leaves the rest on the shelf, to be taken from there', () => {
  const { rig, blender, unity } = playing();
  offer(rig, unity, [at(1, 4), mass(2, 7)]);
  rig.sync();
  rig.submit(901, [{ op: 'set_transform', id: uuid(1), transform: moved(9) }]);
  rig.playApply(blender);
  rig.sync();
  answer(rig, [[1, 'transform']]);
  rig.sync();
  expect(lastReply(rig)).toMatchObject({ answer: { ok: true, state: 'done' } });
  const rest = shelf(rig).find(({ why }) => why === 'played');
  expect(rest).toMatchObject({ states: [mass(2, 7)] });
  rig.command({ do: 'propose_shelved', shelf: rest?.id ?? '', intent: uuid(951) });
  rig.playApply(blender);
  rig.sync();
  expect(rig.statesOf(951).at(-1)).toBe('committed');
  expect(rig.state.objects.get(uuid(2))?.properties).toEqual({ mass: 7 });
  rig.sync();
  expect(shelf(rig).some(({ why }) => why === 'played')).toBe(false);
});
