/** The files of a plug-in that comes with the application: read whole, and written whole to where an engine looks. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What running or testing a plug-in leaves in its folder; no engine needs it. */
const LEFT_OUT = new Set(['__pycache__', 'tests']);

export interface PluginFile {
  /** Below the plug-in's folder, with `/` on every system. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** @throws where the folder or a file in it cannot be read */
export async function readPluginFiles(root: string): Promise<PluginFile[]> {
  const files: PluginFile[] = [];
  const read = async (below: string): Promise<void> => {
    for (const entry of await readdir(path.join(root, below), { withFileTypes: true })) {
      if (LEFT_OUT.has(entry.name) || entry.name.startsWith('.')) continue;
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await read(name);
      else if (entry.isFile()) files.push({ name, bytes: await readFile(path.join(root, name)) });
    }
  };
  await read('');
  return files;
}

/** Makes the folders that are missing. @throws where one of them or a file cannot be written */
export async function writePluginFiles(files: readonly PluginFile[], folder: string): Promise<void> {
  for (const { name, bytes } of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}
