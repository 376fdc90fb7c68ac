/** The projects of this computer: which one is open, which others there are, and how to go from one to another. */
import { z } from 'zod';
import type { Reason } from '../intents/index.ts';
import { PROJECT_NAME_MAX } from './choices.ts';
import { nameSchema, text } from '../protocol/values.ts';

// oxlint-disable-next-line no-control-regex -- these are what it is about
const CONTROL_OR_FORMAT = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/u;
/** One line that a person types; engines are told it, and a folder that is made for it is called after it. */
export const projectNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(PROJECT_NAME_MAX)
  .refine((name) => nameSchema.safeParse(name).success, 'This name is too long.')
  .refine((name) => !CONTROL_OR_FORMAT.test(name), 'This name has a sign in it that nobody sees.');

/** Names a project of the list; main knows its folder. */
const key = text(64);

export const projectRequests = {
  read_projects: z.strictObject({}),
  /** Main asks with the system's own dialog where a new project's folder is to be made: no path comes from the page. */
  choose_project_folder: z.strictObject({}),
  /** Where `choose_project_folder` was answered last, or where projects usually lie. */
  new_project: z.strictObject({ name: projectNameSchema, where: z.enum(['usual', 'chosen']) }),
  /** Null: main asks for its folder. */
  open_project: z.strictObject({ project: key.nullable() }),
  rename_project: z.strictObject({ project: key, name: projectNameSchema }),
  /** In the system's file manager. */
  show_project: z.strictObject({ project: key }),
  /** From the list. What it holds stays where it is. */
  remove_project: z.strictObject({ project: key }),
  /** The opening takes too long: it is left to itself, and the project before is opened again, where there is one. */
  give_up_opening: z.strictObject({}),
  /** What could not be opened has been read. */
  dismiss_project_problem: z.strictObject({}),
  /** How much the open project holds, and how much room there is. */
  read_project_data: z.strictObject({}),
} as const;

export interface ProjectView {
  readonly project: string;
  readonly name: string;
  readonly folder: string;
  /** When it was opened last, UTC on the computer's clock: advisory. Null where it never was. */
  readonly opened: string | null;
  /** Versions that it had then. */
  readonly versions: number;
  /** Why it could not be opened, the last time or as it looks now. */
  readonly problem: Reason | null;
  /** What is risky about where it lies. */
  readonly warning: PlaceWarning | null;
}

/** On a `network` disk a log that has to be locked and synced is not safe (SQLite's own advice). */
export type PlaceWarning = 'network';

export interface ProjectsView {
  readonly current: ProjectView;
  /** The others, opened last first. */
  readonly recent: readonly ProjectView[];
  /** The name of the one that is being opened. */
  readonly opening: string | null;
  /** The name of the one that is opened where that one is given up; null where there is none. */
  readonly instead: string | null;
  /** A project that was to be opened and could not be; the one before, or the first, is open instead. */
  readonly problem: { readonly name: string; readonly folder: string; readonly reason: Reason } | null;
  /** Where the folder of a new one is made if nobody chooses. */
  readonly usualFolder: string;
  /** It is the one there is: of a simulated studio, or of an application without a window. */
  readonly isOnly: boolean;
}

export interface ChosenFolder {
  /** Null where the person chose none. */
  readonly folder: string | null;
  readonly warning: PlaceWarning | null;
}

export interface ProjectDataView {
  readonly folder: string;
  readonly ledgerBytes: number;
  /** What is read out of the ledger for the timeline and the history; it can be made anew. */
  readonly historyBytes: number;
  /** On the disk where the project lies; null where the system does not tell. */
  readonly freeBytes: number | null;
  /** Where receipts, keys and settings of this computer lie. */
  readonly userData: string;
}

/** `asking`: something exists only in an engine, and the person is asked first, as when they leave. */
export interface SwitchView {
  readonly became: 'opening' | 'asking' | 'nothing';
}
