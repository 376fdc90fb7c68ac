/** Loaded before each file of tests, since one process runs many: what a file leaves behind is gone before the next. */
import { afterAll } from 'vitest';
import { removeTemporaryFolders } from './temporary-folders.ts';

afterAll(removeTemporaryFolders);
