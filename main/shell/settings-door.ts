/** What the window asks about the settings of this computer. They take effect at once, and are on the disk a moment later. */
import type { Result, SettingsView, VersionsView } from '#app/control-room/index.ts';
import { keyProblem, resetProblem } from '#app/control-room/shortcuts.ts';
import { DEFAULT_OVERRIDE_ACCELERATOR, parseAccelerator } from './accelerator.ts';
import { refusal } from './requests.ts';
import type { RequestHandlers, SettingsRequest } from './requests.ts';
import { customKeys } from './settings.ts';
import type { Settings, SettingsFile } from './settings.ts';

const MINUTE_MS = 60_000;

export interface SettingsDoor {
  readonly settings: SettingsFile;
  readonly versions: VersionsView;
  /** Puts the override on other keys. @returns false where the system refused them; then it stays where it was */
  readonly moveOverride: (accelerator: string) => boolean;
  /** Something else than the override's keys was set. */
  readonly onChange: (settings: Settings) => void;
  /** Asks where, and writes. @returns null where the person chose nothing */
  readonly exportDiagnostics: () => Promise<Result<{ readonly path: string | null }>>;
  readonly wallMs?: () => number;
}

export function createSettingsHandlers({
  settings,
  versions,
  moveOverride,
  onChange,
  exportDiagnostics,
  wallMs = Date.now,
}: SettingsDoor): Pick<RequestHandlers, SettingsRequest> {
  const view = (): Result<SettingsView> => {
    const current = settings.current();
    const { theme, followsContrast, lessMotion, scale, notifications } = current;
    const { quietMinutes, showsAway, awayMinutes } = current;
    return {
      ok: true,
      value: {
        theme,
        followsContrast,
        lessMotion,
        scale,
        notifications,
        quietMinutes,
        showsAway,
        awayMinutes,
        keys: customKeys(current),
        problem: settings.problem,
        versions,
      },
    };
  };
  const change = (part: Parameters<SettingsFile['change']>[0]): Result<SettingsView> => {
    settings.change(part);
    onChange(settings.current());
    return view();
  };
  const setOverride = (accelerator: string): Result<SettingsView> => {
    if (parseAccelerator(accelerator) === null)
      return refusal(
        'keys_unfit',
        'The override is heard in every program: it needs Ctrl, Alt or Cmd, and one more key.',
      );
    if (!moveOverride(accelerator))
      return refusal(
        'keys_taken',
        'The system does not give these keys: another program has them. Nothing was changed.',
      );
    return change({ overrideShortcut: accelerator });
  };
  return {
    read_settings: () => Promise.resolve(view()),
    change_settings: (part) => Promise.resolve(change(part)),
    set_quiet: ({ on, minutes }) => {
      const sinceMs = wallMs();
      const untilMs = minutes === null ? null : sinceMs + minutes * MINUTE_MS;
      return Promise.resolve(change({ quiet: on ? { sinceMs, untilMs } : null }));
    },
    set_keys: ({ shortcut, keys }) => {
      const current = settings.current();
      const custom = customKeys(current);
      const problem = keys === null ? resetProblem(shortcut, custom) : keyProblem(shortcut, keys, custom);
      if (problem !== null)
        return Promise.resolve(refusal(`keys_${problem.why}`, 'These keys cannot be used for this.', 'keys'));
      if (shortcut === 'override') return Promise.resolve(setOverride(keys ?? DEFAULT_OVERRIDE_ACCELERATOR));
      const { [shortcut]: _former, ...others } = current.keys;
      return Promise.resolve(change({ keys: keys === null ? others : { ...others, [shortcut]: keys } }));
    },
    reset_keys: () => {
      if (!moveOverride(DEFAULT_OVERRIDE_ACCELERATOR))
        return Promise.resolve(refusal('keys_taken', 'Another program has the usual keys of the override.'));
      return Promise.resolve(change({ keys: {}, overrideShortcut: DEFAULT_OVERRIDE_ACCELERATOR }));
    },
    export_diagnostics: exportDiagnostics,
  };
}
