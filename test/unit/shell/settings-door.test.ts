/** What the window sets of this computer: at once, all or nothing, and named where it cannot be. */
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { createSettingsHandlers } from '#main/shell/settings-door.ts';
import { openSettings } from '#main/shell/settings.ts';
import { temporaryFolder } from '../../temporary-folders.ts';

const VERSIONS = { app: '1', electron: '2', chromium: '3', node: '4', system: '5' };

function door(file = path.join(temporaryFolder(), 'settings.json')) {
  const settings = openSettings(file, () => undefined);
  const moveOverride = vi.fn((_keys: string) => true);
  const onChange = vi.fn();
  const handlers = createSettingsHandlers({
    settings,
    versions: VERSIONS,
    moveOverride,
    onChange,
    exportDiagnostics: () => Promise.resolve({ ok: true, value: { path: null } }),
  });
  return { file, settings, moveOverride, onChange, handlers };
}

test('what is changed is in force at once, and there again at the next start', async () => {
  const { file, settings, onChange, handlers } = door();
  const answer = await handlers.change_settings({ theme: 'darker', scale: 150 });
  expect(answer).toMatchObject({ ok: true, value: { theme: 'darker', scale: 150, lessMotion: false } });
  expect(onChange).toHaveBeenCalledTimes(1);
  settings.flush();
  expect(await door(file).handlers.read_settings({})).toMatchObject({
    value: { theme: 'darker', scale: 150, problem: null, versions: VERSIONS },
  });
});

test('keys are set, refused where another has them, and given back', async () => {
  const { settings, handlers } = door();
  expect(await handlers.set_keys({ shortcut: 'approve', keys: 'Y' })).toMatchObject({
    value: { keys: { approve: 'Y' } },
  });
  expect(await handlers.set_keys({ shortcut: 'deny', keys: 'Y' })).toMatchObject({
    ok: false,
    reason: { code: 'keys_taken' },
  });
  // What “approve” has left is free.
  expect(await handlers.set_keys({ shortcut: 'deny', keys: 'A' })).toMatchObject({ ok: true });
  expect(settings.current().keys).toEqual({ approve: 'Y', deny: 'A' });
  expect(await handlers.set_keys({ shortcut: 'deny', keys: null })).toMatchObject({
    value: { keys: { approve: 'Y' } },
  });
});

test('keys that another has by now are not given back: two would be heard on them', async () => {
  const { settings, handlers } = door();
  await handlers.set_keys({ shortcut: 'approve', keys: 'Y' });
  await handlers.set_keys({ shortcut: 'deny', keys: 'A' });
  const refused = { ok: false, reason: { code: 'keys_taken' } };
  expect(await handlers.set_keys({ shortcut: 'approve', keys: null })).toMatchObject(refused);
  expect(settings.current().keys).toEqual({ approve: 'Y', deny: 'A' });
  const usual = settings.current().overrideShortcut;
  await handlers.set_keys({ shortcut: 'override', keys: 'Alt+F9' });
  await handlers.set_keys({ shortcut: 'new_project', keys: usual });
  expect(await handlers.set_keys({ shortcut: 'override', keys: null })).toMatchObject(refused);
  expect(settings.current().overrideShortcut).toBe('Alt+F9');
});

test('the keys that the override has left can be another’s, also at the next start', async () => {
  const { file, settings, handlers } = door();
  const usual = settings.current().overrideShortcut;
  await handlers.set_keys({ shortcut: 'override', keys: 'Alt+F9' });
  const keys = { override: 'Alt+F9', new_project: usual };
  expect(await handlers.set_keys({ shortcut: 'new_project', keys: usual })).toMatchObject({
    value: { keys },
  });
  settings.flush();
  expect(await door(file).handlers.read_settings({})).toMatchObject({ value: { keys, problem: null } });
});

test('the override moves where the system takes the keys, and stays where it does not', async () => {
  const { settings, moveOverride, handlers } = door();
  const usual = settings.current().overrideShortcut;
  moveOverride.mockReturnValueOnce(false);
  expect(await handlers.set_keys({ shortcut: 'override', keys: 'Alt+F9' })).toMatchObject({ ok: false });
  expect(settings.current().overrideShortcut).toBe(usual);
  expect(await handlers.set_keys({ shortcut: 'override', keys: 'Alt+F9' })).toMatchObject({
    value: { keys: { override: 'Alt+F9' } },
  });
  expect(await handlers.set_keys({ shortcut: 'override', keys: 'F9' })).toMatchObject({ ok: false });
  expect(settings.current().overrideShortcut).toBe('Alt+F9');
  expect(await handlers.reset_keys({})).toMatchObject({ value: { keys: {} } });
  expect(moveOverride).toHaveBeenLastCalledWith(usual);
});

test('quiet lasts from now on for as long as was said, is there at the next start, and ends', async () => {
  const { file, settings, onChange, handlers } = door();
  const before = Date.now();
  expect(await handlers.set_quiet({ on: true, minutes: 45 })).toMatchObject({ ok: true });
  expect(onChange).toHaveBeenCalledTimes(1);
  settings.flush();
  const { quiet } = door(file).settings.current();
  expect(quiet?.sinceMs).toBeGreaterThanOrEqual(before);
  expect((quiet?.untilMs ?? 0) - (quiet?.sinceMs ?? 0)).toBe(45 * 60_000);
  await handlers.set_quiet({ on: true, minutes: null });
  expect(settings.current().quiet?.untilMs).toBe(null);
  await handlers.set_quiet({ on: false, minutes: null });
  expect(settings.current().quiet).toBe(null);
});
