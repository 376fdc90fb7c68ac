/**
 * Who may come in through the agents' door: ids, names and the hashes of their tokens. A token is 256 random bits,
 * shown once when it is made and never kept (SEC-3); whoever reads the file cannot come in with it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Reason } from '#app/intents/index.ts';
import { idSchema, nameSchema } from '#app/protocol/values.ts';
import { AGENT_LIMITS } from './limits.ts';
import { isPlainText } from './plain-text.ts';

const TOKEN_BYTES = 32;
const ONLY_OWNER = 0o600;

export interface KnownAgent {
  /** `agent:` and a UUID: the actor's id in the ledger. */
  readonly agent: string;
  readonly name: string;
}

const storedSchema = z.strictObject({
  format: z.literal(1),
  /** Taken again at the next start if it is free, so that the agents' own configuration stays right. */
  port: z.int().min(1).max(65_535).nullable(),
  agents: z
    .array(
      z.strictObject({
        agent: z.templateLiteral(['agent:', idSchema]),
        name: nameSchema,
        hash: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(AGENT_LIMITS.agents),
});
type Stored = z.infer<typeof storedSchema>;

export class AgentTokens {
  /** Why the kept file could not be used; it stands beside with the ending `.damaged`. */
  readonly problem: Reason | null;
  readonly #file: string;
  readonly #randomBytes: (size: number) => Uint8Array;
  #stored: Stored;

  constructor(file: string, randomBytes: (size: number) => Uint8Array) {
    this.#file = file;
    this.#randomBytes = randomBytes;
    const loaded = load(file);
    this.#stored = loaded.stored;
    this.problem = loaded.problem;
  }

  get port(): number | null {
    return this.#stored.port;
  }

  keepPort(port: number): void {
    if (port !== this.#stored.port) this.#save({ ...this.#stored, port });
  }

  list(): readonly KnownAgent[] {
    return this.#stored.agents.map(({ agent, name }) => ({ agent, name }));
  }

  /** Makes an agent and its token, 64 hex digits. The hash is on the disk when this returns.
   * @throws when there are too many agents, the name is unfit, or the file cannot be written */
  create(uuid: string, name: string): { readonly agent: string; readonly token: string } {
    if (this.#stored.agents.length >= AGENT_LIMITS.agents) {
      throw new Error(`There are ${AGENT_LIMITS.agents} agents already; revoke one first.`);
    }
    if (name.trim() === '' || !nameSchema.safeParse(name).success || !isPlainText(name, false)) {
      throw new Error('An agent’s name is one line of plain text, 63 characters at most.');
    }
    const token = Buffer.from(this.#randomBytes(TOKEN_BYTES)).toString('hex');
    const agent = `agent:${uuid}` as const;
    this.#save({
      ...this.#stored,
      agents: [...this.#stored.agents, { agent, name, hash: hashOf(token).toString('hex') }],
    });
    return { agent, token };
  }

  /** False when there is no such agent. The token is dead at once, also when the disk refuses to forget it.
   * @throws when the file cannot be written: the token would live again after a restart */
  revoke(agent: string): boolean {
    const agents = this.#stored.agents.filter((each) => each.agent !== agent);
    if (agents.length === this.#stored.agents.length) return false;
    this.#stored = { ...this.#stored, agents };
    this.#save(this.#stored);
    return true;
  }

  /** The agent of a token; null when none has it. Every hash is compared in full, whichever matches. */
  verify(token: string): KnownAgent | null {
    const hash = hashOf(token);
    let found: KnownAgent | null = null;
    for (const { agent, name, hash: kept } of this.#stored.agents) {
      if (timingSafeEqual(hash, Buffer.from(kept, 'hex'))) found = { agent, name };
    }
    return found;
  }

  /** Whole file or none: what a crash leaves is the old or the new one. */
  #save(stored: Stored): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const draft = `${this.#file}.new`;
    const descriptor = openSync(draft, 'w', ONLY_OWNER);
    try {
      // An older draft keeps its mode when it is opened again.
      chmodSync(draft, ONLY_OWNER);
      writeSync(descriptor, JSON.stringify(stored));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, this.#file);
    this.#stored = stored;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function load(file: string): { stored: Stored; problem: Reason | null } {
  const none: Stored = { format: 1, port: null, agents: [] };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { stored: none, problem: null };
    throw error;
  }
  chmodSync(file, ONLY_OWNER);
  try {
    return { stored: storedSchema.parse(JSON.parse(text)), problem: null };
  } catch {
    renameSync(file, `${file}.damaged`);
    const message = 'The list of agents could not be read, so none is let in. Create their tokens anew.';
    return { stored: none, problem: { code: 'agents_unreadable', message, path: file } };
  }
}
