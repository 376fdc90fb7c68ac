/** What exists in one engine alone: since when its file is unsaved, and what goes with it (rule 13, NON-3, FAIL-2). */
import { describe, expect, test } from 'vitest';
import { isAtRisk, NOTHING_THERE } from '#app/control-room/index.ts';
import type { OnlyThereView, SessionView } from '#app/control-room/index.ts';
import { viewSessions } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

function withBox(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

function viewOf(rig: Rig, session: string): SessionView | undefined {
  return viewSessions(rig.orchestrator.core, () => null).find((each) => each.session === session);
}

function unsavedOf(rig: Rig, session: string): OnlyThereView['unsaved'] | undefined {
  return viewOf(rig, session)?.onlyThere.unsaved;
}

function hello(rig: Rig, session: string, unsaved: boolean, appliedThrough: number | null): void {
  rig.engines.set(session, { objects: new Map([[uuid(1), box(1)]]) });
  rig.frame(session, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'blender', version: '1' },
    scene: {
      project: rig.state.project.id,
      scene: [...(rig.state.scenes.get('blender') ?? [])][0] ?? null,
      saved_revision: rig.state.revision,
      title: 'street.blend',
      unsaved,
    },
    applied_through: appliedThrough,
    receipt: null,
    masked: [],
  });
}

function connect(rig: Rig, number: number, unsaved: boolean, appliedThrough: number | null = null): string {
  const session = uuid(0xe00 + number);
  rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
  hello(rig, session, unsaved, appliedThrough);
  return session;
}

function edit(rig: Rig, session: string, number: number, x: number): void {
  rig.engines.set(session, { objects: new Map([[uuid(1), box(1, { transform: moved(x) })]]) });
  rig.frame(session, {
    type: 'observed',
    edit: uuid(number),
    applied_through: rig.state.revision,
    undo: { kind: 'step', name: 'Move' },
    before: [],
    operations: [{ op: 'set_transform', id: uuid(1), transform: moved(x) }],
  });
}

describe('since when a file is unsaved', () => {
  test('counts from the engine’s word on; said again it counts on, saved it ends', () => {
    const { rig, blender } = withBox();
    expect(unsavedOf(rig, blender)).toBeNull();
    rig.frame(blender, { type: 'saved', unsaved: true });
    rig.wait(60_000);
    rig.frame(blender, { type: 'saved', unsaved: true });
    rig.wait(60_000);
    expect(unsavedOf(rig, blender)).toEqual({ forMs: 120_000, atLeast: false });
    rig.frame(blender, { type: 'saved', unsaved: false });
    expect(unsavedOf(rig, blender)).toBeNull();
    rig.frame(blender, { type: 'saved', unsaved: true });
    expect(unsavedOf(rig, blender)).toEqual({ forMs: 0, atLeast: false });
  });

  test('is at least so long where it was unsaved when it connected', () => {
    const { rig } = withBox();
    const session = connect(rig, 2, true);
    rig.wait(3_000);
    expect(unsavedOf(rig, session)).toEqual({ forMs: 3_000, atLeast: true });
  });

  test('goes on over a lost connection; of another file it begins anew', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'saved', unsaved: true });
    rig.wait(5_000);
    rig.lose(blender);
    const resumed = uuid(0xe03);
    rig.step({ in: 'connected', session: resumed, resumes: blender, token: '1'.repeat(64) });
    hello(rig, resumed, true, rig.state.revision);
    expect(unsavedOf(rig, resumed)).toEqual({ forMs: 5_000, atLeast: false });
    const scene = { project: null, scene: null, saved_revision: null, title: 'b', unsaved: true };
    rig.frame(resumed, { type: 'scene', scene });
    expect(unsavedOf(rig, resumed)).toEqual({ forMs: 0, atLeast: true });
  });

  test('R34: the machine’s sleep is nobody’s time', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'saved', unsaved: true });
    rig.tick(8 * 3_600_000);
    expect(unsavedOf(rig, blender)).toEqual({ forMs: 0, atLeast: false });
  });
});

describe('what exists only there', () => {
  test('nothing, in an engine that is in step with its file saved', () => {
    const { rig, blender } = withBox();
    expect(viewOf(rig, blender)?.onlyThere).toEqual(NOTHING_THERE);
    expect(isAtRisk(NOTHING_THERE)).toBe(false);
  });

  test('objects in hands, drift, what was collected under a halt', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'hands', objects: [uuid(1)], mode: 'edit' });
    rig.command({ do: 'halt', by: 'click' });
    edit(rig, blender, 20, 3);
    const there = viewOf(rig, blender)?.onlyThere;
    expect(there).toMatchObject({
      inHands: { count: 1, first: [uuid(1)] },
      undecided: { count: 1, first: [uuid(1)] },
    });
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.sync();
    rig.playApply(blender);
    rig.sync();
    expect(viewOf(rig, blender)?.onlyThere.undecided.count).toBe(0);
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(21),
      applied_through: rig.state.revision,
      undo: null,
      before: [],
      operations: [{ op: 'set_transform', id: uuid(1), transform: moved(8) }],
    });
    expect(viewOf(rig, blender)?.onlyThere.drift).toEqual({ count: 1, first: [uuid(1)] });
  });

  test('not what waits for a click: that is in the log, and outlives everything', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    rig.sync();
    edit(rig, blender, 20, 3);
    rig.sync();
    expect(viewOf(rig, blender)?.onlyThere).toEqual(NOTHING_THERE);
  });

  test('objects that nobody shares are named, and by themselves hold nobody up: a saved file has them', () => {
    const alone = { ...NOTHING_THERE, unadopted: 3 };
    expect(isAtRisk(alone)).toBe(false);
    expect(isAtRisk({ ...alone, unsaved: { forMs: 0, atLeast: false } })).toBe(true);
  });

  test('of a file that is not the project’s, its being unsaved alone is known', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'hands', objects: [uuid(1)], mode: 'edit' });
    const scene = { project: null, scene: null, saved_revision: null, title: 'b', unsaved: false };
    rig.frame(blender, { type: 'scene', scene });
    expect(viewOf(rig, blender)?.onlyThere).toEqual(NOTHING_THERE);
  });
});

describe('what is told of one that is gone', () => {
  /** Unsaved for five seconds, with an object in its artist’s hands. */
  function atWork(): { rig: Rig; blender: string } {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'saved', unsaved: true });
    rig.frame(blender, { type: 'hands', objects: [uuid(1)], mode: 'edit' });
    rig.wait(5_000);
    return { rig, blender };
  }
  const LEFT = {
    unsaved: { forMs: 5_000, atLeast: false },
    inHands: { count: 1, first: [uuid(1)] },
    undecided: { count: 0 },
  };

  test.each([
    ['leaves by its own button', (rig: Rig, session: string) => rig.frame(session, { type: 'bye' })],
    [
      'is disconnected in the window',
      (rig: Rig, session: string) => rig.command({ do: 'revoke_session', session }),
    ],
    [
      'breaks the protocol',
      (rig: Rig, session: string) =>
        rig.step({ in: 'violation', session, code: 'malformed', message: 'What came is not JSON.' }),
    ],
  ])('%s: it is still there', (_how, end) => {
    const { rig, blender } = atWork();
    end(rig, blender);
    rig.wait(90_000);
    expect(viewOf(rig, blender)).toMatchObject({ state: 'revoked', lost: false, onlyThere: LEFT });
  });

  test('NON-3: it crashed, and does not come back in time: that may be gone', () => {
    const { rig, blender } = atWork();
    edit(rig, blender, 20, 3);
    rig.lose(blender);
    expect(viewOf(rig, blender)).toMatchObject({ state: 'detached', lost: false, onlyThere: LEFT });
    rig.wait(61_000);
    expect(viewOf(rig, blender)).toMatchObject({ state: 'revoked', lost: true, onlyThere: LEFT });
    // What it had told in time is shared.
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(3));
  });

  test('FAIL-2: it crashed, and another process has its file: that may be gone', () => {
    const { rig, blender } = atWork();
    rig.lose(blender);
    const again = connect(rig, 4, false);
    rig.playResync(again);
    expect(viewOf(rig, blender)).toMatchObject({ state: 'revoked', lost: true, onlyThere: LEFT });
    expect(viewOf(rig, again)?.onlyThere).toEqual(NOTHING_THERE);
  });

  test('its own process is back on another connection: nothing is', () => {
    const { rig, blender } = atWork();
    rig.lose(blender);
    const again = connect(rig, 4, true, rig.state.revision);
    rig.playResync(again);
    expect(viewOf(rig, blender)).toMatchObject({ state: 'revoked', lost: false, onlyThere: NOTHING_THERE });
  });

  test('it resumes: it is the same connection, as if nothing had been', () => {
    const { rig, blender } = atWork();
    rig.lose(blender);
    const resumed = rig.resume(blender, 3);
    expect(viewOf(rig, blender)).toBeUndefined();
    expect(viewOf(rig, resumed)?.lost).toBe(false);
  });

  test('what an engine that is away told during a hold goes on the shelf when the application closes', () => {
    const { rig, blender } = withBox();
    rig.command({ do: 'halt', by: 'click' });
    edit(rig, blender, 20, 3);
    rig.lose(blender);
    rig.step({ in: 'close' });
    rig.sync();
    expect([...rig.state.shelf.values()]).toMatchObject([{ why: 'halted', states: [{ value: moved(3) }] }]);
  });

  test.each(['parked', 'set aside'] as const)(
    'what it told while it was %s is no halt’s: the shelf says so',
    (how) => {
      const { rig, blender } = withBox();
      if (how === 'parked')
        rig.frame(blender, { type: 'busy', kind: 'parked', activity: 'rendering', last_begun: null });
      else {
        rig.submit(801, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
        const n = rig.take(blender, ['apply'])?.n ?? 0;
        rig.frame(blender, { type: 'failed', n, code: 'refused', message: '' });
      }
      edit(rig, blender, 20, 3);
      rig.frame(blender, { type: 'bye' });
      rig.sync();
      expect([...rig.state.shelf.values()]).toMatchObject([
        { why: 'out_of_step', states: [{ value: moved(3) }] },
      ]);
    },
  );
});
