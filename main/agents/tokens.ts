/**
 * Who may come in through the agents' door: ids, names and the hashes of their tokens. A token is 256 random bits,
 * shown once when it is made and never kept (SEC-3); whoever reads the file cannot come in with it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import type { Reason } from '#app/intents/index.ts';
import { idSchema, nameSchema } from '#app/protocol/values.ts';
import { AGENT_LIMITS } from './limits.ts';
import { isPlainText } from './plain-text.ts';

const TOKEN_BYTES = 32;
const ONLY_OWNER = 0o600;

/**
 * Keeps the list of agents. Where it is not on the disk yet, that is tried until it is, or until a newer one is to be kept.
 * @param isAwaited somebody waits for the answer, and may be kept waiting for a moment
 * @returns whether it is on the disk
 */
export type KeepTokens = (content: string, isAwaited: boolean) => boolean;

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
  /** The list was there and could be read: who is not on it was revoked. */
  readonly isComplete: boolean;
  readonly #keep: KeepTokens;
  readonly #randomBytes: (size: number) => Uint8Array;
  #stored: Stored;

  constructor(file: string, keep: KeepTokens, randomBytes: (size: number) => Uint8Array) {
    this.#keep = keep;
    this.#randomBytes = randomBytes;
    const loaded = load(file);
    this.#stored = loaded.stored;
    this.problem = loaded.problem;
    this.isComplete = loaded.isComplete;
  }

  get port(): number | null {
    return this.#stored.port;
  }

  keepPort(port: number): void {
    if (port === this.#stored.port) return;
    this.#stored = { ...this.#stored, port };
    this.#keep(JSON.stringify(this.#stored), false);
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
    const before = this.#stored;
    const agents = [...before.agents, { agent, name, hash: hashOf(token).toString('hex') }];
    this.#stored = { ...before, agents };
    if (!this.#keep(JSON.stringify(this.#stored), true)) {
      this.#stored = before;
      this.#keep(JSON.stringify(before), false);
      throw new Error('The disk does not take the list of agents: there may be no room left on it.');
    }
    return { agent, token };
  }

  /** False when there is no such agent. The token is dead at once; where the disk does not take that yet, it is tried
   * until it does. */
  revoke(agent: string): boolean {
    const agents = this.#stored.agents.filter((each) => each.agent !== agent);
    if (agents.length === this.#stored.agents.length) return false;
    this.#stored = { ...this.#stored, agents };
    this.#keep(JSON.stringify(this.#stored), false);
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
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function load(file: string): { stored: Stored; problem: Reason | null; isComplete: boolean } {
  const none: Stored = { format: 1, port: null, agents: [] };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { stored: none, problem: null, isComplete: false };
    throw error;
  }
  chmodSync(file, ONLY_OWNER);
  try {
    return { stored: storedSchema.parse(JSON.parse(text)), problem: null, isComplete: true };
  } catch {
    renameSync(file, `${file}.damaged`);
    const message = 'The list of agents could not be read, so none is let in. Create their tokens anew.';
    return { stored: none, problem: { code: 'agents_unreadable', message, path: file }, isComplete: false };
  }
}
