/** What tests build of the project's sources: once for the same ones, however many suites and files ask for it. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { digestOf } from '../main/provision/build.mjs';
import { inProject } from '../main/provision/paths.mjs';

const FOLDER = inProject('test-results', 'built');
const DIGEST_LENGTH = 16;
/** Of other sources: somebody may still run on them. */
const KEPT_MS = 24 * 60 * 60_000;

export interface Built {
  readonly name: string;
  /** Files and folders of the project that go into it. */
  readonly sources: readonly string[];
  /** What else makes it another one. */
  readonly variant?: string;
  readonly make: (outDir: string) => Promise<unknown>;
}

/** @returns its folder, below the project so that what is not bundled is found */
export async function builtOnce({ name, sources, variant = '', make }: Built): Promise<string> {
  const digest = createHash('sha256').update(digestOf(sources)).update(variant).digest('hex');
  const folder = path.join(FOLDER, `${name}-${digest.slice(0, DIGEST_LENGTH)}`);
  if (fs.existsSync(folder)) return folder;
  fs.mkdirSync(FOLDER, { recursive: true });
  removeOld();
  const draft = fs.mkdtempSync(path.join(FOLDER, 'making-'));
  try {
    await make(draft);
    fs.renameSync(draft, folder);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    // Somebody else may have begun at the same moment, and was faster.
    if (!fs.existsSync(folder)) throw error;
  }
  return folder;
}

function removeOld(): void {
  for (const name of fs.readdirSync(FOLDER)) {
    const old = path.join(FOLDER, name);
    const { mtimeMs } = fs.statSync(old);
    if (Date.now() - mtimeMs > KEPT_MS) fs.rmSync(old, { recursive: true, force: true });
  }
}
