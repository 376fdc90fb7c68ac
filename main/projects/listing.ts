/** What is known of a project, as the list tells it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as afterMs } from 'node:timers/promises';
import { PROJECT_NAME_MAX } from '#app/control-room/choices.ts';
import { projectNameSchema } from '#app/control-room/projects.ts';
import type { ProjectView } from '#app/control-room/projects.ts';
import type { Reason } from '#app/intents/index.ts';
import { DEFAULT_NAME, ledgerFolderOf } from '#main/host/index.ts';
import { problemAt } from './folders.ts';
import { warningAt } from './network-disks.ts';
import type { KnownProject } from './registry.ts';

/** A disk that answers does so far sooner. */
const ANSWERS_WITHIN_MS = 1_000;

/** By what is asked: a disk that has not answered is not asked once more, since each question would hold up a thread. */
const asked = new Map<string, Promise<unknown>>();

/** What a disk says, or, where it takes its time, this: the list waits for none of them. */
function soon<Value>(what: string, ask: () => Promise<Value>, otherwise: Value): Promise<Value> {
  const answer = (asked.get(what) as Promise<Value> | undefined) ?? ask().finally(() => asked.delete(what));
  asked.set(what, answer);
  return Promise.race([answer, afterMs(ANSWERS_WITHIN_MS, otherwise, { ref: false })]);
}

function silent(folder: string): Reason {
  return { code: 'not_answering', message: 'Its disk does not answer.', path: folder };
}

/** One that was not known before. */
export function newlyKnown(folder: string, name: string): KnownProject {
  return {
    key: randomUUID(),
    folder,
    name: fitName(name, DEFAULT_NAME),
    opened: null,
    versions: 0,
    problem: null,
    isListed: true,
  };
}

/** It comes out of folders and ledgers that somebody may have made for this. */
export function fitName(name: string, otherwise: string): string {
  const fit = projectNameSchema.safeParse(name.slice(0, PROJECT_NAME_MAX));
  return fit.success ? fit.data : otherwise;
}

export async function viewOf({
  key,
  name,
  folder,
  opened,
  versions,
  problem,
}: KnownProject): Promise<ProjectView> {
  const warning = await soon(`disk ${folder}`, () => warningAt(ledgerFolderOf(folder)), null);
  return { project: key, name, folder, opened, versions, problem, warning };
}

/** Looks at it anew: its folder may have gone since. One that was never opened holds nothing that could be missing. */
export async function viewOfListed(project: KnownProject): Promise<ProjectView> {
  const { folder } = project;
  const gone = project.opened === null ? null : await soon(folder, () => problemAt(folder), silent(folder));
  return viewOf({ ...project, problem: gone ?? project.problem });
}
