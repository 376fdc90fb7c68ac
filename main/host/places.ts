/**
 * Where things lie. A project's folder holds its ledger and what is read out of it; the key and the receipts stand outside
 * (R7), below the application's user data, and so does who may come in: a project that somebody hands over brings nobody along.
 */
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Reason } from '#app/intents/index.ts';

export interface Places {
  readonly userData: string;
  /** The folder of the project. */
  readonly project: string;
  readonly ledger: string;
  /** Of all projects: a receipt is found by its ledger's id, wherever that lies by now. */
  readonly receipts: string;
  readonly keyFile: string;
  readonly history: string;
  /**
   * Of one project, by its id: an agent is let into the project for which a person made its key, and reads no other, which
   * may lie in the same folder some day.
   */
  readonly agents: (project: string) => string;
  /** Of one project, by its id: up to where its person has seen it, which is nobody's whom the folder is handed to. */
  readonly leftOff: (project: string) => string;
  /** Of this computer: an engine says by its file which project it belongs to, and in another one it is foreign (R21). */
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

/** The project that is there without anybody's doing. */
export const defaultProject = (userData: string): string => path.join(userData, 'projects', 'default');

/**
 * @param project the project's folder
 * @throws FolderUnusable where one of the folders cannot be made
 */
export function placesIn(userData: string, project = defaultProject(userData)): Places {
  const isDefault = project === defaultProject(userData);
  const places: Places = {
    userData,
    project,
    ledger: ledgerFolderOf(project),
    receipts: path.join(userData, 'receipts', 'default'),
    keyFile: path.join(userData, 'keys', 'receipts.key'),
    history: path.join(project, 'history.db'),
    agents: (id) => path.join(userData, isDefault ? 'agents.json' : `agents/${digestOf(id)}.json`),
    leftOff: (id) => path.join(userData, 'left-off', `${digestOf(id)}.json`),
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

/** Where in a project's folder its ledger lies. */
export const ledgerFolderOf = (project: string): string => path.join(project, 'ledger');

const DIGEST_DIGITS = 32;

/** An id comes out of a ledger that somebody may have made for this: it is no part of a path as it stands. */
function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, DIGEST_DIGITS);
}

export const DEFAULT_NAME = 'My scene';
export const SIMULATED_NAME = 'Simulated studio';

/** Ids of a project that does not exist yet, made at its first start and kept in its ledger. */
export function newProject(name: string): { ledger: string; project: { id: string; name: string } } {
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
