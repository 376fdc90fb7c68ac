/** Keys of undo and redo against a main that takes its time. */
import { afterEach, expect, test, vi } from 'vitest';
import type { OwnStepsView, Result } from '#app/control-room/index.ts';
import { changeRoom, store } from '../../../renderer/store/store.ts';
import { redo, undo } from '../../../renderer/store/undo.ts';

const STEPS: OwnStepsView = { undo: { n: 7, label: 'move Crate' }, redo: null };

afterEach(() => vi.unstubAllGlobals());

/** A main that refuses each taking back once it is let go of. */
function slowMain(steps: Result<OwnStepsView> = { ok: true, value: STEPS }): {
  asked: string[];
  letGo: () => void;
} {
  const asked: string[] = [];
  let letGo = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const request = async (name: string): Promise<unknown> => {
    if (name === 'read_own_steps') return steps;
    asked.push(name);
    await gone;
    return { ok: false, reason: { code: 'halted', message: 'Everything is held.', path: null } };
  };
  vi.stubGlobal('window', { vibesync: { request } });
  changeRoom((room) => ({ ...room, pending: [] }));
  return { asked, letGo };
}

test('a key that is held down takes nothing back in advance', async () => {
  const { asked, letGo } = slowMain();
  const first = undo();
  const held = [undo(true), undo(true), undo(true)];
  letGo();
  await Promise.all([first, ...held]);
  expect(asked).toEqual(['take_back_change']);
  await undo(true);
  expect(asked).toHaveLength(2);
});

test('a key that is pressed again is heard, each in its turn', async () => {
  const { asked, letGo } = slowMain();
  const pressed = [undo(), undo()];
  letGo();
  await Promise.all(pressed);
  expect(asked).toEqual(['take_back_change', 'take_back_change']);
});

test('takes back what main names, however far beyond what the window holds it is', async () => {
  const { asked, letGo } = slowMain();
  letGo();
  expect(store.getState().room.changes.tail).toEqual([]);
  await undo();
  expect(asked).toEqual(['take_back_change']);
  expect(store.getState().desk.said?.text).toBe('Not taken back: move Crate. Everything is held.');
});

test('says that nothing is there only where main has looked, and otherwise why it cannot', async () => {
  slowMain();
  await redo();
  expect(store.getState().desk.said?.text).toBe('There is nothing that you took back last.');
  const reason = { code: 'history_not_ready', message: 'The history is still being read.', path: null };
  const { asked } = slowMain({ ok: false, reason });
  await undo();
  expect(asked).toEqual([]);
  expect(store.getState().desk.said).toEqual({ text: reason.message, isProblem: true });
});

test('what one change does not hold is taken back by several, as they are looked at', async () => {
  const asked: [string, unknown][] = [];
  const view = {
    at: 9,
    changes: 1,
    operations: 12_000,
    pieces: 2,
    taken: 12_000,
    of: 12_000,
    staying: [],
    stays: 0,
  };
  const answers: Readonly<Record<string, unknown>> = {
    read_own_steps: { ok: true, value: STEPS },
    take_back_change: { ok: false, reason: { code: 'too_large', message: 'It needs more.', path: null } },
    preview_undo: { ok: true, value: view },
    undo_changes: { ok: true, value: { state: 'queued' } },
  };
  const request = (name: string, body: unknown): Promise<unknown> => {
    asked.push([name, body]);
    return Promise.resolve(answers[name]);
  };
  vi.stubGlobal('window', { vibesync: { request } });
  changeRoom((room) => ({ ...room, pending: [] }));
  await undo();
  expect(asked.slice(2)).toMatchObject([
    ['preview_undo', { changes: [7] }],
    ['undo_changes', { changes: [7], at: 9, reason: 'takes back version 7' }],
  ]);
  expect(store.getState().desk.said).toMatchObject({ isProblem: false });
});
