/** How this window likes to be: kept by the browser's storage, worth nothing if lost. */
import { AXES } from '../axes.ts';
import type { Axes } from '../axes.ts';
import { LENGTH_UNITS } from '../numbers.ts';
import type { LengthUnit } from '../numbers.ts';

export interface Preferences {
  /** Null follows the engine that was used last (living with engines, rule 14). */
  readonly axes: Axes | null;
  readonly unit: LengthUnit;
  /** Null, of this and of the widths, leaves it to the window's size. */
  readonly timelineHeightPx: number | null;
  readonly needsWidthPx: number | null;
  readonly inspectorWidthPx: number | null;
  readonly hasNeeds: boolean;
  /** Null folds it away where it is narrow. */
  readonly hasInspector: boolean | null;
  /** Whether the scene is drawn in 3D where it can be. */
  readonly hasSpace: boolean;
  /** Beside the 3D view; null leaves it to the window's width. */
  readonly hasOutliner: boolean | null;
  /** While the window is behind others: minutes between two words on what went on without asking; null for none. */
  readonly ruleNewsMinutes: number | null;
}

export const RULE_NEWS_MINUTES = [5, 30] as const;

/** `low` is usual in low windows. */
export const TIMELINE_HEIGHT_PX = { least: 132, low: 156, usual: 204, most: 520 } as const;

/** `slim` and `wide` are usual in small and in large windows. */
export const PANEL_WIDTH_PX = {
  needs: { least: 260, slim: 340, usual: 340, wide: 392, most: 560 },
  inspector: { least: 240, slim: 276, usual: 304, wide: 392, most: 560 },
} as const;

export const DEFAULT_PREFERENCES: Preferences = {
  axes: null,
  unit: 'm',
  timelineHeightPx: null,
  needsWidthPx: null,
  inspectorWidthPx: null,
  hasNeeds: true,
  hasInspector: null,
  hasSpace: true,
  hasOutliner: null,
  ruleNewsMinutes: 5,
};

const KEY = 'vibesync.preferences';

/** Anything unreadable reads as the default: a preference is no data. */
export function readPreferences(storage: Pick<Storage, 'getItem'> | null): Preferences {
  try {
    const stored = JSON.parse(storage?.getItem(KEY) ?? '{}') as Record<string, unknown>;
    const axes = AXES.find((each) => each === stored['axes']) ?? null;
    const unit =
      (Object.keys(LENGTH_UNITS) as LengthUnit[]).find((each) => each === stored['unit']) ??
      DEFAULT_PREFERENCES.unit;
    const outliner = stored['hasOutliner'];
    const inspector = stored['hasInspector'];
    const news = stored['ruleNewsMinutes'];
    return {
      axes,
      unit,
      hasSpace: stored['hasSpace'] !== false,
      hasOutliner: typeof outliner === 'boolean' ? outliner : null,
      ruleNewsMinutes:
        news === null
          ? null
          : (RULE_NEWS_MINUTES.find((each) => each === news) ?? DEFAULT_PREFERENCES.ruleNewsMinutes),
      timelineHeightPx: sizeIn(stored['timelineHeightPx'], TIMELINE_HEIGHT_PX),
      needsWidthPx: sizeIn(stored['needsWidthPx'], PANEL_WIDTH_PX.needs),
      inspectorWidthPx: sizeIn(stored['inspectorWidthPx'], PANEL_WIDTH_PX.inspector),
      hasNeeds: stored['hasNeeds'] !== false,
      hasInspector: typeof inspector === 'boolean' ? inspector : null,
    };
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

/** @returns false where the storage took nothing: the window goes on with the preference until it closes. */
export function writePreferences(
  storage: Pick<Storage, 'setItem'> | null,
  preferences: Preferences,
): boolean {
  try {
    storage?.setItem(KEY, JSON.stringify(preferences));
    return storage !== null;
  } catch {
    return false;
  }
}

function sizeIn(
  stored: unknown,
  { least, most }: { readonly least: number; readonly most: number },
): number | null {
  return typeof stored === 'number' ? Math.round(Math.min(most, Math.max(least, stored))) : null;
}
