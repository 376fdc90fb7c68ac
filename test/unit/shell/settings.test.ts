import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ShellLogLine } from '#main/shell/log.ts';
import { DEFAULT_SETTINGS, openSettings } from '#main/shell/settings.ts';

let folder: string;
let file: string;
let lines: ShellLogLine[];
const log = (line: ShellLogLine): void => void lines.push(line);

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-settings-'));
  file = path.join(folder, 'data', 'settings.json');
  lines = [];
});
afterEach(() => {
  vi.useRealTimers();
  fs.rmSync(folder, { recursive: true, force: true });
});

const place = { x: 10, y: 20, width: 1_200, height: 800, maximized: false };

describe('settings', () => {
  it('are the defaults where there is no file, and say nothing about it', () => {
    expect(openSettings(file, log).current()).toEqual(DEFAULT_SETTINGS);
    expect(lines).toEqual([]);
  });

  it('of an older version go on, with what is new as at the first start', () => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify({ version: 1, overrideShortcut: 'Alt+F9', window: place }));
    const settings = openSettings(file, log);
    expect(settings.problem).toBeNull();
    expect(settings.current()).toEqual({ ...DEFAULT_SETTINGS, overrideShortcut: 'Alt+F9', window: place });
  });

  it('are there again after a restart', () => {
    const settings = openSettings(file, log);
    settings.change({ window: place });
    settings.flush();
    expect(openSettings(file, log).current()).toEqual({ ...DEFAULT_SETTINGS, window: place });
  });

  it('are written together, a moment after the last change of a drag began', () => {
    vi.useFakeTimers();
    const settings = openSettings(file, log);
    for (let x = 0; x < 100; x++) settings.change({ window: { ...place, x } });
    expect(fs.existsSync(file)).toBe(false);
    vi.advanceTimersByTime(500);
    expect(JSON.parse(fs.readFileSync(file, 'utf8')).window.x).toBe(99);
  });

  it('leave no draft behind, and the file readable by its owner only', () => {
    const settings = openSettings(file, log);
    settings.change({ window: place });
    settings.flush();
    expect(fs.readdirSync(path.dirname(file))).toEqual(['settings.json']);
    expect(fs.statSync(file).mode & 0o077).toBe(0);
  });

  it.each([
    ['half a file', '{"version":1,'],
    ['another version', '{"version":2,"overrideShortcut":"Ctrl+Shift+Backspace","window":null}'],
    ['an unknown field', JSON.stringify({ ...DEFAULT_SETTINGS, more: 1 })],
    [
      'a shortcut that typing would press',
      JSON.stringify({ ...DEFAULT_SETTINGS, overrideShortcut: 'Shift+A' }),
    ],
    ['a window without a size', JSON.stringify({ ...DEFAULT_SETTINGS, window: { ...place, width: 0 } })],
    ['keys that two have', JSON.stringify({ ...DEFAULT_SETTINGS, keys: { approve: 'D' } })],
    ['keys of nothing', JSON.stringify({ ...DEFAULT_SETTINGS, keys: { fly: 'D' } })],
    [
      'a limit that the core does not take',
      JSON.stringify({ ...DEFAULT_SETTINGS, limits: { busyLimitMs: -1 } }),
    ],
    ['nothing at all', ''],
  ])('with %s are set aside, and do not keep the application from starting', (_what, text) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    const settings = openSettings(file, log);
    expect(settings.current()).toEqual(DEFAULT_SETTINGS);
    expect(settings.problem).toMatchObject({ code: 'settings_unreadable', path: file });
    expect(lines.map((line) => line.what)).toEqual(['settings_set_aside']);
    expect(fs.readFileSync(`${file}.unreadable`, 'utf8')).toBe(text);
  });

  it('that cannot even be read are set aside with words, too, and where that cannot be are left as they are', () => {
    fs.mkdirSync(file, { recursive: true });
    const aside = openSettings(file, log);
    expect(aside.problem?.message).toMatch(
      /cannot be read\. It stands beside as “settings\.json\.unreadable”/,
    );
    expect(fs.statSync(`${file}.unreadable`).isDirectory()).toBe(true);
    aside.change({ theme: 'darker' });
    aside.flush();
    expect(openSettings(file, log).current().theme).toBe('darker');
    // Something stands where it would be set aside.
    fs.writeFileSync(file, 'not JSON');
    fs.writeFileSync(path.join(`${file}.unreadable`, 'kept'), '');
    const left = openSettings(file, log);
    expect(left.problem?.message).toMatch(/left as it is: .* what you set now counts until you leave/);
    left.change({ theme: 'darker' });
    left.flush();
    expect(left.current().theme).toBe('darker');
    expect(fs.readFileSync(file, 'utf8')).toBe('not JSON');
  });

  it('that cannot be written cost a line in the log, not the application', () => {
    fs.writeFileSync(path.join(folder, 'data'), 'a file where the folder should be');
    const settings = openSettings(file, log);
    settings.change({ window: place });
    settings.flush();
    expect(settings.current().window).toEqual(place);
    expect(lines.at(-1)?.what).toBe('settings_not_written');
  });
});
