/** What a person sets for this computer, whichever project is open; kept by main, since menu and system-wide key need it too. */
import { z } from 'zod';
import { LIMITS, NEWS, SCALES, THEMES } from './choices.ts';
import type { NewsKind, Scale, Theme } from './choices.ts';
import { AWAY_MINUTES, QUIET_MINUTES } from './quiet.ts';
import { SHORTCUT_IDS } from './shortcuts.ts';
import type { CustomKeys, ShortcutId } from './shortcuts.ts';
import type { Reason } from '../intents/index.ts';

export const acceleratorSchema = z.string().max(64);
export const shortcutIdSchema = z.enum(SHORTCUT_IDS as [ShortcutId, ...ShortcutId[]]);

const limit = (name: keyof typeof LIMITS) => z.int().min(LIMITS[name].least).max(LIMITS[name].most);
export const limitsSchema = z.strictObject({
  busyLimitMs: limit('busyLimitMs').exactOptional(),
  handsLimitMs: limit('handsLimitMs').exactOptional(),
  askDeletions: limit('askDeletions').exactOptional(),
  purgeWithoutAsking: limit('purgeWithoutAsking').exactOptional(),
});

/** Of the core, which decides by them. */
export const cautionRequests = {
  set_caution: z.strictObject({
    askDeletions: limit('askDeletions'),
    purgeWithoutAsking: limit('purgeWithoutAsking'),
  }),
} as const;

const themeSchema = z.enum(THEMES);
export const scaleSchema = z.literal(SCALES);
const minutes = ({ least, most }: { readonly least: number; readonly most: number }) =>
  z.int().min(least).max(most);
const quietMinutes = minutes(QUIET_MINUTES);
const awayMinutes = minutes(AWAY_MINUTES);
const newsSchema = z.array(z.enum(NEWS)).max(NEWS.length);

export const settingsRequests = {
  read_settings: z.strictObject({}),
  /** What is named is set; all of it or, where one thing cannot be, nothing. */
  change_settings: z.strictObject({
    theme: themeSchema.exactOptional(),
    followsContrast: z.boolean().exactOptional(),
    lessMotion: z.boolean().exactOptional(),
    scale: scaleSchema.exactOptional(),
    notifications: newsSchema.exactOptional(),
    quietMinutes: quietMinutes.exactOptional(),
    showsAway: z.boolean().exactOptional(),
    awayMinutes: awayMinutes.exactOptional(),
  }),
  /** Not to be disturbed from now on: for so many minutes, or, with null, until it is switched off. */
  set_quiet: z.strictObject({ on: z.boolean(), minutes: quietMinutes.nullable() }),
  /** Null: as the table says. Of `override` it is registered at once, and the former one stays where that fails. */
  set_keys: z.strictObject({ shortcut: shortcutIdSchema, keys: acceleratorSchema.nullable() }),
  reset_keys: z.strictObject({}),
  /** The person chooses where; null where they chose nothing. */
  export_diagnostics: z.strictObject({}),
} as const;

/** As kept by main, beside what it keeps for itself. */
export const appearanceShape = {
  theme: themeSchema.default('dark'),
  /** High contrast whenever the system asks for more contrast. */
  followsContrast: z.boolean().default(true),
  /** Always; where the system asks for less motion there is less in any case. */
  lessMotion: z.boolean().default(false),
  scale: scaleSchema.default(100),
  notifications: newsSchema.default([...NEWS]),
  /** For how long somebody is not disturbed where they do not say otherwise. */
  quietMinutes: quietMinutes.default(QUIET_MINUTES.usual),
  /** A word about what others changed meanwhile, for somebody who was away for so many minutes. */
  showsAway: z.boolean().default(true),
  awayMinutes: awayMinutes.default(AWAY_MINUTES.usual),
} as const;

export interface SettingsView {
  readonly theme: Theme;
  readonly followsContrast: boolean;
  readonly lessMotion: boolean;
  readonly scale: Scale;
  readonly notifications: readonly NewsKind[];
  readonly quietMinutes: number;
  readonly showsAway: boolean;
  readonly awayMinutes: number;
  /** What is not as the table of shortcuts says. */
  readonly keys: CustomKeys;
  /** The file could not be read for what it says; it stands beside, and everything is as at the first start. */
  readonly problem: Reason | null;
  readonly versions: VersionsView;
}

export interface VersionsView {
  readonly app: string;
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
  /** Operating system and processor. */
  readonly system: string;
}
