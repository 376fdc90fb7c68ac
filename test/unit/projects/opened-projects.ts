/** Projects over real hosts, closed when their test has ended. */
import { expect, onTestFinished, vi } from 'vitest';
import type { Reason } from '#app/intents/index.ts';
import { prepareHost } from '#main/host/index.ts';
import type { HostLog, HostStart, ProjectOptions } from '#main/host/index.ts';
import { Projects } from '#main/projects/index.ts';

export function preparingIn(
  userData: string,
  log: HostLog = () => undefined,
): (project: ProjectOptions | null) => HostStart {
  return (project) =>
    prepareHost({
      userData,
      project,
      packaged: false,
      runtime: { electron: '', app: 'test' },
      fault: null,
      log,
      onFeed: () => undefined,
      onAttention: () => undefined,
      onHalt: () => undefined,
      onFatal: (error) => {
        throw error;
      },
    });
}

export function projectsIn(userData: string, part: Partial<ConstructorParameters<typeof Projects>[0]> = {}) {
  const told = { onChange: vi.fn(), onHeld: vi.fn(), onLost: vi.fn<(reason: Reason) => void>() };
  const projects = new Projects({
    userData,
    folder: null,
    isOnly: false,
    prepare: preparingIn(userData),
    ...told,
    nowMs: Date.now,
    log: () => undefined,
    ...part,
  });
  onTestFinished(() => projects.close());
  return { projects, ...told };
}

export async function opened(userData: string, part: Parameters<typeof projectsIn>[1] = {}) {
  const made = projectsIn(userData, part);
  expect(await made.projects.start()).toBeNull();
  return made;
}

export async function openedProjects(userData: string): Promise<Projects> {
  return (await opened(userData)).projects;
}
