/** What the badge counts and a notification names. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { NOTHING_THERE } from '#app/control-room/index.ts';
import type { SessionView } from '#app/control-room/index.ts';
import { CardWatch } from '#main/host/attention.ts';
import type { News } from '#main/host/attention.ts';
import type { Host } from '#main/host/index.ts';
import { engineWord } from '#main/orchestrator/index.ts';
import { runningHost } from '#test/running-host.ts';
import { HandsRig } from '../orchestrator/hands-rig.ts';
import { box, moved, Rig, uuid } from '../orchestrator/bench-rig.ts';

/** What of a connection the cards look at. */
const calm = {
  session: 's',
  engine: 'blender',
  title: 'yard',
  state: 'live',
  breakerNeedsClick: false,
  openIn: null,
  preview: null,
  file: null,
  copy: null,
  unmanaged: 0,
  onlyThere: NOTHING_THERE,
  lost: false,
};

test('values changed in play mode are news once, by the object’s name, and count until they are answered', () => {
  const rig = new Rig();
  const unity = rig.connect(1, 'unity');
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(unity);
  rig.sync();
  rig.frame(unity, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: null });
  rig.frame(unity, {
    type: 'offered',
    offer: uuid(9),
    applied_through: rig.state.revision,
    last: true,
    states: [{ id: uuid(1), facet: 'transform', value: moved(4) }],
  });
  rig.sync();
  const [shelf = ''] = rig.state.shelf.keys();
  const watch = new CardWatch();
  expect(watch.look(rig.orchestrator.core)).toEqual({
    count: 1,
    newest: {
      about: 'conflicts',
      title: 'Changed while playing in Unity',
      body: 'Box_1',
      card: `played ${shelf}`,
    },
  });
  expect(watch.look(rig.orchestrator.core)).toEqual({ count: 1, newest: null });
  rig.command({ do: 'answer_offer', shelf, take: [], intent: uuid(10) });
  rig.sync();
  expect(watch.look(rig.orchestrator.core)).toEqual({ count: 0, newest: null });
});

test('an artist’s own change that asks first is news as theirs, by their engine’s name', () => {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
  rig.frame(blender, {
    type: 'observed',
    edit: uuid(2),
    applied_through: rig.state.revision,
    undo: { kind: 'step', name: 'Move' },
    before: [],
    operations: [{ op: 'set_transform', id: uuid(1), transform: moved(4) }],
  });
  rig.sync();
  expect(new CardWatch().look(rig.orchestrator.core).newest).toMatchObject({
    about: 'suggestions',
    title: 'Your change in Blender asks first',
    body: 'move Box_1',
  });
});

test('all that asks is news, by the keys of the window’s cards, whatever of it came last', () => {
  const rig = HandsRig.withBoxes(1);
  const { core } = rig.orchestrator;
  const watch = new CardWatch();
  expect(watch.look(core)).toEqual({ count: 0, newest: null });

  const session = uuid(0xe55);
  rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
  rig.frame(session, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'blender', version: '1' },
    scene: { project: null, scene: null, saved_revision: null, title: 'yard.blend', unsaved: false },
    applied_through: null,
    receipt: null,
    masked: [],
  });
  const foreign = `foreign ${session}`;
  expect(watch.look(core)).toEqual({
    count: 1,
    newest: {
      about: 'engines',
      title: 'Blender 2 shows a file that is not linked',
      body: 'yard.blend',
      card: foreign,
    },
  });

  // Rule 6: it waits for the hands of Blender's artist, and then asks.
  rig.hold(rig.blender, 1);
  rig.move(rig.unity, 20, 5);
  rig.settle();
  expect(watch.look(core)).toEqual({ count: 1, newest: null });
  rig.passTime(30_000);
  expect(watch.look(core)).toEqual({
    count: 2,
    newest: {
      about: 'conflicts',
      title: 'A change waits for your hands',
      body: 'move Box_1',
      card: 'waits engine:unity',
    },
  });

  rig.session(rig.unity).breakerNeedsClick = true;
  const { count, newest } = watch.look(core);
  expect([count, newest?.card]).toEqual([3, `breaker ${rig.unity}`]);

  // Left alone in the window, it is counted no longer.
  watch.dismiss(foreign);
  expect(watch.look(core)).toEqual({ count: 2, newest: null });
});

test.each([
  [{ preview: {} }, 'Blender asks before it is refreshed', 'differences s'],
  [{ preview: {}, file: { isLeft: false } }, 'A file in Blender is not as it is shared', 'file s'],
  [{ state: 'foreign', copy: { others: ['b'] } }, 'A copy of a linked file in Blender', 'copy s yard b'],
  [{ state: 'foreign', openIn: 'other' }, 'Open in another Blender already', 'foreign s'],
] as const)('%o is told as “%s”', (part, title, card) => {
  const { core } = new Rig().orchestrator;
  const sessions = [{ ...calm, ...part } as unknown as SessionView];
  expect(new CardWatch().look(core, sessions)).toEqual({
    count: 1,
    newest: { about: 'engines', title, body: 'yard', card },
  });
});

test.each([
  ['while the person is not to be disturbed', true],
  ['after that, before they looked', false],
])('what was kept for later and has come to block is told once: %s', (_when, isStillQuiet) => {
  const { core } = new Rig().orchestrator;
  const watch = new CardWatch();
  const look = (state: string, isQuiet: boolean): ReturnType<CardWatch['look']> =>
    watch.look(
      core,
      [{ ...calm, state, copy: { others: ['b'], isAnswered: false } } as unknown as SessionView],
      isQuiet,
    );
  watch.look(core, [], true);
  expect([look('live', true), watch.collected]).toEqual([{ count: 0, newest: null }, ['copy s yard b']]);
  // The engine cannot go on without an answer.
  expect(look('foreign', isStillQuiet)).toEqual({
    count: 1,
    newest: {
      about: 'engines',
      title: 'A copy of a linked file in Blender',
      body: 'yard',
      card: 'copy s yard b',
    },
  });
  expect(watch.collected).toEqual([]);
  expect(look('foreign', isStillQuiet)).toEqual({ count: 1, newest: null });
});

test('a file that asks to be linked is told by the host itself, with nothing else under way', async () => {
  const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-attention-'));
  onTestFinished(() => fs.rmSync(userData, { recursive: true }));
  let host: Host | null = null;
  const told = new Promise<[number, News | null]>((resolve) => {
    void runningHost(userData, {
      onAttention: (count, newest) => {
        if (count > 0) resolve([count, newest]);
      },
    }).then((started) => {
      host = started;
      const session = randomUUID();
      started.input({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
      started.input({
        in: 'frame',
        session,
        message: {
          type: 'hello',
          adapter: { name: 'test', version: '1' },
          engine: { kind: 'unity', version: '1' },
          scene: { project: null, scene: null, saved_revision: null, title: 'Yard', unsaved: false },
          applied_through: null,
          receipt: null,
          masked: [],
        },
      });
    });
  });
  expect(await told).toMatchObject([1, { title: 'Unity shows a file that is not linked', body: 'Yard' }]);
  await (host as Host | null)?.close();
});

test.each([
  ['blender', 'Blender'],
  ['unity-2', 'Unity 2'],
  ['my-engine', 'My-engine'],
  ['3-2', '3 2'],
])('%s reads as %s', (engine, word) => {
  expect(engineWord(engine)).toBe(word);
});
