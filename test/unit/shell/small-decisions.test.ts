import { describe, expect, it } from 'vitest';
import { isPressOf, parseAccelerator } from '#main/shell/accelerator.ts';
import type { KeyPress } from '#main/shell/accelerator.ts';
import { RELOADS_MAX, RELOADS_WITHIN_MS, createReloadBudget, fitOnScreen } from '#main/shell/recovery.ts';

const press = (part: Partial<KeyPress>): KeyPress => ({
  type: 'keyDown',
  key: 'Backspace',
  control: true,
  shift: true,
  alt: false,
  meta: false,
  isAutoRepeat: false,
  ...part,
});

describe('the override’s key', () => {
  it('is Command on the Mac and Control elsewhere', () => {
    expect(parseAccelerator('CommandOrControl+Shift+Backspace', 'darwin')).toMatchObject({
      meta: true,
      control: false,
    });
    expect(parseAccelerator('CommandOrControl+Shift+Backspace', 'linux')).toMatchObject({
      meta: false,
      control: true,
    });
  });

  it.each(['', 'Backspace', 'Shift+Backspace', 'Ctrl+Shift', 'Ctrl+A+B', 'Ctrl++', 'Ctrl+ü', 'Ctrl+Shift+'])(
    'is not %j: typing would press it, or nothing could',
    (text) => {
      expect(parseAccelerator(text, 'linux')).toBeNull();
    },
  );

  it('is heard once, and only as it is written', () => {
    const combination = parseAccelerator('Ctrl+Shift+Backspace', 'linux');
    if (combination === null) throw new Error('the combination is one');
    expect(isPressOf(combination, press({}))).toBe(true);
    expect(isPressOf(combination, press({ type: 'keyUp' }))).toBe(false);
    expect(isPressOf(combination, press({ isAutoRepeat: true }))).toBe(false);
    expect(isPressOf(combination, press({ shift: false }))).toBe(false);
    expect(isPressOf(combination, press({ alt: true }))).toBe(false);
    expect(isPressOf(combination, press({ meta: true }))).toBe(false);
    expect(isPressOf(combination, press({ key: 'Delete' }))).toBe(false);
  });
});

describe('a page that keeps failing', () => {
  it('is loaded again a few times, and then not by itself until some time has passed', () => {
    let now = 0;
    const budget = createReloadBudget(() => now);
    for (let index = 0; index < RELOADS_MAX; index++) expect(budget.take()).toBe(true);
    expect(budget.take()).toBe(false);
    now += RELOADS_WITHIN_MS + 1;
    expect(budget.take()).toBe(true);
  });
});

describe('a remembered place', () => {
  const left = { x: 0, y: 0, width: 1_920, height: 1_080 };
  const right = { x: 1_920, y: 0, width: 2_560, height: 1_440 };

  it('is taken on any screen that is there', () => {
    expect(fitOnScreen({ x: 2_000, y: 50, width: 1_440, height: 900 }, [left, right])).toMatchObject({
      x: 2_000,
    });
  });
  it('is forgotten when its screen was taken away', () => {
    expect(fitOnScreen({ x: 2_000, y: 50, width: 1_440, height: 900 }, [left])).toBeNull();
  });
  it('is forgotten when no hand could reach its title', () => {
    expect(fitOnScreen({ x: 100, y: -500, width: 1_440, height: 900 }, [left])).toBeNull();
    expect(fitOnScreen({ x: 1_900, y: 100, width: 1_440, height: 900 }, [left])).toBeNull();
    expect(fitOnScreen({ x: 100, y: 1_070, width: 1_440, height: 900 }, [left])).toBeNull();
  });
  it('is cut to a smaller screen', () => {
    expect(fitOnScreen({ x: 0, y: 0, width: 3_000, height: 2_000 }, [left])).toMatchObject({
      width: 1_920,
      height: 1_080,
    });
  });
});
