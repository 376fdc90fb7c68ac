/** What is kept of tokens: their hashes, in files that nobody else can read (SEC-3). */
import fs from 'node:fs';
import { z } from 'zod';
import type { CheckEnd } from './evidence.ts';
import { readIfThere } from './places.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/u);
/** Strict: a field that is not known to hold no secret is no such file. */
const connections = z.array(z.strictObject({ session: z.uuid(), hash, former: hash.exactOptional() }));
const agents = z.strictObject({
  format: z.literal(1),
  port: z.int().nullable(),
  agents: z.array(z.strictObject({ agent: z.string(), name: z.string(), hash })),
});

const OTHERS_MODE = 0o077;

/** Looks at both files as they are on the disk now. `count` is of the hashes in them. */
export function checkTokens(places: { readonly tokens: string; readonly agents: string }): CheckEnd {
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
      // Windows has no such bits; there the folder of the user keeps others out.
      if (process.platform !== 'win32' && (fs.statSync(file).mode & OTHERS_MODE) !== 0)
        return { count, problem: `Other users of this computer can read ${file}.` };
    } catch {
      return {
        count,
        problem: `${file} is not what VibeSync writes: something besides hashes may be in it.`,
      };
    }
  }
  return { count, problem: null };
}
