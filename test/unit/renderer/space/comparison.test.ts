import { describe, expect, it } from 'vitest';
import type { EngineViewpoint } from '#app/control-room/index.ts';
import { Comparison, HELD_AFTER_MS } from '../../../../renderer/scene/space/comparison.ts';
import type { ComparedFrom } from '../../../../renderer/scene/space/comparison.ts';
import { FIRST_VIEW, orbited } from '../../../../renderer/scene/space/view.ts';
import type { View } from '../../../../renderer/scene/space/view.ts';

const SEEN: EngineViewpoint = {
  session: 's',
  engine: 'blender',
  position: [0, 0, 9],
  rotation: [0, 0, 0, 1],
  lens: { vertical_radians: 1 },
  near: 0.1,
  far: 100,
};
const THERE: View = { ...FIRST_VIEW, distanceM: 9 };

/** Two versions, and an engine that tells from where its artist looks, once it is let. */
function desk(tells: EngineViewpoint | null = SEEN) {
  const state = { version: 'before', view: FIRST_VIEW, takenFrom: null as string | null, two: true };
  const said: (ComparedFrom | null)[] = [];
  const answers: (() => void)[] = [];
  let nothing = 0;
  const look = (view: View): void => void Object.assign(state, { view, takenFrom: null });
  const comparison = new Comparison({
    get view() {
      return state.view;
    },
    get takenFrom() {
      return state.takenFrom;
    },
    look,
    lookFrom: ({ engine }) => void Object.assign(state, { view: THERE, takenFrom: engine }),
  });
  comparison.attend({
    flip: () => {
      if (state.two) state.version = state.version === 'before' ? 'after' : 'before';
      return state.two;
    },
    settle: () => (state.version = 'before'),
    viewpoint: () => new Promise((resolve) => answers.push(() => resolve(tells))),
    say: (from) => said.push(from),
    nothingToCompare: () => (nothing += 1),
  });
  comparison.compare('a suggestion');
  return {
    state,
    comparison,
    look,
    asked: () => answers.length,
    said: () => said.at(-1),
    nothing: () => nothing,
    answer: async () => {
      answers.shift()?.();
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

describe('before and after', () => {
  it('turn about at a tap and stay, from the artist’s view', async () => {
    const { comparison, state, answer, said } = desk();
    comparison.press(1_000, false);
    expect(state.version).toBe('after');
    await answer();
    expect([state.view, said()]).toEqual([THERE, { engine: 'blender' }]);
    comparison.release(1_000 + HELD_AFTER_MS - 1);
    expect(state.version).toBe('after');
    comparison.press(2_000, false);
    expect(state.version).toBe('before');
    comparison.release(2_010);
    expect(state.version).toBe('before');
  });

  it.each([
    ['for long', 0, false],
    ['until it repeats', HELD_AFTER_MS - 10, true],
  ])('come back where the key was held %s', (_how, shortBy, repeats) => {
    const { comparison, state } = desk();
    comparison.press(1_000, false);
    if (repeats) comparison.press(1_100, true);
    comparison.release(1_000 + HELD_AFTER_MS - shortBy);
    expect(state.version).toBe('before');
    // The same key again is nothing of that.
    comparison.release(9_000);
    expect(state.version).toBe('before');
  });

  it('stay at a tap after a key that was held with nothing to compare', () => {
    const { comparison, state, nothing } = desk();
    state.two = false;
    comparison.press(1_000, false);
    comparison.press(1_400, true);
    comparison.release(1_500);
    expect([state.version, nothing()]).toEqual(['before', 1]);
    state.two = true;
    comparison.press(2_000, false);
    comparison.release(2_010);
    expect(state.version).toBe('after');
  });

  it('come back where the key is let go elsewhere', () => {
    const { comparison, state } = desk();
    comparison.press(1_000, false);
    comparison.lose();
    expect(state.version).toBe('before');
    comparison.lose();
    expect(state.version).toBe('before');
  });

  it('follow the artist from one tap to the next, until somebody moves the view here', async () => {
    const { comparison, state, answer, look, asked } = desk();
    comparison.toggle();
    await answer();
    comparison.toggle();
    expect(asked()).toBe(1);
    await answer();
    const own = orbited(THERE, 1, 0);
    look(own);
    comparison.toggle();
    expect(asked()).toBe(0);
    expect([state.view, state.version]).toEqual([own, 'after']);
    // Leaving goes nowhere either: this is where they want to be.
    expect(comparison.leave()).toBe(true);
    expect([state.view, state.version]).toEqual([own, 'before']);
  });

  it('are left by going back to where the view was, and to what is shared', async () => {
    const { comparison, state, answer, said } = desk();
    expect(comparison.leave()).toBe(false);
    comparison.toggle();
    await answer();
    expect(comparison.leave()).toBe(true);
    expect([state.view, state.version, said()]).toEqual([FIRST_VIEW, 'before', null]);
  });

  it('stay in the window’s view where no engine tells its own, and say so', async () => {
    const { comparison, state, answer, said } = desk(null);
    comparison.toggle();
    await answer();
    expect([state.view, state.version, said()]).toEqual([FIRST_VIEW, 'after', 'here']);
  });

  it('jump nowhere by an answer that comes after they were left', async () => {
    const { comparison, state, answer, said } = desk();
    comparison.toggle();
    comparison.leave();
    await answer();
    expect([state.view, said()]).toEqual([FIRST_VIEW, null]);
  });

  it('are over where something else can be compared, and not where it is the same', async () => {
    const { comparison, state, answer, said } = desk();
    comparison.toggle();
    await answer();
    comparison.compare('a suggestion');
    expect(state.view).toBe(THERE);
    comparison.compare('another one');
    expect([state.view, said(), comparison.leave()]).toEqual([FIRST_VIEW, null, false]);
  });

  it('need two, and say so where there are none', () => {
    const { comparison, state, asked, nothing } = desk();
    state.two = false;
    comparison.press(1_000, false);
    comparison.release(9_000);
    expect([state.version, asked(), nothing(), comparison.leave()]).toEqual(['before', 0, 1, false]);
  });
});
