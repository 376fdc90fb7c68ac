import { describe, expect, test } from 'vitest';
import type { Actor } from '#app/intents/index.ts';
import { orchestratorMessages } from '#app/protocol/index.ts';
import type { OrchestratorMessageOf } from '#app/protocol/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { viewGhosts } from '#main/orchestrator/ghosts.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';

type Ghosts = OrchestratorMessageOf<'ghosts'>;
const EVERY_MS = 500;

const move = (id: number, x = 4): Operation => ({ op: 'set_transform', id: uuid(id), transform: moved(x) });
const suggest = (rig: Rig, id: number, operations: Operation[], actor: Actor = AGENT): void => {
  rig.submit(id, operations, { channel: 'ai', actor });
};

/** An engine that wants ghosts, live on Box_1 with Box_2 below it; what it was shown so far is taken. */
function studio(
  features: string[] | undefined = ['ghosts'],
  more: SceneObject[] = [],
): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1, 'blender', [], features);
  rig.submit(100, [
    { op: 'create', object: box(1) },
    { op: 'create', object: box(2, { parent: uuid(1) }) },
    ...more.map((object): Operation => ({ op: 'create', object })),
  ]);
  rig.playApply(blender);
  rig.wait(10_000);
  expect(shown(rig, blender)).toEqual([]);
  return { rig, blender };
}

/** All that this session was shown since the last look, oldest first. */
function shown(rig: Rig, session: string): Ghosts[] {
  const frames: Ghosts[] = [];
  for (;;) {
    const next = rig.take(session, ['ghosts']);
    if (next === null) return frames;
    orchestratorMessages.ghosts.parse(next);
    frames.push(next);
  }
}

/** The newest picture in short; null where there was none. */
function last(rig: Rig, session: string): string[] | null {
  const frame = shown(rig, session).at(-1);
  return frame?.ghosts.map(({ what, name }) => `${what} ${name}`) ?? null;
}

describe('what is shown of a suggestion', () => {
  test('a move: the object by its name, and its place as suggested', () => {
    const { rig, blender } = studio();
    suggest(rig, 10, [move(2, 7)]);
    expect(shown(rig, blender)).toEqual([
      {
        type: 'ghosts',
        ghosts: [
          {
            suggestion: uuid(10),
            by: AGENT.name,
            id: uuid(2),
            what: 'moved',
            kind: 'mesh',
            name: 'Box_2',
            parent: uuid(1),
            transform: moved(7),
          },
        ],
        more: 0,
      },
    ]);
  });

  test.each<[string, Operation[], string[]]>([
    [
      'a deletion with all that goes along',
      [{ op: 'delete', id: uuid(1), descendants: [uuid(2)] }],
      ['deleted Box_1', 'deleted Box_2'],
    ],
    ['an object that it makes', [{ op: 'create', object: box(9) }], ['created Box_9']],
    ['one that it makes and moves, once', [{ op: 'create', object: box(9) }, move(9)], ['created Box_9']],
    [
      'nothing of what it makes and takes away again',
      [
        { op: 'create', object: box(9) },
        { op: 'delete', id: uuid(9), descendants: [] },
      ],
      [],
    ],
    ['the end of several moves', [move(1, 1), move(1, 2)], ['moved Box_1']],
    ['nothing where it comes back to where it is', [move(1, 1), move(1, 0)], []],
    ['another parent', [{ op: 'reparent', id: uuid(2), parent: null }], ['moved Box_2']],
    [
      'the name that it would have',
      [{ op: 'rename', id: uuid(1), name: 'Plinth' }, move(1)],
      ['moved Plinth'],
    ],
    [
      'nothing of values that cannot be seen',
      [{ op: 'set_property', id: uuid(1), key: 'mass', value: 2 }],
      [],
    ],
    ['a deletion after a move', [move(2), { op: 'delete', id: uuid(2), descendants: [] }], ['deleted Box_2']],
  ])('%s', (_what, operations, expected) => {
    const { rig, blender } = studio();
    suggest(rig, 10, operations);
    expect(last(rig, blender) ?? []).toEqual(expected);
  });

  test('the place at the end, under the parent at the end', () => {
    const { rig, blender } = studio();
    suggest(rig, 10, [
      { op: 'create', object: box(9, { parent: uuid(1) }) },
      move(9, 1),
      { op: 'reparent', id: uuid(9), parent: uuid(2) },
      move(9, 3),
    ]);
    expect(shown(rig, blender).at(-1)?.ghosts).toMatchObject([{ parent: uuid(2), transform: moved(3) }]);
  });

  test('nothing of what a person did that waits for a click', () => {
    const { rig, blender } = studio();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    rig.sync();
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(50),
      applied_through: 1,
      undo: { kind: 'step', name: 'Move' },
      before: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
      operations: [move(1)],
    });
    rig.wait(1_000);
    expect(rig.orchestrator.core.proposals.size).toBe(1);
    expect(shown(rig, blender)).toEqual([]);
  });
});

describe('when it is shown', () => {
  test('only to an engine that wants it', () => {
    for (const features of [undefined, [], ['something_else']]) {
      const { rig, blender } = studio(features ?? []);
      suggest(rig, 10, [move(1)]);
      rig.wait(3_000);
      expect(shown(rig, blender)).toEqual([]);
    }
  });

  test('all of it again once the person may be disturbed', () => {
    const { rig, blender } = studio();
    rig.step({ in: 'quiet', isQuiet: true });
    suggest(rig, 10, [move(1)]);
    rig.wait(3_000);
    expect(shown(rig, blender)).toEqual([]);
    rig.step({ in: 'quiet', isQuiet: false });
    rig.wait(EVERY_MS);
    expect(last(rig, blender)).toEqual(['moved Box_1']);
  });

  test('again to an engine whose file was opened anew before the next picture was due', () => {
    const { rig, blender } = studio();
    suggest(rig, 10, [move(1)]);
    expect(last(rig, blender)).toEqual(['moved Box_1']);
    const { project, scene } = rig.orchestrator.core.sessions.get(blender)!;
    rig.frame(blender, {
      type: 'scene',
      scene: { project, scene, saved_revision: null, title: 'again', unsaved: false },
    });
    rig.playResync(blender);
    expect(shown(rig, blender)).toEqual([]);
    rig.wait(1_000);
    expect(last(rig, blender)).toEqual(['moved Box_1']);
  });

  test('to one that comes to be live while something waits', () => {
    const { rig } = studio([]);
    suggest(rig, 10, [move(1)]);
    const unity = rig.connect(2, 'unity', [], ['ghosts']);
    rig.wait(1_000);
    expect(last(rig, unity)).toEqual(['moved Box_1']);
  });

  test('at most twice a second, and the newest then', () => {
    const { rig, blender } = studio();
    suggest(rig, 10, [move(1)]);
    suggest(rig, 11, [move(2)]);
    suggest(rig, 12, [{ op: 'create', object: box(9) }]);
    expect(shown(rig, blender)).toHaveLength(1);
    rig.tick(EVERY_MS - 1);
    expect(shown(rig, blender)).toEqual([]);
    rig.tick(1);
    expect(last(rig, blender)).toEqual(['moved Box_1', 'moved Box_2', 'created Box_9']);
  });

  test('and a tick is asked for when that is due', () => {
    const { rig } = studio();
    const wake = () => rig.effects.findLast(({ fx }) => fx === 'wake');
    suggest(rig, 10, [move(1)]);
    suggest(rig, 11, [move(2)]);
    rig.sync();
    expect(wake()).toEqual({ fx: 'wake', atMs: rig.nowMs + EVERY_MS });
    rig.tick(EVERY_MS);
    expect(wake()).toEqual({ fx: 'wake', atMs: rig.nowMs + 1_000 });
  });

  test('no look more often than that either, whatever an engine says meanwhile', () => {
    const { rig, blender } = studio();
    suggest(rig, 10, [move(1)]);
    expect(shown(rig, blender)).toHaveLength(1);
    rig.tick(EVERY_MS);
    // A look that finds nothing new counts as one that does.
    rig.frame(blender, { type: 'hands', objects: [uuid(2)], mode: 'grab' });
    const { core } = rig.orchestrator;
    const { nextMs } = core.ghosts;
    expect([shown(rig, blender), nextMs]).toEqual([[], core.nowMs + EVERY_MS]);
    suggest(rig, 11, [move(2)]);
    expect([shown(rig, blender), core.ghosts.nextMs]).toEqual([[], nextMs]);
    rig.tick(EVERY_MS);
    expect(last(rig, blender)).toEqual(['moved Box_1', 'moved Box_2']);
  });

  test('not again while nothing of it changes', () => {
    const { rig, blender } = studio();
    suggest(rig, 10, [move(1)]);
    expect(shown(rig, blender)).toHaveLength(1);
    rig.submit(101, [{ op: 'rename', id: uuid(2), name: 'Lid' }]);
    rig.playApply(blender);
    rig.wait(5_000);
    expect(shown(rig, blender)).toEqual([]);
  });

  test('nothing any more of what a person’s own change has overtaken', () => {
    const { rig, blender } = studio();
    suggest(rig, 10, [move(1)]);
    suggest(rig, 11, [move(2)]);
    rig.wait(1_000);
    expect(last(rig, blender)).toEqual(['moved Box_1', 'moved Box_2']);
    rig.submit(101, [move(1, 9)]);
    rig.playApply(blender);
    rig.wait(1_000);
    expect(last(rig, blender)).toEqual(['moved Box_2']);
  });

  test.each<[string, (rig: Rig, blender: string) => void]>([
    ['it is approved', (rig) => rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) })],
    ['it is denied', (rig) => rig.command({ do: 'deny', id: uuid(10), reason: '' })],
    ['everything is held', (rig) => rig.command({ do: 'halt', by: 'you' })],
    ['the person is not to be disturbed', (rig) => rig.step({ in: 'quiet', isQuiet: true })],
    [
      'another file is opened there',
      (rig, blender) =>
        rig.frame(blender, {
          type: 'scene',
          scene: { project: null, scene: null, saved_revision: null, title: 'other', unsaved: false },
        }),
    ],
    [
      'it renders',
      (rig, blender) =>
        rig.frame(blender, { type: 'busy', kind: 'parked', activity: 'rendering', last_begun: null }),
    ],
  ])('nothing any more once %s', (_what, act) => {
    const { rig, blender } = studio();
    suggest(rig, 10, [move(1)]);
    expect(last(rig, blender)).toEqual(['moved Box_1']);
    rig.tick(EVERY_MS);
    act(rig, blender);
    expect(shown(rig, blender)).toEqual([{ type: 'ghosts', ghosts: [], more: 0 }]);
    rig.wait(3_000);
    expect(shown(rig, blender)).toEqual([]);
  });

  test('again on a connection that comes back, though nothing changed meanwhile', () => {
    const { rig, blender } = studio();
    suggest(rig, 10, [move(1)]);
    expect(shown(rig, blender)).toHaveLength(1);
    rig.lose(blender);
    const back = rig.resume(blender, 5, rig.state.revision, ['ghosts']);
    rig.playResync(back);
    rig.wait(1_000);
    expect(last(rig, back)).toEqual(['moved Box_1']);
  });
});

describe('AUTH-1: however much waits', () => {
  const many = (from: number, count: number): Operation[] =>
    Array.from({ length: count }, (_, index) => ({ op: 'create', object: box(from + index) }));

  test('so many are shown, and the rest is counted', () => {
    const { rig, blender } = studio();
    suggest(rig, 10, many(1_000, 150));
    rig.tick(EVERY_MS);
    suggest(rig, 11, many(2_000, 150));
    const frame = shown(rig, blender).at(-1);
    expect(frame?.ghosts).toHaveLength(200);
    expect(frame?.more).toBe(100);
    expect(frame?.ghosts[199]?.name).toBe('Box_2049');
  });

  test('what is where it would come to takes no room from what is not', () => {
    const { rig, blender } = studio(
      ['ghosts'],
      Array.from({ length: 300 }, (_, index) => box(1_000 + index)),
    );
    const still = Array.from({ length: 250 }, (_, index) => move(1_000 + index, 0));
    suggest(rig, 10, [...still, move(1_290, 3)]);
    expect(shown(rig, blender).at(-1)).toMatchObject({ ghosts: [{ name: 'Box_1290' }], more: 0 });
  });

  test('so many are looked at, of all suggestions together, and the rest is counted', () => {
    const { rig, blender } = studio(
      ['ghosts'],
      Array.from({ length: 600 }, (_, index) => box(1_000 + index)),
    );
    const still = Array.from({ length: 600 }, (_, index) => move(1_000 + index, 0));
    suggest(rig, 10, still);
    suggest(rig, 11, still);
    suggest(rig, 12, [move(1_000, 3)]);
    rig.wait(1_000);
    expect(viewGhosts(rig.orchestrator.core)).toEqual({ type: 'ghosts', ghosts: [], more: 201 });
    expect(shown(rig, blender).at(-1)).toMatchObject({ ghosts: [], more: 201 });
  });

  test('a long suggestion is gone through once', () => {
    const { rig, blender } = studio();
    const operations = many(1_000, 5_000);
    let reads = 0;
    const watched = new Proxy(operations, {
      get: (target, key, receiver) => {
        if (key === Symbol.iterator) reads += 1;
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    suggest(rig, 10, operations);
    expect(shown(rig, blender).at(-1)?.more).toBe(4_800);
    const { core } = rig.orchestrator;
    const proposal = core.proposals.get(uuid(10));
    if (proposal === undefined) throw new Error('it waits');
    core.proposals.set(uuid(10), { ...proposal, intent: { ...proposal.intent, operations: watched } });
    for (let look = 0; look < 5; look += 1) expect(viewGhosts(core).more).toBe(4_800);
    expect(reads).toBe(1);
  });
});
