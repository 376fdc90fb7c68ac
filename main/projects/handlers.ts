/** What the window asks about projects, and which host hears what it asks about the open one. */
import fs from 'node:fs';
import path from 'node:path';
import { REQUEST_NAMES } from '#app/control-room/index.ts';
import type { ChosenFolder, Done, Result, SwitchView } from '#app/control-room/index.ts';
import { NOT_READY, ledgerFolderOf } from '#main/host/index.ts';
import type { Host } from '#main/host/index.ts';
import type { HostHandlers, ShellHandlers } from '#main/shell/index.ts';
import { warningAt } from './network-disks.ts';
import type { Projects } from './projects.ts';
import type { KnownProject } from './registry.ts';

export type ProjectHandlers = Omit<ShellHandlers, keyof HostHandlers>;

/** What only a window can do. */
export interface ProjectsWindow {
  /** Asks for a folder with the system's own dialog; null where the person chose none. */
  readonly chooseFolder: (what: 'open' | 'new') => Promise<string | null>;
  /** Whether nothing exists only in an engine. Where something does the person is asked, and `then` is done when they say so. */
  readonly mayLeave: (then: () => void) => boolean;
  /** In the system's file manager. @returns why it could not be shown; empty where it is */
  readonly showFolder: (folder: string) => Promise<string>;
}

const DONE: Done = {};

/** @param window null where there is none */
export function createProjectHandlers(
  projects: Projects,
  window: () => ProjectsWindow | null,
): ProjectHandlers {
  /** Where the next new project's folder is to be made. */
  let chosen: string | null = null;

  const goTo = (project: KnownProject): Result<SwitchView> => {
    if (!projects.mayChange) return OPENING;
    if (project.key === projects.current.key) return { ok: true, value: { became: 'nothing' } };
    if (projects.isChanging)
      return projects.giveUpOpening(project) ? { ok: true, value: { became: 'opening' } } : OPENING;
    const go = (): void => void projects.change(project);
    const may = window()?.mayLeave(go) ?? true;
    if (may) go();
    return { ok: true, value: { became: may ? 'opening' : 'asking' } };
  };
  const withProject = async <Value>(
    key: string,
    act: (project: KnownProject) => Promise<Result<Value>> | Result<Value>,
  ): Promise<Result<Value>> => {
    const project = key === projects.current.key ? projects.current : projects.find(key);
    return project === null
      ? refused('unknown_project', 'This project is not on the list any more.')
      : act(project);
  };

  return {
    read_projects: async () => ({ ok: true, value: await projects.view() }),
    choose_project_folder: async () => {
      const folder = (await window()?.chooseFolder('new')) ?? null;
      // Who closes the dialog stays with the folder that they chose before, as the window does.
      chosen = folder ?? chosen;
      const value: ChosenFolder = { folder, warning: folder === null ? null : await warningAt(folder) };
      return { ok: true, value };
    },
    new_project: ({ name, where }) => {
      if (projects.isOnly) return Promise.resolve(ONLY);
      if (!projects.mayChange) return Promise.resolve(OPENING);
      if (where === 'chosen' && chosen === null)
        return Promise.resolve(refused('no_folder', 'Choose a folder for it first.'));
      try {
        return Promise.resolve(
          goTo(projects.make(where === 'chosen' && chosen !== null ? chosen : projects.usualFolder, name)),
        );
      } catch (error) {
        return Promise.resolve(refused('folder_unusable', `Its folder cannot be made: ${wordsOf(error)}`));
      }
    },
    open_project: async ({ project }) => {
      if (projects.isOnly) return ONLY;
      if (project !== null) return withProject(project, goTo);
      const folder = (await window()?.chooseFolder('open')) ?? null;
      if (folder === null) return { ok: true, value: { became: 'nothing' } };
      const taken = await projects.take(folder);
      return 'reason' in taken ? { ok: false, reason: taken.reason } : goTo(taken.project);
    },
    rename_project: async ({ project, name }) =>
      withProject(project, (known) => {
        try {
          projects.rename(known, name);
          return { ok: true, value: DONE };
        } catch (error) {
          return refused('not_renamed', `The name cannot be kept in its folder: ${wordsOf(error)}`);
        }
      }),
    show_project: async ({ project }) =>
      withProject(project, async ({ folder }) => {
        const problem = (await window()?.showFolder(folder)) ?? 'There is no window.';
        return problem === '' ? { ok: true, value: DONE } : refused('not_shown', problem);
      }),
    remove_project: async ({ project }) =>
      withProject(project, (known) => {
        if (known.key === projects.current.key)
          return refused('is_open', 'It is open; open another project first.');
        projects.remove(known);
        return { ok: true, value: DONE };
      }),
    give_up_opening: () =>
      Promise.resolve(
        projects.giveUpOpening()
          ? { ok: true, value: DONE }
          : refused('not_opening', 'Nothing is being opened that could be given up.'),
      ),
    dismiss_project_problem: () => {
      projects.dismissProblem();
      return Promise.resolve({ ok: true, value: DONE });
    },
    read_project_data: async () => {
      const { folder } = projects.current;
      const disk = await fs.promises.statfs(folder).catch(() => null); // some systems' disks do not tell
      const value = {
        folder,
        ledgerBytes: await bytesIn(ledgerFolderOf(folder)),
        historyBytes: await bytesIn(folder),
        freeBytes: disk === null ? null : disk.bavail * disk.bsize,
        userData: projects.userData,
      };
      return { ok: true, value };
    },
  };
}

/** Of the files that stand in the folder itself; one that goes meanwhile holds nothing. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await fs.promises.readdir(folder, { withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(
      async ({ name }) => (await fs.promises.stat(path.join(folder, name)).catch(() => ({ size: 0 }))).size,
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/**
 * The requests about the open project, whichever that is when they come. While none is, they are refused; who attaches then
 * waits for the next one. A page that showed the one before is refused as well until it has begun anew: what it asks may be
 * about a number, which each project has.
 * @param create makes those of one host
 */
export function createOpenProjectHandlers(
  projects: Projects,
  create: (host: Host) => HostHandlers,
): HostHandlers {
  const made = new WeakMap<Host, HostHandlers>();
  /** What the page shows; null before it shows anything. */
  let attached: Host | null = null;
  const of = (host: Host): HostHandlers => {
    const handlers = made.get(host) ?? create(host);
    made.set(host, handlers);
    return handlers;
  };
  const entries = (Object.keys(REQUEST_NAMES) as (keyof HostHandlers)[]).map((name) => [
    name,
    async (body: unknown) => {
      const host = name === 'attach' ? await projects.whenOpen() : projects.host;
      if (name === 'attach') attached = host;
      if (host === null || (attached !== null && attached !== host)) return { ok: false, reason: NOT_READY };
      return (of(host)[name] as (body: unknown) => Promise<Result<unknown>>)(body);
    },
  ]);
  // What is not about the open project is answered by others, who come after these.
  return Object.fromEntries(entries) as HostHandlers;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function refused(
  code: string,
  message: string,
): { ok: false; reason: { code: string; message: string; path: null } } {
  return { ok: false, reason: { code, message, path: null } };
}

const OPENING = refused('opening', 'Another project is being opened just now.');
const ONLY = refused('only_project', 'Here there is one project only.');
