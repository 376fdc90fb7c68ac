/** What is known of a project, as the list tells it. */
import { randomUUID } from 'node:crypto';
import { PROJECT_NAME_MAX } from '#app/control-room/choices.ts';
import { projectNameSchema } from '#app/control-room/projects.ts';
import type { ProjectView } from '#app/control-room/projects.ts';
import { DEFAULT_NAME, ledgerFolderOf } from '#main/host/index.ts';
import { problemAt, warningAt } from './folders.ts';
import type { KnownProject } from './registry.ts';

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
  const warning = await warningAt(ledgerFolderOf(folder));
  return { project: key, name, folder, opened, versions, problem, warning };
}

/** Looks at it anew: its folder may have gone since. One that was never opened holds nothing that could be missing. */
export async function viewOfListed(project: KnownProject): Promise<ProjectView> {
  const gone = project.opened === null ? null : await problemAt(project.folder);
  return viewOf({ ...project, problem: gone ?? project.problem });
}
