/** The host's process as a bundle, which can be built with a fault in it. The product's files stay as they are. */
import path from 'node:path';
import type { Plugin } from 'vite';
import { inProject } from '../../../main/provision/paths.mjs';
import { builtOnce } from '../../built-once.ts';
import { bundle } from '../../bundling.ts';

/** A change to one file of the product, in words that have to be there. */
export interface Patch {
  /** From the project's root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** All that goes into it. */
const SOURCES = ['app', 'main', 'test/bundling.ts', 'test/faults', 'test/ledger', 'package-lock.json'];

/** @returns the script to start */
export async function buildHost(patches: readonly Patch[] = []): Promise<string> {
  const folder = await builtOnce({
    name: 'host',
    sources: SOURCES,
    variant: JSON.stringify(patches),
    make: (outDir) => bundleHost(outDir, patches),
  });
  return path.join(folder, 'host.mjs');
}

async function bundleHost(outDir: string, patches: readonly Patch[]): Promise<void> {
  const left = new Set(patches);
  await bundle(outDir, { host: path.join(import.meta.dirname, 'host-process.ts') }, [
    patching(patches, left),
  ]);
  if (left.size > 0) throw new Error(`never applied: ${[...left].map(({ from }) => from).join(', ')}`);
}

function patching(patches: readonly Patch[], left: Set<Patch>): Plugin {
  return {
    name: 'faults-patches',
    enforce: 'pre',
    transform(code, id) {
      let patched = code;
      for (const patch of patches) {
        if (id !== inProject(patch.file)) continue;
        if (patched.split(patch.from).length !== 2)
          throw new Error(`${patch.file} does not hold once: ${patch.from}`);
        patched = patched.replace(patch.from, () => patch.to);
        left.delete(patch);
      }
      return patched === code ? null : { code: patched, map: null };
    },
  };
}
