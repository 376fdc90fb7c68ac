/** What is kept of a collision, what a person may answer to its card, and what that does (ORD-5, R22, rule 1). */
import { describe, expect, test } from 'vitest';
import type { Reason } from '#app/intents/index.ts';
import type { ConflictRecord, ShelveRecord } from '#app/ledger/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { apply } from '#app/scene/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import { recordConflict } from '#main/orchestrator/conflicts.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const move = (x: number, id = 1): Operation => ({ op: 'set_transform', id: uuid(id), transform: moved(x) });
const rename = (name: string, id = 1): Operation => ({ op: 'rename', id: uuid(id), name });
const STEP = { kind: 'step', name: 'Move' } as const;

function withBox(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  commit(rig, blender, 1, { op: 'create', object: box(1) });
  return { rig, blender };
}

function commit(rig: Rig, engine: string, id: number, ...operations: Operation[]): void {
  rig.submit(id, operations);
  rig.playApply(engine);
  rig.sync();
}

/** It is in effect in the engine already. */
function observe(rig: Rig, session: string, more: Partial<AdapterMessageOf<'observed'>>): void {
  const holds = rig.engines.get(session);
  if (holds === undefined) throw new Error(`no engine ${session}`);
  const applied = apply(holds, more.operations ?? [move(9)]);
  if (applied.ok) rig.engines.set(session, applied.scene);
  rig.frame(session, {
    type: 'observed',
    edit: uuid(50),
    applied_through: rig.state.revision,
    undo: STEP,
    before: [],
    operations: [move(9)],
    ...more,
  });
}

/** Blender's artist moved and renamed the box while another did, on top of what came before both. */
function collided(): { rig: Rig; blender: string; card: string } {
  const { rig, blender } = withBox();
  commit(rig, blender, 2, move(7), rename('Crate'));
  const before: FacetState[] = [{ id: uuid(1), facet: 'transform', value: moved(0) }];
  observe(rig, blender, { applied_through: 1, before, operations: [move(9), rename('Chest')] });
  rig.sync();
  const [card] = rig.state.conflicts.keys();
  if (card === undefined) throw new Error('nothing collided');
  return { rig, blender, card };
}

function lastRefusal(rig: Rig): Reason | null {
  const last = rig.effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : [])).at(-1);
  return last === undefined || last.ok ? null : last.reason;
}

const decide = (rig: Rig, card: string, facets: string[], intent = 60): void => {
  const take = facets.map((facet) => ({ id: uuid(1), facet }));
  rig.command({ do: 'decide', conflict: card, take, intent: uuid(intent) });
};

describe('a collision', () => {
  test('is kept whole: what the engine holds, what is shared, and what was there before both', () => {
    const { rig, card } = collided();
    const shelved = rig.records.find((each): each is ShelveRecord => each.kind === 'shelve');
    const asked = rig.records.find((each): each is ConflictRecord => each.kind === 'conflict');
    const engine: FacetState[] = [
      { id: uuid(1), facet: 'transform', value: moved(9) },
      { id: uuid(1), facet: 'name', value: 'Chest' },
    ];
    expect(shelved?.entry).toStrictEqual({
      id: card,
      from: 'engine:blender',
      why: 'conflict',
      states: engine,
      truth: [
        { id: uuid(1), facet: 'transform', value: moved(7) },
        { id: uuid(1), facet: 'name', value: 'Crate' },
      ],
      revision: 2,
    });
    expect(asked?.conflict).toStrictEqual({
      id: card,
      engine: 'blender',
      shelf: card,
      revision: 2,
      why: 'edited_both',
      items: [
        {
          id: uuid(1),
          facet: 'transform',
          before: { id: uuid(1), facet: 'transform', value: moved(0) },
          truth: moved(7),
          engine: moved(9),
        },
        { id: uuid(1), facet: 'name', before: null, truth: 'Crate', engine: 'Chest' },
      ],
    });
  });

  test('is told to its engine, which is set back once all of it is on disk', () => {
    const { rig, blender } = withBox();
    commit(rig, blender, 2, move(7));
    observe(rig, blender, { applied_through: 1 });
    expect(rig.take(blender, ['decided'])).toStrictEqual({
      type: 'decided',
      edit: uuid(50),
      outcome: 'conflicted',
      n: null,
      code: 'changed_on_both_sides',
      message: 'The same values were changed elsewhere meanwhile; yours are on the shelf.',
    });
    expect(rig.take(blender, ['patch'])).toBeNull();
    rig.sync();
    rig.tick(10);
    expect(rig.take(blender, ['patch'])?.objects).toMatchObject([{ id: uuid(1), transform: moved(7) }]);
  });

  test('of one value leaves the others of the same edit to go on', () => {
    const { rig, blender } = withBox();
    commit(rig, blender, 2, move(7));
    observe(rig, blender, { applied_through: 1, operations: [move(9), rename('Chest')] });
    rig.playApply(blender);
    rig.sync();
    const held = rig.state.objects.get(uuid(1));
    expect([held?.name, held?.transform]).toStrictEqual(['Chest', moved(7)]);
    expect(
      [...rig.state.conflicts.values()].map(({ items }) => items.map(({ facet }) => facet)),
    ).toStrictEqual([['transform']]);
  });

  test('closes by itself when both sides have become the same', () => {
    const { rig, blender, card } = collided();
    rig.playResync(blender);
    commit(rig, blender, 3, move(9));
    expect(rig.state.conflicts.has(card)).toBe(true);
    commit(rig, blender, 4, rename('Chest'));
    rig.sync();
    expect(rig.state.conflicts.has(card)).toBe(false);
    expect(rig.records.findLast(({ kind }) => kind === 'decide')).toStrictEqual({
      kind: 'decide',
      id: card,
      choice: 'truth',
      intent: null,
      by: 'orchestrator',
    });
    expect(rig.state.shelf.has(card)).toBe(true);
  });
});

describe('the card of a collision', () => {
  test('answered with what is shared, changes nothing, and leaves the other side on the shelf', () => {
    const { rig, card } = collided();
    decide(rig, card, []);
    rig.sync();
    expect(rig.records.findLast(({ kind }) => kind === 'decide')).toMatchObject({
      choice: 'truth',
      intent: null,
      by: 'person',
    });
    expect([rig.state.conflicts.size, rig.state.shelf.size]).toStrictEqual([0, 1]);
    expect(rig.statesOf(60)).toStrictEqual([]);
    decide(rig, card, []);
    expect(lastRefusal(rig)).toStrictEqual({
      code: 'no_conflict',
      message: 'It is decided already.',
      path: null,
    });
  });

  test('answered with all of the engine’s, makes it a person’s change, and the shelf lets it go with that', () => {
    const { rig, blender, card } = collided();
    rig.playResync(blender);
    decide(rig, card, ['transform', 'name']);
    rig.sync();
    expect(rig.records.findLast(({ kind }) => kind === 'decide')).toMatchObject({
      choice: 'engine',
      intent: uuid(60),
    });
    expect(rig.state.shelf.has(card)).toBe(true);
    rig.command({ do: 'propose_shelved', shelf: card, intent: uuid(61) });
    expect(lastRefusal(rig)).toStrictEqual({
      code: 'under_way',
      message: 'It is on its way already.',
      path: null,
    });
    rig.playApply(blender);
    rig.sync();
    rig.sync();
    expect(rig.state.objects.get(uuid(1))).toMatchObject({ name: 'Chest', transform: moved(9) });
    expect(rig.state.shelf.has(card)).toBe(false);
    expect(rig.records.find((each) => each.kind === 'begin' && each.intent.id === uuid(60))).toMatchObject({
      intent: { actor: { id: 'person' }, authority: 'human', reason: 'from Blender' },
    });
  });

  test('answered with one of the two, takes that and keeps the shelf', () => {
    const { rig, blender, card } = collided();
    rig.playResync(blender);
    decide(rig, card, ['name']);
    rig.playApply(blender);
    rig.sync();
    rig.sync();
    const held = rig.state.objects.get(uuid(1));
    expect([held?.name, held?.transform]).toStrictEqual(['Chest', moved(7)]);
    expect(rig.records.findLast(({ kind }) => kind === 'decide')).toMatchObject({ choice: 'mixed' });
    expect(rig.state.shelf.has(card)).toBe(true);
  });

  test('an object that is there again by now gets the values that its engine holds, and becomes no other kind', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'bye' });
    const held = box(2, { transform: moved(5) });
    const states: FacetState[] = [{ id: held.id, facet: 'existence', value: held }];
    recordConflict(rig.orchestrator.core, 'blender', {
      key: 'whole',
      why: 'differs_at_handshake',
      states,
      before: [],
    });
    recordConflict(rig.orchestrator.core, 'blender', {
      key: 'kind',
      why: 'differs_at_handshake',
      states: [{ id: held.id, facet: 'existence', value: { ...held, kind: 'light' } }],
      before: [],
    });
    rig.step({ in: 'clock', nowMs: 1 });
    rig.sync();
    const [whole = '', kind = ''] = rig.state.conflicts.keys();
    rig.submit(3, [{ op: 'create', object: box(2) }]);
    rig.sync();
    const take = [{ id: held.id, facet: 'existence' }];
    rig.command({ do: 'decide', conflict: kind, take, intent: uuid(61) });
    expect(lastRefusal(rig)?.code).toBe('another_kind');
    rig.command({ do: 'decide', conflict: whole, take, intent: uuid(62) });
    rig.sync();
    expect(rig.state.objects.get(held.id)).toEqual(held);
    expect([rig.state.conflicts.has(kind), rig.state.conflicts.has(whole)]).toEqual([true, false]);
  });

  test('takes no value that does not collide, and none of an object that is gone', () => {
    const { rig, blender, card } = collided();
    decide(rig, card, ['transform', 'visibility']);
    expect(lastRefusal(rig)).toStrictEqual({
      code: 'unknown_facet',
      message: 'It names a value that does not collide here.',
      path: null,
    });
    rig.playResync(blender);
    commit(rig, blender, 3, { op: 'delete', id: uuid(1), descendants: [] });
    decide(rig, card, ['transform']);
    expect(lastRefusal(rig)).toStrictEqual({
      code: 'unknown_object',
      message: 'An object of these is not in the shared scene any more.',
      path: null,
    });
    expect(rig.state.conflicts.has(card)).toBe(true);
  });
});

describe('the shelf', () => {
  test('gives back what a person takes from it once that is shared', () => {
    const { rig, blender, card } = collided();
    rig.playResync(blender);
    decide(rig, card, []);
    rig.command({ do: 'propose_shelved', shelf: card, intent: uuid(61) });
    rig.playApply(blender);
    rig.sync();
    rig.sync();
    expect(rig.state.objects.get(uuid(1))).toMatchObject({ name: 'Chest', transform: moved(9) });
    expect(rig.records.at(-1)).toStrictEqual({ kind: 'unshelve', id: card, how: 'proposed', by: 'person' });
    expect(rig.records.find((each) => each.kind === 'begin' && each.intent.id === uuid(61))).toMatchObject({
      intent: { reason: 'from the shelf', operations: [move(9), rename('Chest')] },
    });
  });

  test('lets go at once of what is thrown away', () => {
    const { rig, card } = collided();
    rig.command({ do: 'discard_shelved', shelf: card });
    expect(lastRefusal(rig)?.code).toBe('asked');
    decide(rig, card, []);
    rig.sync();
    rig.command({ do: 'discard_shelved', shelf: card });
    rig.sync();
    expect(rig.state.shelf.size).toBe(0);
    expect(rig.records.at(-1)).toStrictEqual({
      kind: 'unshelve',
      id: card,
      how: 'discarded',
      by: 'person',
    });
  });

  test('brings every kind of value back', () => {
    const { rig, blender } = withBox();
    commit(rig, blender, 2, { op: 'create', object: box(2) }, { op: 'create', object: box(3) });
    const operations: Operation[] = [
      { op: 'set_visibility', id: uuid(1), visibility: { viewport: false, render: true } },
      { op: 'set_property', id: uuid(1), key: 'mass', value: 2 },
      { op: 'reparent', id: uuid(1), parent: uuid(2) },
      { op: 'delete', id: uuid(3), descendants: [] },
      { op: 'create', object: box(4) },
    ];
    rig.command({ do: 'trust', engine: 'blender', level: 'off' });
    observe(rig, blender, { operations });
    rig.sync();
    const [entry] = rig.state.shelf.values();
    expect(entry).toMatchObject({ why: 'refused', reason: { code: 'trust_off' } });
    rig.playResync(blender);
    rig.command({ do: 'propose_shelved', shelf: entry?.id ?? '', intent: uuid(61) });
    const begun = rig.records.find((each) => each.kind === 'begin' && each.intent.id === uuid(61));
    expect(begun).toMatchObject({ intent: { operations } });
  });
});

describe('what an artist hears of an edit that is not let in', () => {
  const decided = (rig: Rig, session: string) => {
    const said = rig.take(session, ['decided']);
    return said === null ? null : [said.outcome, said.code, said.message];
  };

  test('is by which rule, and where it is kept', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'trust', engine: 'blender', level: 'off' });
    observe(rig, blender, {});
    expect(decided(rig, blender)).toStrictEqual([
      'rejected',
      'trust_off',
      'What is done in Blender is ignored, as it is set under Engines. What you did is on the shelf in VibeSync.',
    ]);
    expect([...rig.orchestrator.core.ahead.conflicts.values()]).toMatchObject([
      { why: 'refused', reason: { code: 'trust_off' } },
    ]);
  });

  test('is that it changed without a step of a person, where no hand was seen (R24)', () => {
    const { rig, blender } = withBox();
    observe(rig, blender, { undo: null });
    expect(decided(rig, blender)).toStrictEqual([
      'rejected',
      'drift',
      'It changed without a step of a person.',
    ]);
    const [entry] = rig.orchestrator.core.ahead.shelf.values();
    expect(entry?.why).toBe('drift');
    expect(entry).not.toHaveProperty('reason');
  });

  test('is that it waits, where it asks (R24)', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    observe(rig, blender, {});
    expect(decided(rig, blender)).toStrictEqual([
      'waiting',
      'asks',
      'Waits for a click in the control room.',
    ]);
    expect(rig.statesOf(50)).toStrictEqual(['awaiting_approval']);
  });

  test('is that it is kept while everything is held, and it goes on afterwards (rule 8)', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'halt', by: 'person' });
    rig.sync();
    observe(rig, blender, {});
    expect(decided(rig, blender)).toStrictEqual([
      'collected',
      'halted',
      'Kept until changes are let in again.',
    ]);
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.sync();
    rig.playApply(blender);
    rig.sync();
    expect(rig.state.objects.get(uuid(1))?.transform).toStrictEqual(moved(9));
  });

  test('said again is what it heard the first time, in this life and in the next', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'trust', engine: 'blender', level: 'off' });
    observe(rig, blender, {});
    const first = decided(rig, blender);
    observe(rig, blender, {});
    expect(decided(rig, blender)).toStrictEqual(first);
    expect(rig.orchestrator.core.ahead.shelf.size).toBe(1);
  });

  test('ends its session where it claims what was never given out, or an id that is taken (SEC-2)', () => {
    const revoked = (rig: Rig) =>
      rig.effects.flatMap((each) => (each.fx === 'revoke' ? [[each.code, each.message]] : []));
    const future = withBox();
    observe(future.rig, future.blender, { applied_through: 99 });
    expect(revoked(future.rig)).toStrictEqual([
      ['future_revision', 'It claims to have applied 99, which was never given out.'],
    ]);
    const reused = withBox();
    reused.rig.submit(50, [move(3)], { channel: 'ai' });
    observe(reused.rig, reused.blender, {});
    expect(revoked(reused.rig)).toStrictEqual([
      ['id_reused', 'The id of an edit stands for something else already.'],
    ]);
  });
});
