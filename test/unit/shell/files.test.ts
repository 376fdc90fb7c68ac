import path from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../temporary-folders.ts';

const system = vi.hoisted(() => ({ showItemInFolder: vi.fn(), openPath: vi.fn() }));
vi.mock('electron', () => ({ app: {}, dialog: {}, shell: system }));
// Others in this process may have loaded what imports it, and are to load it again.
vi.resetModules();
afterAll(() => void vi.resetModules());
const { showInFileManager } = await import('#main/shell/files.ts');

it('shows where a folder lies and opens nothing: it may be a program by its name', async () => {
  const folder = path.join(temporaryFolder(), 'gone.app');
  expect(await showInFileManager(folder)).toContain('cannot be found');
  expect(system.showItemInFolder).not.toHaveBeenCalled();
  expect(await showInFileManager(path.dirname(folder))).toBe('');
  expect(system.showItemInFolder).toHaveBeenCalledExactlyOnceWith(path.dirname(folder));
  expect(system.openPath).not.toHaveBeenCalled();
});
