/**
 * Atomic operations that are still being written. A draft holds no lock and no place in any queue (R30): it is a piece
 * of paper in the agent's hand, and one that lies about too long is thrown away.
 */
import type { Base } from '#app/intents/index.ts';
import { INTENT_LIMITS } from '#app/intents/index.ts';
import type { ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import { project } from './early-check.ts';
import type { Problem } from './early-check.ts';
import { AGENT_LIMITS } from './limits.ts';
import type { Truth } from './types.ts';

export interface Draft {
  readonly id: string;
  readonly agent: string;
  readonly task: string;
  readonly reason: string;
  readonly base: Base;
  readonly operations: Operation[];
  bytes: number;
  touchedMs: number;
  /** The id of the intent that this becomes. A new one after a refusal and a change: an id stands for one content. */
  intent: string;
  /** Handed in: nothing can be added. A refusal opens it again. */
  committed: boolean;
  refused: boolean;
  /** The truth with the operations applied, so that adding costs only what is added. */
  projection: Map<ObjectId, SceneObject> | null;
}

export type Drafted<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

export class Drafts {
  readonly #nowMs: () => number;
  readonly #randomUuid: () => string;
  /** Oldest touched first. */
  readonly #drafts = new Map<string, Draft>();

  constructor(nowMs: () => number, randomUuid: () => string) {
    this.#nowMs = nowMs;
    this.#randomUuid = randomUuid;
  }

  begin(agent: string, task: string, reason: string, base: Base): Drafted<Draft> {
    this.#forgetIdle();
    const own = [...this.#drafts.values()].filter((draft) => draft.agent === agent && !draft.committed);
    if (own.length >= AGENT_LIMITS.draftsPerAgent) {
      return refuse(
        'too_many_drafts',
        `You have ${own.length} drafts open: ${own.map((draft) => draft.id).join(', ')}.`,
        `Commit one of them; one that is left alone is forgotten after ${AGENT_LIMITS.draftIdleMs / 60_000} minutes.`,
      );
    }
    if (this.#drafts.size >= AGENT_LIMITS.drafts && !this.#forgetCommitted()) {
      return refuse(
        'too_many_drafts',
        'All agents together have too many drafts open.',
        'Try again in a few minutes.',
      );
    }
    const id = this.#randomUuid();
    const draft: Draft = {
      ...{ id, agent, task, reason, base, operations: [], bytes: 0, touchedMs: this.#nowMs() },
      ...{ intent: id, committed: false, refused: false, projection: null },
    };
    this.#drafts.set(id, draft);
    return { ok: true, value: draft };
  }

  /** A draft of this agent; another agent's is as unknown as one that never was. */
  get(agent: string, id: string): Drafted<Draft> {
    this.#forgetIdle();
    const draft = this.#drafts.get(id);
    if (draft === undefined || draft.agent !== agent) {
      return refuse(
        'unknown_draft',
        `You have no draft ${id}.`,
        `A draft is forgotten after ${AGENT_LIMITS.draftIdleMs / 60_000} minutes without a call. If it was committed, ask status; else begin anew.`,
      );
    }
    draft.touchedMs = this.#nowMs();
    this.#drafts.delete(id);
    this.#drafts.set(id, draft);
    return { ok: true, value: draft };
  }

  /** Adds all of the operations or none.
   * @param before own intents that the base names and that are not in the truth yet */
  add(
    draft: Draft,
    operations: readonly Operation[],
    truth: Truth,
    before: readonly Operation[],
  ): Problem | null {
    if (draft.committed) {
      return {
        ...{
          code: 'draft_committed',
          path: 'draft',
          hint: 'Begin another one; it may name this one in `after`.',
        },
        message: `The draft was committed as intent ${draft.intent}.`,
      };
    }
    if (draft.operations.length + operations.length > INTENT_LIMITS.operations) {
      return tooLarge(`An atomic operation has ${INTENT_LIMITS.operations} operations at most.`);
    }
    const bytes = draft.bytes + Buffer.byteLength(JSON.stringify(operations));
    if (bytes > AGENT_LIMITS.draftBytes) {
      return tooLarge(`An atomic operation has ${AGENT_LIMITS.draftBytes} bytes at most.`);
    }
    const projection = draft.projection ?? projectionOf(truth, before, draft.operations);
    if (projection !== null) {
      // Spoilt if refused, so it is put back only once all have fitted.
      draft.projection = null;
      const problem = project(projection, operations);
      if (problem !== null) return problem;
      draft.projection = projection;
      this.#keepFewProjections(draft);
    }
    draft.operations.push(...operations);
    draft.bytes = bytes;
    if (draft.refused) {
      draft.intent = this.#randomUuid();
      draft.refused = false;
    }
    return null;
  }

  forgetAgent(agent: string): void {
    for (const draft of this.#drafts.values()) if (draft.agent === agent) this.#drafts.delete(draft.id);
  }

  #forgetIdle(): void {
    const oldestMs = this.#nowMs() - AGENT_LIMITS.draftIdleMs;
    for (const draft of this.#drafts.values()) {
      if (draft.touchedMs >= oldestMs) return;
      this.#drafts.delete(draft.id);
    }
  }

  /** A committed draft is kept only to make a retry easy. */
  #forgetCommitted(): boolean {
    for (const draft of this.#drafts.values()) {
      if (draft.committed) return this.#drafts.delete(draft.id);
    }
    return false;
  }

  #keepFewProjections(newest: Draft): void {
    const others = [...this.#drafts.values()].filter(
      (draft) => draft.projection !== null && draft !== newest,
    );
    for (const draft of others.slice(0, Math.max(0, others.length + 1 - AGENT_LIMITS.projections))) {
      draft.projection = null;
    }
  }
}

/** Null where what was added before no longer fits the truth: then only the commit can tell. */
function projectionOf(
  truth: Truth,
  before: readonly Operation[],
  operations: readonly Operation[],
): Map<ObjectId, SceneObject> | null {
  const objects = new Map(truth.objects);
  return project(objects, [...before, ...operations]) === null ? objects : null;
}

function tooLarge(message: string): Problem {
  return {
    code: 'draft_too_large',
    message,
    path: 'operations',
    hint: 'Commit what is there and go on in another one.',
  };
}

function refuse(code: string, message: string, hint: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, message, path: 'draft', hint } };
}
