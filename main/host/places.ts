/** Where things lie below the application's user data. The key and the receipt stand outside the ledger's folder (R7). */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Reason } from '#app/intents/index.ts';

export interface Places {
  readonly userData: string;
  readonly ledger: string;
  readonly receipts: string;
  readonly keyFile: string;
  readonly history: string;
  readonly agents: string;
  readonly tokens: string;
  /** The port of the last life, so that engines find the application again after a restart. */
  readonly port: string;
  readonly endpointFolder: string;
}

export class FolderUnusable extends Error {
  readonly reason: Reason;

  constructor(folder: string, why: string) {
    const message = `This folder cannot be used: ${why}`;
    super(message);
    this.reason = { code: 'folder_unusable', message, path: folder };
  }
}

/** @throws FolderUnusable where one of the folders cannot be made */
export function placesIn(userData: string): Places {
  const project = path.join(userData, 'projects', 'default');
  const places: Places = {
    userData,
    ledger: path.join(project, 'ledger'),
    receipts: path.join(userData, 'receipts', 'default'),
    keyFile: path.join(userData, 'keys', 'receipts.key'),
    history: path.join(project, 'history.db'),
    agents: path.join(userData, 'agents.json'),
    tokens: path.join(userData, 'connections.json'),
    port: path.join(userData, 'run', 'port'),
    endpointFolder: path.join(userData, 'run'),
  };
  for (const folder of [
    project,
    places.ledger,
    places.receipts,
    path.dirname(places.keyFile),
    places.endpointFolder,
  ]) {
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new FolderUnusable(folder, (error as NodeJS.ErrnoException).message);
    }
  }
  return places;
}

/** Ids of the embedded default project, made at the first start and kept in its ledger. */
export function newProject(simulated = false): { ledger: string; project: { id: string; name: string } } {
  const name = simulated ? 'Simulated studio' : 'My scene';
  return { ledger: randomUUID(), project: { id: randomUUID(), name } };
}

/** Null where there is none; throws where it cannot be read. */
export function readIfThere(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
