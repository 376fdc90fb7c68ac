/** What is kept of tokens: their hashes. They and the history are in files that nobody else can read (SEC-3). */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { besides } from '#main/owner-only.ts';
import type { CheckEnd } from './evidence.ts';
import { readIfThere } from './places.ts';
import type { Places } from './places.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/u);
/** Strict: a field that is not known to hold no secret is no such file. */
const connections = z.array(z.strictObject({ session: z.uuid(), hash, former: hash.exactOptional() }));
const agents = z.strictObject({
  format: z.literal(1),
  port: z.int().nullable(),
  agents: z.array(z.strictObject({ agent: z.string(), name: z.string(), hash })),
});

const OTHERS_MODE = 0o077;

interface Looked extends Pick<Places, 'tokens' | 'ledger' | 'history'> {
  /** Of the project that is open. */
  readonly agents: string;
}

/** Looks at all of them as they are on the disk now. `count` is of the hashes. */
export function checkTokens(places: Looked): CheckEnd {
  const files = [
    {
      file: places.tokens,
      read: (json: unknown) =>
        connections.parse(json).reduce((sum, { former }) => sum + (former === undefined ? 1 : 2), 0),
    },
    { file: places.agents, read: (json: unknown) => agents.parse(json).agents.length },
  ];
  let count = 0;
  for (const { file, read } of files) {
    try {
      const text = readIfThere(file);
      if (text === null) continue;
      count += read(JSON.parse(text));
      if (isOpenToOthers(file)) return { count, problem: readByOthers(file) };
    } catch {
      return {
        count,
        problem: `${file} is not what VibeSync writes: something besides hashes may be in it.`,
      };
    }
  }
  const open = historyFiles(places).find(isOpenToOthers);
  return { count, problem: open === undefined ? null : readByOthers(open) };
}

const readByOthers = (file: string): string => `Other users of this computer can read ${file}.`;

/** Windows has no such bits; there the folder of the user keeps others out. */
function isOpenToOthers(file: string): boolean {
  const mode = fs.statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
  return process.platform !== 'win32' && (mode & OTHERS_MODE) !== 0;
}

function historyFiles({ ledger, history }: Looked): string[] {
  return [path.join(ledger, 'ledger'), history].flatMap((file) =>
    fs.existsSync(path.dirname(file)) ? besides(file) : [],
  );
}
