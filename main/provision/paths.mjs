import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What provisioning fetched or made; it outlives `npm ci` and can be deleted at any time. */
export const CACHE_FOLDER = path.join(
  process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'),
  'vibesync',
);

/** @param {...string} segments below the project's folder */
export const inProject = (...segments) => path.join(PROJECT_ROOT, ...segments);
