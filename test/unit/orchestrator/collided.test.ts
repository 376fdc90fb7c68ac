/** R23, rule 1, SEC-1: what collides is kept and asked about, once, and no engine asks without end. */
import { describe, expect, test } from 'vitest';
import { digestObject } from '#app/scene/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const move = (x: number, id = 1): Operation[] => [{ op: 'set_transform', id: uuid(id), transform: moved(x) }];
const FROM: FacetState = { id: uuid(1), facet: 'transform', value: moved(0) };

function withEngines(...kinds: readonly string[]): { rig: Rig; sessions: string[] } {
  const rig = new Rig({ config: { maxCards: 12 } });
  const sessions = kinds.map((kind, index) => rig.connect(index + 1, kind));
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  for (const session of sessions) rig.playApply(session);
  rig.sync();
  return { rig, sessions };
}

function tell(rig: Rig, session: string, edit: number, operations: Operation[], undo: 'step' | null): void {
  rig.frame(session, {
    type: 'observed',
    edit: uuid(edit),
    applied_through: 1,
    undo: undo === null ? null : { kind: undo, name: 'Move' },
    before: [FROM],
    operations,
  });
}

function expectKept(rig: Rig): void {
  const { shelf, conflicts } = rig.state;
  expect([...shelf.values()].map(({ from, why }) => [from, why])).toEqual([['person', 'conflict']]);
  const [card] = [...conflicts.values()];
  expect(card).toMatchObject({ why: 'edited_both', engine: 'the control room' });
  expect(card?.items).toMatchObject([{ before: FROM, engine: moved(4) }]);
}

test('a change in the control room that meets an artist’s on its way is kept, with a card', () => {
  const { rig, sessions } = withEngines('blender', 'unity');
  tell(rig, sessions[1] ?? '', 900, move(9), 'step');
  rig.submit(50, move(4));
  rig.sync();
  expect(rig.statesOf(50)).toEqual(['conflicted']);
  expectKept(rig);
  // Handed in once more under its own id it is kept already.
  rig.submit(50, move(4));
  rig.sync();
  expectKept(rig);
});

test('so is one that was made before another person’s change was confirmed, and what is taken of it is shared', () => {
  const { rig, sessions } = withEngines('blender', 'unity');
  const [blender = '', unity = ''] = sessions;
  rig.engines.set(unity, { objects: new Map([[uuid(1), box(1, { transform: moved(9) })]]) });
  tell(rig, unity, 900, move(9), 'step');
  rig.playApply(blender);
  rig.playApply(unity);
  rig.sync();
  rig.submit(50, move(4), { base: { revision: 1, after: [] } });
  rig.sync();
  expectKept(rig);
  const [conflict = ''] = [...rig.state.conflicts.keys()];
  rig.command({ do: 'decide', conflict, take: [{ id: uuid(1), facet: 'transform' }], intent: uuid(51) });
  rig.playApply(blender);
  rig.playApply(unity);
  rig.sync();
  rig.sync();
  expect(rig.state.objects.get(uuid(1))?.transform.translation[0]).toBe(4);
  expect([rig.state.shelf.size, rig.state.conflicts.size]).toEqual([0, 0]);
});

test('what is taken from a card and is so already needs no change: the copy goes at once', () => {
  const { rig, sessions } = withEngines('blender');
  const gone: Operation[] = [{ op: 'delete', id: uuid(1), descendants: [] }];
  rig.submit(49, gone);
  rig.playApply(sessions[0] ?? '');
  rig.sync();
  const shelved = rig.state.shelf.size;
  rig.submit(50, gone, { base: { revision: 1, after: [] } });
  rig.sync();
  expect([rig.state.conflicts.size, rig.state.shelf.size]).toEqual([1, shelved + 1]);
  const [conflict = ''] = [...rig.state.conflicts.keys()];
  rig.command({ do: 'decide', conflict, take: [{ id: uuid(1), facet: 'existence' }], intent: uuid(51) });
  rig.sync();
  expect([rig.state.shelf.size, rig.state.conflicts.size, rig.statesOf(51)]).toEqual([shelved, 0, []]);
});

test('a change of what was not there yet when it was made has no value from before both', () => {
  const { rig, sessions } = withEngines('blender', 'unity');
  const [blender = '', unity = ''] = sessions;
  tell(rig, unity, 900, [{ op: 'create', object: box(2) }], 'step');
  rig.engines.set(unity, { objects: new Map([1, 2].map((id) => [uuid(id), box(id)])) });
  rig.playApply(blender);
  rig.playApply(unity);
  rig.sync();
  rig.submit(50, move(4, 2), { base: { revision: 1, after: [] } });
  rig.sync();
  expect(rig.statesOf(50)).toEqual(['conflicted']);
  expect([...rig.state.conflicts.values()].map(({ items }) => items)).toStrictEqual([
    [{ id: uuid(2), facet: 'transform', before: null, truth: moved(0), engine: moved(4) }],
  ]);
});

test.each<[string, Operation[]]>([
  ['a value', move(4, 77)],
  ['a deletion', [{ op: 'delete', id: uuid(77), descendants: [] }]],
])('%s of an object that nobody ever shared makes it none of the engine’s own', (_, operations) => {
  for (const undo of ['step', null] as const) {
    const { rig, sessions } = withEngines('blender');
    const [blender = ''] = sessions;
    tell(rig, blender, 900, operations, undo);
    rig.sync();
    expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'rejected' });
    expect(rig.orchestrator.core.sessions.get(blender)?.unshared.size).toBe(0);
    // An object that it does hold is.
    tell(rig, blender, 901, [{ op: 'create', object: box(78) }], null);
    rig.sync();
    expect([...(rig.orchestrator.core.sessions.get(blender)?.unshared ?? [])]).toEqual([uuid(78)]);
  }
});

test('what is taken from a card is not thrown away while it is on its way: it may come to nothing', () => {
  const { rig, sessions } = withEngines('blender');
  rig.submit(49, move(9));
  rig.playApply(sessions[0] ?? '');
  rig.sync();
  rig.submit(50, move(4), { base: { revision: 1, after: [] } });
  rig.sync();
  const [conflict = ''] = [...rig.state.conflicts.keys()];
  rig.command({ do: 'decide', conflict, take: [{ id: uuid(1), facet: 'transform' }], intent: uuid(51) });
  rig.sync();
  rig.command({ do: 'discard_shelved', shelf: conflict });
  expect(rig.effects.findLast(({ fx }) => fx === 'reply')).toMatchObject({
    answer: { ok: false, reason: { code: 'under_way' } },
  });
  rig.command({ do: 'halt', by: 'button' });
  const back = rig.take(sessions[0] ?? '', ['compensate']);
  rig.frame(sessions[0] ?? '', { type: 'compensated', n: back?.n ?? 0, outcomes: [] });
  rig.sync();
  expect(rig.statesOf(51).at(-1)).toBe('aborted');
  expect([...rig.state.shelf.values()].map(({ states }) => states)).toMatchObject([[{ value: moved(4) }]]);
});

test.each(['card', 'shelf'])(
  'what a person takes from the %s comes after their own change that is still in line (R13)',
  (from) => {
    const { rig, sessions } = withEngines('blender');
    const [blender = ''] = sessions;
    rig.submit(49, move(9));
    rig.playApply(blender);
    rig.sync();
    rig.submit(50, move(4), { base: { revision: 1, after: [] } });
    rig.sync();
    const [conflict = ''] = [...rig.state.conflicts.keys()];
    rig.frame(blender, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
    rig.submit(51, move(5));
    const take = [{ id: uuid(1), facet: 'transform' }];
    rig.command(
      from === 'card'
        ? { do: 'decide', conflict, take, intent: uuid(52) }
        : { do: 'propose_shelved', shelf: conflict, take, intent: uuid(52) },
    );
    rig.frame(blender, { type: 'ready' });
    for (const id of [51, 52]) {
      rig.playApply(blender);
      rig.sync();
      expect(rig.statesOf(id).at(-1)).toBe('committed');
    }
    expect(rig.state.objects.get(uuid(1))?.transform.translation[0]).toBe(4);
  },
);

test('a value that drifts on and on is one card, with its newest value', () => {
  const { rig, sessions } = withEngines('blender');
  for (let k = 0; k < 40; k += 1) tell(rig, sessions[0] ?? '', 900 + k, move(3 + k), null);
  tell(rig, sessions[0] ?? '', 999, move(42), null);
  rig.sync();
  expect([rig.state.shelf.size, rig.state.conflicts.size]).toEqual([1, 1]);
  expect([...rig.state.conflicts.values()][0]?.items[0]?.engine).toEqual(moved(42));
  expect([...rig.state.shelf.values()][0]?.states[0]?.value).toEqual(moved(42));
  expect(rig.records.filter(({ kind }) => kind === 'shelve')).toHaveLength(40);
});

test('an engine with too many cards is disconnected with the reason, and may come back once they are decided', () => {
  const { rig, sessions } = withEngines('blender');
  const [blender = ''] = sessions;
  for (let k = 0; k < 20; k += 1) tell(rig, blender, 900 + k, move(3, 100 + k), 'step');
  rig.sync();
  expect([rig.state.shelf.size, rig.state.conflicts.size]).toEqual([12, 12]);
  expect(rig.take(blender, ['revoked'])).toMatchObject({ code: 'too_many_cards' });
  for (const conflict of [...rig.state.conflicts.keys()])
    rig.command({ do: 'decide', conflict, take: [], intent: uuid(51) });
  rig.sync();
  const again = rig.connect(3);
  tell(rig, again, 990, move(5), 'step');
  expect(rig.statesOf(990)).toContain('queued');
});

describe('SEC-1: an engine with as many cards as there may be gets no further one', () => {
  /** It has them, and lives. */
  function withAllCards(): { rig: Rig; blender: string } {
    const { rig, sessions } = withEngines('blender');
    const [blender = ''] = sessions;
    for (let k = 0; k < 12; k += 1) tell(rig, blender, 900 + k, move(3, 100 + k), 'step');
    rig.sync();
    expect([rig.state.conflicts.size, rig.take(blender, ['revoked'])]).toEqual([12, null]);
    return { rig, blender };
  }

  function expectEnd(rig: Rig, blender: string): void {
    expect(rig.take(blender, ['revoked'])).toMatchObject({ code: 'too_many_cards' });
    expect([rig.state.shelf.size, rig.state.conflicts.size]).toEqual([12, 12]);
  }

  function hold(rig: Rig, blender: string, x: number): void {
    rig.engines.set(blender, { objects: new Map([[uuid(1), box(1, { transform: moved(x) })]]) });
  }

  test('by opening its file again and again', () => {
    const { rig, sessions } = withEngines('blender');
    const [blender = ''] = sessions;
    const [scene = ''] = [...(rig.state.scenes.get('blender') ?? [])];
    for (let k = 0; k < 20; k += 1) {
      hold(rig, blender, 100 + k);
      rig.frame(blender, {
        type: 'scene',
        scene: {
          project: rig.state.project.id,
          scene,
          saved_revision: null,
          title: 'untitled',
          unsaved: false,
        },
      });
      rig.playResync(blender);
    }
    expectEnd(rig, blender);
  });

  test('by drifting without a word', () => {
    const { rig, blender } = withAllCards();
    hold(rig, blender, 9);
    rig.wait(1_000);
    const question = rig.take(blender, ['audit']);
    rig.frame(blender, {
      type: 'digests',
      request: question?.request ?? 0,
      states: [[uuid(1), digestObject(box(1, { transform: moved(9) }))]],
    });
    rig.playResync(blender);
    expectEnd(rig, blender);
  });

  test('by showing something else than it was set to', () => {
    const { rig, blender } = withAllCards();
    rig.submit(60, move(5), { channel: 'override' });
    rig.sync();
    const patch = rig.take(blender, ['patch']);
    hold(rig, blender, 9);
    rig.frame(blender, {
      type: 'patched',
      request: patch?.request ?? 0,
      states: [[uuid(1), digestObject(box(1, { transform: moved(9) }))]],
    });
    rig.playResync(blender);
    expectEnd(rig, blender);
  });
});

test('what an artist does while their engine is refreshed is compared too, and kept', () => {
  const rig = new Rig();
  rig.submit(
    1,
    [10, 11, 12].map((number) => ({ op: 'create', object: box(number) })),
  );
  rig.sync();
  const session = rig.knock(1, 'blender', [box(10)]);
  rig.playResync(session, 1);
  const patch = rig.take(session, ['patch']);
  tell(rig, session, 900, move(9, 10), 'step');
  const moved9 = box(10, { transform: moved(9) });
  rig.engines.set(session, { objects: new Map([moved9, box(11), box(12)].map((each) => [each.id, each])) });
  rig.sent.unshift({ session, message: patch ?? { type: 'ping', ping: 0 } });
  rig.playResync(session);
  rig.sync();
  expect(rig.orchestrator.core.sessions.get(session)?.phase).toBe('live');
  expect([...rig.state.conflicts.values()].map(({ why }) => why)).toEqual(['differs_at_handshake']);
  expect([...rig.state.shelf.values()][0]?.states).toEqual([
    { id: uuid(10), facet: 'transform', value: moved(9) },
  ]);
  expect(rig.engines.get(session)?.objects.get(uuid(10))).toEqual(box(10));
});

test('an artist who goes on while their engine is refreshed is asked once, about where they have come to', () => {
  const rig = new Rig();
  rig.submit(
    1,
    [10, 11, 12].map((number) => ({ op: 'create', object: box(number) })),
  );
  rig.sync();
  const session = rig.knock(1, 'blender', [box(10)]);
  const shelved = () => [...rig.state.shelf.values()].map(({ states }) => states);
  const at = (place: number) => [{ id: uuid(10), facet: 'transform', value: moved(place) }];
  const hold10 = (place: number): void => {
    const held = box(10, { transform: moved(place) });
    rig.engines.set(session, { objects: new Map([held, box(11), box(12)].map((each) => [each.id, each])) });
  };
  const isPatching = () => rig.sent.some((each) => each.session === session && each.message.type === 'patch');
  const playToTheEnd = (): void => {
    rig.playResync(session);
    rig.sync();
    expect(rig.orchestrator.core.sessions.get(session)?.phase).toBe('live');
  };
  for (const place of [7, 8, 9]) {
    while (!isPatching()) rig.playResync(session, 1);
    tell(rig, session, 900 + place, move(place, 10), 'step');
    rig.playResync(session, 1);
    hold10(place);
  }
  playToTheEnd();
  expect(shelved()).toEqual([at(9)]);
  expect([...rig.state.conflicts.values()].map(({ items }) => items.map(({ engine }) => engine))).toEqual([
    [moved(9)],
  ]);
  // It was in step in between: that is another question, and what was asked before stays on the shelf.
  hold10(5);
  rig.command({ do: 'refresh_engine', session });
  playToTheEnd();
  expect(shelved()).toEqual([at(9), at(5)]);
  expect(rig.state.conflicts.size).toBe(2);
});

test('a file is linked once', () => {
  const rig = new Rig();
  const session = rig.knock(1);
  rig.take(session, ['bind']);
  const other = uuid(0xe09);
  rig.step({ in: 'connected', session: other, resumes: null, token: '0'.repeat(64) });
  rig.frame(other, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'unity', version: '1' },
    scene: { project: null, scene: null, saved_revision: null, title: 'untitled', unsaved: false },
    applied_through: null,
    receipt: null,
    masked: [],
  });
  rig.command({ do: 'link_scene', session: other, scene: uuid(0xc1) });
  rig.command({ do: 'link_scene', session: other, scene: uuid(0xc2) });
  expect(rig.effects.findLast(({ fx }) => fx === 'reply')).toMatchObject({
    answer: { ok: false, reason: { code: 'under_way' } },
  });
  rig.sync();
  expect(rig.take(other, ['bind'])).toMatchObject({ scene: uuid(0xc1) });
  expect(rig.orchestrator.core.sessions.get(other)?.scene).toBe(uuid(0xc1));
});

test('what is forced waits for no engine that is busy (AUTH-1)', () => {
  const { rig, sessions } = withEngines('blender', 'unity');
  const [blender = '', unity = ''] = sessions;
  rig.submit(30, move(5));
  rig.playApply(unity);
  rig.frame(blender, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
  rig.submit(31, [{ op: 'rename', id: uuid(1), name: 'Forced' }], {
    channel: 'override',
    actor: { kind: 'override', id: 'override', name: 'override' },
  });
  const back = rig.take(unity, ['compensate']);
  rig.frame(unity, { type: 'compensated', n: back?.n ?? 0, outcomes: [] });
  rig.sync();
  expect(rig.statesOf(31).at(-1)).toBe('committed');
  expect(rig.statesOf(30)).not.toContain('aborted');
});

test('what is forced waits for no engine that is busy to take the change before it back (AUTH-1)', () => {
  const { rig, sessions } = withEngines('blender', 'unity');
  const [blender = '', unity = ''] = sessions;
  const isBusy = { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null } as const;
  rig.submit(30, move(5));
  // The one had applied it, the other had not.
  rig.playApply(unity);
  for (const session of [blender, unity]) rig.frame(session, isBusy);
  rig.command({ do: 'halt', by: 'button' });
  rig.submit(31, [{ op: 'rename', id: uuid(1), name: 'Forced' }], { channel: 'override' });
  rig.sync();
  expect(rig.statesOf(31).at(-1)).toBe('committed');
  for (const session of [blender, unity]) {
    rig.frame(session, { type: 'ready' });
    rig.playResync(session);
    expect(rig.engines.get(session)?.objects.get(uuid(1))).toEqual(rig.state.objects.get(uuid(1)));
  }
});

test('what is forced while two engines are busy waits for neither (AUTH-1)', () => {
  const { rig, sessions } = withEngines('blender', 'unity');
  const [blender = '', unity = ''] = sessions;
  rig.submit(30, move(5));
  rig.playApply(blender);
  for (const session of [blender, unity])
    rig.frame(session, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
  rig.submit(31, [{ op: 'rename', id: uuid(1), name: 'Forced' }], { channel: 'override' });
  rig.sync();
  expect(rig.statesOf(31).at(-1)).toBe('committed');
});
