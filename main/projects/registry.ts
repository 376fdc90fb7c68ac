/** Which projects this computer knows: one small file below the application's user data. The projects themselves lie anywhere. */
import fs from 'node:fs';
import { z } from 'zod';
import type { Reason } from '#app/intents/index.ts';
import { projectNameSchema } from '#app/control-room/projects.ts';
import { writeNow } from '#main/side-files/index.ts';
import type { HostLog } from '#main/host/index.ts';

/** More than anybody goes through; of those that are not listed any more the oldest are forgotten. */
const KNOWN_MAX = 1_000;

const reasonSchema = z.strictObject({
  code: z.string().max(64),
  message: z.string().max(2_048),
  path: z.string().max(4_096).nullable(),
});

const knownSchema = z.strictObject({
  /** Names it in the window. */
  key: z.uuid(),
  folder: z.string().min(1).max(4_096),
  name: projectNameSchema,
  /** UTC, advisory. */
  opened: z.iso.datetime().nullable(),
  versions: z.int().min(0),
  problem: reasonSchema.nullable(),
  /** Taken off the list it is still known: a copy of it is found out. */
  isListed: z.boolean(),
});
export type KnownProject = z.infer<typeof knownSchema>;

const fileSchema = z.strictObject({
  version: z.literal(1),
  /** The key of the one that was open last. */
  last: z.uuid().nullable(),
  known: z.array(knownSchema).max(KNOWN_MAX),
});
type Stored = z.infer<typeof fileSchema>;

export interface Registry {
  /** The file could not be read for what it says; it stands beside, and the list began anew. */
  readonly problem: Reason | null;
  last(): KnownProject | null;
  all(): readonly KnownProject[];
  find(key: string): KnownProject | null;
  at(folder: string): KnownProject | null;
  /** Puts it in place of what was known under its key. */
  keep(project: KnownProject): void;
  setLast(key: string): void;
}

/** A list that cannot be written serves until the end of the process; what it lists is not touched by that. */
export function openRegistry(file: string, log: HostLog): Registry {
  const read = readRegistry(file, log);
  let stored = read.stored;
  const change = (next: Stored): void => {
    stored = { ...next, known: bounded(next.known) };
    try {
      writeNow({ file, content: `${JSON.stringify(stored, null, 2)}\n`, how: 'synced' });
    } catch (error) {
      log({ level: 'warn', what: 'projects_not_written', detail: { error: String(error) } });
    }
  };
  const find = (key: string | null): KnownProject | null =>
    stored.known.find((each) => each.key === key) ?? null;
  return {
    problem: read.problem,
    last: () => find(stored.last),
    all: () => stored.known,
    find,
    at: (folder) => stored.known.find((each) => each.folder === folder) ?? null,
    keep(project) {
      const others = stored.known.filter(({ key }) => key !== project.key);
      change({ ...stored, known: [project, ...others] });
    },
    setLast(key) {
      if (stored.last !== key) change({ ...stored, last: key });
    },
  };
}

function bounded(known: readonly KnownProject[]): KnownProject[] {
  const excess = known.length - KNOWN_MAX;
  if (excess <= 0) return [...known];
  const oldestFirst = known.toReversed();
  const unlisted = oldestFirst.filter(({ isListed }) => !isListed);
  const forgotten = new Set([...unlisted, ...oldestFirst].slice(0, excess).map(({ key }) => key));
  return known.filter(({ key }) => !forgotten.has(key));
}

const EMPTY: Stored = { version: 1, last: null, known: [] };

function readRegistry(file: string, log: HostLog): { stored: Stored; problem: Reason | null } {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { stored: EMPTY, problem: null };
    return { stored: EMPTY, problem: unreadable(file, error, log) };
  }
  try {
    return { stored: fileSchema.parse(JSON.parse(text)), problem: null };
  } catch (error) {
    return { stored: EMPTY, problem: unreadable(file, error, log) };
  }
}

/** Sets it aside: the next list is written in its place. */
function unreadable(file: string, error: unknown, log: HostLog): Reason {
  log({ level: 'warn', what: 'projects_unreadable', detail: { error: String(error) } });
  try {
    fs.renameSync(file, `${file}.unreadable`);
  } catch (renameError) {
    log({ level: 'warn', what: 'projects_not_set_aside', detail: { error: String(renameError) } });
  }
  return {
    code: 'projects_unreadable',
    message: 'The list of projects could not be read. It begins anew; open your projects by their folders.',
    path: file,
  };
}
