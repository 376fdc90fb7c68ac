/** What there is to choose from in the settings, without the schemas: the page must not carry a schema library. */

/** Of the name of a project; engines take so many bytes, a field so many letters. */
export const PROJECT_NAME_MAX = 60;

export const THEMES = ['dark', 'darker', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

/** Percent of the usual size. */
export const SCALES = [100, 110, 125, 150, 175, 200] as const;
export type Scale = (typeof SCALES)[number];

/** What a notification of the system can be about. */
export const NEWS = ['suggestions', 'conflicts', 'engines'] as const;
export type NewsKind = (typeof NEWS)[number];

/**
 * Of the core: how long it waits, and how much it does without asking. It decides by them; here they are kept.
 * - `askDeletions`: so many deletions made in an engine at once ask first
 * - `purgeWithoutAsking`: an engine that comes back is refreshed without a question while it differs in so many objects at most
 */
export const LIMITS = {
  busyLimitMs: { least: 0, most: 600_000 },
  handsLimitMs: { least: 0, most: 600_000 },
  askDeletions: { least: 1, most: 1_000 },
  purgeWithoutAsking: { least: 0, most: 1_000 },
} as const;
export type Limits = Readonly<Record<keyof typeof LIMITS, number>>;

/** Entries of the shelf that one click can be about. */
export const SHELF_MANY_MAX = 500;
