/** What the agents' door needs from its host, and what it hands back. */
import type { Actor, Adjusted, IntentState, Reason } from '#app/intents/index.ts';
import type { LastWrite, PermittedClass } from '#app/ledger/index.ts';
import type { Facet, ObjectId, SceneObject } from '#app/scene/index.ts';
import type { Answer, SettledEffect } from '#main/orchestrator/effects.ts';
import type { Submission } from '#main/orchestrator/inputs.ts';
import type { KeepTokens, KnownAgent } from './tokens.ts';

/** The truth at one revision. Read in one go; nothing in it may change under a reader's hands within that go. */
export interface Truth {
  readonly revision: number;
  readonly objects: ReadonlyMap<ObjectId, SceneObject>;
  /** Who wrote each facet of an object last. */
  blame(id: ObjectId): ReadonlyMap<Facet, LastWrite> | undefined;
}

/** What is known to have become of an intent, from the durable state. */
export interface KnownOutcome {
  readonly state: IntentState;
  readonly n: number | null;
  readonly position: number | null;
  readonly reason: Reason | null;
  readonly adjusted?: Adjusted;
}

/** What an agent may do without being looked at: a free hand for a task, or, without one, a rule that stands. */
export interface Allowed {
  readonly most: PermittedClass;
  /** These, and all that hangs below them; null for the whole scene. */
  readonly objects: readonly ObjectId[] | null;
  readonly freeHand: {
    readonly task: string | null;
    /** Objects that may still be changed under it. */
    readonly changesLeft: number;
    readonly leftMs: number;
  } | null;
}

export interface AgentsDoorOptions {
  /** Monotonic, milliseconds. */
  nowMs(): number;
  randomUuid(): string;
  /** From the system's cryptographic source. */
  randomBytes(size: number): Uint8Array;
  /** Absolute path; kept readable by its owner only. */
  readonly tokensFile: string;
  /** Writes it, with a sync. */
  readonly keepTokens: KeepTokens;
  /** Default: the one of the last start if it is free, else whichever the system gives. */
  readonly port?: number;
  readTruth(): Truth;
  /** Hands an intent to the orchestrator through the `ai` channel. */
  submit(input: { readonly actor: Actor; readonly submission: Submission }): Promise<Answer>;
  outcome(actor: string, intent: string): KnownOutcome | null;
  /** Ids of an agent's intents that wait for approval, also from earlier lives. */
  waiting?(actor: string): readonly string[];
  /** Versions that a person has named, in the order in which they were named. */
  checkpoints?(): readonly { readonly name: string; readonly revision: number }[];
  /** What a person has allowed this agent beforehand. */
  allowed?(agent: string): readonly Allowed[];
  /** What is left of the time in which the person asked not to be disturbed; null where they can be. */
  quiet?(): { readonly leftMs: number | null; readonly until: string | null } | null;
  /** An agent was made, revoked, seen for the first time, or has gone quiet. */
  onAgentsChanged?(): void;
  /** A defect behind a tool: the agent sees only that there was one. */
  onError?(error: unknown): void;
}

export interface CreatedAgent {
  readonly agent: string;
  /** Shown once; only its hash is kept. */
  readonly token: string;
  readonly url: string;
  /** JSON that MCP clients take as a server's configuration. */
  readonly clientConfig: string;
}

export interface AgentStatus extends KnownAgent {
  /** It has asked for something within the last minute. */
  readonly connected: boolean;
}

export interface AgentsDoor {
  readonly port: number;
  readonly url: string;
  /** Why the kept list of agents could not be used; null when it could. */
  readonly problem: Reason | null;
  /** @throws a sentence for a person when the name is unfit or there are too many */
  createAgent(name: string): CreatedAgent;
  /** Its token is dead when this returns. Denying what of it waits is the orchestrator's part. */
  revokeAgent(agent: string): boolean;
  agents(): readonly AgentStatus[];
  /** Whether it has asked for something within the last minute. */
  isConnected(agent: string): boolean;
  /** Whether an agent of an earlier start was revoked; not so where the list of them is lost. */
  isRevoked(agent: string): boolean;
  /** Give every `settled` effect of an agent's intent to this. */
  settled(effect: SettledEffect): void;
  close(): Promise<void>;
}
