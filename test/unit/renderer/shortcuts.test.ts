import { afterEach, describe, expect, it } from 'vitest';
import {
  SHORTCUT_IDS,
  SHORTCUTS,
  keyProblem,
  keysInForce,
  normalKeys,
} from '../../../app/control-room/shortcuts.ts';
import { acceleratorOf, matchesKeys } from '../../../renderer/bar/shortcut.ts';
import { isShortcut, setCustomKeys } from '../../../renderer/shortcuts.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

afterEach(() => setCustomKeys({}));

describe('the table of shortcuts', () => {
  it('has no two that are heard together on the same keys', () => {
    const taken = SHORTCUT_IDS.filter((id) => !('fixed' in SHORTCUTS[id])).flatMap((id) =>
      keysInForce(id, {}).map((keys) => [id, keyProblem(id, keys, {})]),
    );
    expect(taken.filter(([, problem]) => problem !== null)).toEqual([]);
  });

  it('holds only keys that a press can be', () => {
    for (const id of SHORTCUT_IDS)
      for (const keys of SHORTCUTS[id].keys) expect(normalKeys(keys), `${id}: ${keys}`).not.toBeNull();
  });
});

describe('a shortcut that a person changes', () => {
  it('is heard on the new keys, and no longer on the old ones', () => {
    setCustomKeys({ approve: 'Y' });
    expect(isShortcut(press('y'), 'approve')).toBe(true);
    expect(isShortcut(press('a'), 'approve')).toBe(false);
    setCustomKeys({});
    expect(isShortcut(press('a'), 'approve')).toBe(true);
  });

  it.each([
    ['deny', 'A', { why: 'taken', by: 'approve' }],
    ['deny', 'CommandOrControl+O', { why: 'taken', by: 'open_project' }],
    ['deny', '/', { why: 'taken', by: 'find_object' }],
    ['find_object', 'Ctrl+F', null],
    // Two parts of the window never have the focus at once.
    ['deny', 'G', null],
    ['find_object', 'G', { why: 'is_letter' }],
    ['approve', 'Ctrl+C', { why: 'reserved' }],
    ['approve', 'Enter', { why: 'reserved' }],
    ['approve', 'Ctrl+', { why: 'malformed' }],
    ['approve', 'Ctrl+Command+K', { why: 'malformed' }],
    ['override', 'F9', { why: 'needs_modifier' }],
    ['override', 'Alt+F9', null],
    ['next_change', 'N', { why: 'fixed' }],
  ] as const)('%s on %s: %o', (id, keys, problem) => {
    expect(keyProblem(id, keys, {})).toEqual(problem);
  });

  it('leaves the keys that it had to others', () => {
    expect(keyProblem('deny', 'A', { approve: 'Y' })).toBeNull();
    expect(keyProblem('deny', 'Y', { approve: 'Y' })).toEqual({ why: 'taken', by: 'approve' });
  });

  it('cannot be one that never changes', () => {
    expect(keysInForce('leave', { leave: 'K' })).toEqual(['Esc']);
  });
});

describe('a press', () => {
  it.each([
    [press('k', { ctrlKey: true }), 'CommandOrControl+K'],
    [press('K', { ctrlKey: true, shiftKey: true }), 'CommandOrControl+Shift+K'],
    // Where a sign stands on the keyboard is the keyboard's business.
    [press('?', { shiftKey: true }), '?'],
    [press('+', { shiftKey: true }), 'Plus'],
    [press(' '), 'Space'],
    [press('Escape'), 'Escape'],
    [press('ArrowLeft', { altKey: true }), 'Alt+Left'],
    [press('F9'), 'F9'],
    [press('Shift', { shiftKey: true }), null],
  ])('%o is written %s, and heard by that', (event, accelerator) => {
    expect(acceleratorOf(event)).toBe(accelerator);
    if (accelerator !== null) expect(matchesKeys(event, accelerator)).toBe(true);
  });

  it('of a letter with Shift is not the letter alone', () => {
    expect(matchesKeys(press('A', { shiftKey: true }), 'A')).toBe(false);
    expect(matchesKeys(press('A', { shiftKey: true }), 'Shift+A')).toBe(true);
  });
});
