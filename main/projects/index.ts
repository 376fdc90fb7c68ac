/** Several projects, one open at a time. */
export { createOpenProjectHandlers, createProjectHandlers } from './handlers.ts';
export { Projects } from './projects.ts';
