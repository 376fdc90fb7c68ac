/** A person who leaves is asked once, and kept by nothing but their own word (rule 13). */
import { expect, test, vi } from 'vitest';
import { SHOWN_WITHIN_MS, createLeaving } from '#main/shell/leaving.ts';

function desk(atRisk = true) {
  const state = { atRisk, nowMs: 0 };
  const onAsking = vi.fn();
  const onLeave = vi.fn();
  const leaving = createLeaving({
    isAtRisk: () => state.atRisk,
    onAsking,
    onLeave,
    nowMs: () => state.nowMs,
  });
  return { state, onAsking, onLeave, leaving };
}

test('with nothing that exists only in an engine they go at once, and are asked nothing', () => {
  const { leaving, onAsking } = desk(false);
  expect(leaving.mayGo()).toBe(true);
  expect(onAsking).not.toHaveBeenCalled();
});

test('with something they are asked; Leave goes, and from then on nothing is asked', () => {
  const { leaving, onAsking, onLeave } = desk();
  expect(leaving.mayGo()).toBe(false);
  expect(onAsking).toHaveBeenLastCalledWith(true);
  leaving.answer('seen');
  expect(onLeave).not.toHaveBeenCalled();
  leaving.answer('leave');
  expect(onLeave).toHaveBeenCalledTimes(1);
  expect(onAsking).toHaveBeenLastCalledWith(false);
  expect(leaving.mayGo()).toBe(true);
});

test('going to another project is asked as well, goes there alone, and asks anew the next time', () => {
  const { leaving, onAsking, onLeave } = desk();
  const go = vi.fn();
  expect(leaving.mayGo(go)).toBe(false);
  expect(onAsking).toHaveBeenLastCalledWith(true);
  leaving.answer('leave');
  expect([go.mock.calls.length, onLeave.mock.calls.length]).toEqual([1, 0]);
  expect(leaving.mayGo(go)).toBe(false);
  expect(leaving.mayGo()).toBe(false);
});

test('what was wanted last is what is done', () => {
  const { leaving, onLeave } = desk();
  const go = vi.fn();
  leaving.mayGo(go);
  leaving.mayGo();
  leaving.answer('leave');
  expect([go.mock.calls.length, onLeave.mock.calls.length]).toEqual([0, 1]);
});

test('Stay stays, and the next time asks anew', () => {
  const { leaving, onAsking, onLeave } = desk();
  leaving.mayGo();
  leaving.answer('stay');
  expect([onAsking.mock.calls, onLeave.mock.calls.length]).toEqual([[[true], [false]], 0]);
  expect(leaving.mayGo()).toBe(false);
});

test('a second wish brings the question to the front, and is no answer', () => {
  const { state, leaving, onAsking } = desk();
  leaving.mayGo();
  leaving.answer('seen');
  state.nowMs = 10 * SHOWN_WITHIN_MS;
  expect(leaving.mayGo()).toBe(false);
  expect(onAsking.mock.calls).toEqual([[true], [true]]);
});

test('once everything is saved they go at their next wish', () => {
  const { state, leaving } = desk();
  leaving.mayGo();
  state.atRisk = false;
  expect(leaving.mayGo()).toBe(true);
});

test('a page that never shows the question keeps nobody, though not for a double click', () => {
  const { state, leaving } = desk();
  leaving.mayGo();
  state.nowMs = 200;
  expect(leaving.mayGo()).toBe(false);
  state.nowMs = SHOWN_WITHIN_MS;
  expect(leaving.mayGo()).toBe(true);
});

test('a page that is loaded again has as long to show it as the first', () => {
  const { state, leaving } = desk();
  leaving.mayGo();
  leaving.answer('seen');
  state.nowMs = 60_000;
  leaving.pageGone();
  expect(leaving.mayGo()).toBe(false);
  state.nowMs += SHOWN_WITHIN_MS;
  expect(leaving.mayGo()).toBe(true);
});

test('a page cannot end the application by itself', () => {
  const { leaving, onLeave } = desk();
  leaving.answer('leave');
  expect(onLeave).not.toHaveBeenCalled();
});
