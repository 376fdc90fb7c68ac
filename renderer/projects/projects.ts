/** What the window knows of projects: the list as it was read last, and what of the menu is open. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ProjectsView, WindowPart } from '#app/control-room/index.ts';
import { ask } from '../store/ask.ts';
import { changeDesk } from '../store/store.ts';

/** What the menu shows: the list, or a form in its place. */
export type MenuPart = 'list' | 'new' | 'rename';

interface Projects {
  /** Null before it was read. */
  readonly view: ProjectsView | null;
  readonly part: MenuPart | null;
  /** Why the last thing that was asked was not done. */
  readonly problem: string | null;
}

const projects = createStore<Projects>()(() => ({ view: null, part: null, problem: null }));

export function useProjects<Value>(select: (state: Projects) => Value): Value {
  return useStore(projects, select);
}

/** Reads the list anew: folders come and go. */
export async function readProjects(): Promise<void> {
  const answer = await ask('read_projects', {});
  if (answer.ok) projects.setState({ view: answer.value });
  else projects.setState({ problem: answer.reason.message });
}

export function showMenu(part: MenuPart | null): void {
  projects.setState({ part, problem: null });
  if (part === 'list') void readProjects();
}

/** Goes to another project; null: main asks for its folder. The page begins anew when that is under way. */
export async function openProject(project: string | null): Promise<void> {
  projects.setState({ problem: null });
  const answer = await ask('open_project', { project });
  if (!answer.ok) {
    projects.setState({ part: 'list', problem: answer.reason.message });
    void readProjects();
  } else if (answer.value.became !== 'nothing') projects.setState({ part: null });
}

/** The application menu leads here. */
export function showPart(part: WindowPart): void {
  if (part === 'settings') changeDesk({ place: 'settings', conflict: null });
  else if (part === 'new_project') showMenu('new');
  else void readProjects();
}
