/** What main would say of projects and settings, for windows that are shown without one. */
import type { ProjectDataView, ProjectsView, ProjectView, SettingsView } from '#app/control-room/index.ts';

function project(index: number, part: Partial<ProjectView> & Pick<ProjectView, 'name'>): ProjectView {
  return {
    project: `000000ff-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    folder: `/home/artist/Projects/${part.name}`,
    opened: '2026-03-02T09:12:00.000Z',
    versions: 1_204,
    problem: null,
    warning: null,
    ...part,
  };
}

export const PROJECTS: ProjectsView = {
  current: project(1, { name: 'Courtyard', versions: 18_166 }),
  recent: [
    project(2, { name: 'Night market', opened: '2026-03-01T17:40:00.000Z' }),
    project(3, {
      name: 'Harbour, second draft with the long pier and the lighthouse',
      folder: '/media/artist/studio-disk/work/2026/harbour-second-draft-with-the-long-pier',
      versions: 1,
      problem: {
        code: 'missing',
        message: 'Its folder is missing: moved, deleted, or on a disk that is not connected.',
        path: null,
      },
    }),
    project(4, { name: 'Test scene', opened: null, versions: 0 }),
  ],
  opening: null,
  instead: null,
  problem: null,
  usualFolder: '/home/artist/.config/VibeSync/projects',
  isOnly: false,
};

export const SETTINGS: SettingsView = {
  theme: 'dark',
  followsContrast: true,
  lessMotion: false,
  scale: 100,
  notifications: ['suggestions', 'conflicts', 'engines'],
  quietMinutes: 45,
  showsAway: true,
  awayMinutes: 5,
  keys: {},
  problem: null,
  versions: {
    app: '0.1.0',
    electron: '45.4.1',
    chromium: '150.0.7871.24',
    node: '24.19.0',
    system: 'Linux 6.1.0, x64',
  },
};

export const PROJECT_DATA: ProjectDataView = {
  folder: PROJECTS.current.folder,
  ledgerBytes: 48_400_000,
  historyBytes: 31_250_000,
  freeBytes: 212_000_000_000,
  userData: '/home/artist/.config/VibeSync',
};
