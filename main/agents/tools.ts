/**
 * What an agent can do: look, write a draft, hand it in, ask what became of it. There is no tool that approves,
 * overrides, halts or runs code, and none will be added here (AUTH-4): what an agent hands in goes through the gate.
 */
import { isEnd } from '#app/intents/index.ts';
import type { Actor } from '#app/intents/index.ts';
import {
  canonicalOperation,
  childrenOf,
  classify,
  descendantsOf,
  facetsOf,
  KINDS,
  OPERATION_CLASSES,
} from '#app/scene/index.ts';
import type { ObjectId, SceneObject } from '#app/scene/index.ts';
import type { Draft, Drafts } from './drafts.ts';
import { staleFacets } from './early-check.ts';
import type { Problem } from './early-check.ts';
import { AGENT_LIMITS } from './limits.ts';
import { completeOperation } from './schemas.ts';
import type { ToolInput, ToolName, ToolOutput } from './schemas.ts';
import type { Standing, Submissions } from './submissions.ts';
import type { KnownAgent } from './tokens.ts';
import type { AgentsDoorOptions, Truth } from './types.ts';

export type ToolResult<Name extends ToolName> =
  { readonly ok: true; readonly value: ToolOutput<Name> } | { readonly ok: false; readonly problem: Problem };

export type Tools = {
  readonly [Name in ToolName]: (
    agent: KnownAgent,
    input: ToolInput<Name>,
    signal: AbortSignal,
  ) => ToolResult<Name> | Promise<ToolResult<Name>>;
};

export function createTools(options: AgentsDoorOptions, drafts: Drafts, submissions: Submissions): Tools {
  const sortedIds = memoisedIds();

  return {
    scene_overview(_, { after, limit, kind, parent, name_contains }) {
      const truth = options.readTruth();
      const objects: ToolOutput<'scene_overview'>['objects'] = [];
      let next: string | null = null;
      for (const id of idsAfter(sortedIds(truth), after)) {
        const object = truth.objects.get(id) as SceneObject;
        if (kind !== undefined && object.kind !== kind) continue;
        if (parent !== undefined && object.parent !== parent) continue;
        if (name_contains !== undefined && !object.name.includes(name_contains)) continue;
        if (objects.length === limit) {
          next = objects.at(-1)?.id ?? null;
          break;
        }
        objects.push({ id, name: object.name, kind: object.kind, parent: object.parent });
      }
      const named_versions = (options.checkpoints?.() ?? [])
        .slice(-AGENT_LIMITS.namedVersions)
        .map(({ name, revision }) => ({ name, revision }));
      return done({ revision: truth.revision, counts: countsOf(truth), objects, next, named_versions });
    },

    read_object(_, { id }) {
      const truth = options.readTruth();
      const object = truth.objects.get(id);
      if (object === undefined) {
        return refused('unknown_object', `There is no object ${id} at revision ${truth.revision}.`, 'id');
      }
      const descendants = descendantsOf(truth, id);
      const blame = truth.blame(id);
      const last_set = facetsOf(object).flatMap((facet) => {
        const last = blame?.get(facet);
        if (last === undefined) return [];
        const { revision, actor, authority } = last;
        return [{ facet, revision, by: actor.name, authority }];
      });
      return done({
        revision: truth.revision,
        object: structuredClone(object) as ToolOutput<'read_object'>['object'],
        children: childrenOf(truth, id).slice(0, AGENT_LIMITS.descendants),
        descendants: descendants.slice(0, AGENT_LIMITS.descendants),
        descendant_count: descendants.length,
        last_set,
      });
    },

    begin_atomic_operation({ agent }, { task, reason, base_revision, after }) {
      const { revision } = options.readTruth();
      if (base_revision !== undefined && base_revision > revision) {
        return refused(
          'future_base',
          `Revision ${base_revision} does not exist yet; the newest is ${revision}.`,
          'base_revision',
        );
      }
      for (const [index, intent] of after.entries()) {
        if (submissions.standing(agent, intent) === null) {
          return refused('unknown_intent', `You have handed in no intent ${intent}.`, `after[${index}]`);
        }
      }
      const base = { revision: base_revision ?? revision, after };
      const begun = drafts.begin(agent, task, reason, base);
      if (!begun.ok) return begun;
      return done({ draft: begun.value.id, revision, base_revision: base.revision });
    },

    add_operation({ agent }, input) {
      const found = drafts.get(agent, input.draft);
      if (!found.ok) return found;
      const draft = found.value;
      const truth = options.readTruth();
      const operations = input.operations.map((each) =>
        canonicalOperation(completeOperation(each, () => options.randomUuid())),
      );
      const before = submissions.pendingOperations(agent, draft.base.after);
      const problem = drafts.add(draft, operations, truth, before);
      if (problem !== null) return { ok: false, problem };
      const own = new Set(draft.base.after);
      return done({
        draft: draft.id,
        revision: truth.revision,
        operations: draft.operations.length,
        class: classify(draft.operations),
        created: operations.flatMap((each) => (each.op === 'create' ? [each.object.id] : [])),
        warnings: staleFacets(truth, operations, draft.base.revision, agent, own),
      });
    },

    async commit_atomic_operation(agent, input) {
      const found = drafts.get(agent.agent, input.draft);
      if (!found.ok) return found;
      const draft = found.value;
      if (draft.operations.length === 0) {
        return refused(
          'draft_empty',
          'The draft has no operations yet.',
          'draft',
          'Add some with add_operation.',
        );
      }
      if (input.intent !== undefined && draft.committed && input.intent !== draft.intent) {
        return refused('draft_committed', `The draft was committed as intent ${draft.intent}.`, 'intent');
      }
      return handIn(agent, draft, input.intent ?? draft.intent);
    },

    async status({ agent }, { intent, wait_seconds }, signal) {
      if (intent === undefined) {
        const intents = submissions.list(agent).map(standingOf);
        const { revision } = options.readTruth();
        return done({ revision, intents, allowed: allowedTo(agent), not_to_be_disturbed: undisturbed() });
      }
      const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(wait_seconds * 1_000))]);
      let standing = submissions.standing(agent, intent);
      while (standing !== null && !isEnd(standing.state) && !limit.aborted) {
        await submissions.nextWord(agent, intent, limit);
        standing = submissions.standing(agent, intent);
      }
      if (standing === null) {
        return refused(
          'unknown_intent',
          `You have handed in no intent ${intent}.`,
          'intent',
          'Without an id, status lists yours.',
        );
      }
      const { revision } = options.readTruth();
      return done({
        revision,
        intents: [standingOf(standing)],
        allowed: allowedTo(agent),
        not_to_be_disturbed: undisturbed(),
      });
    },
  };

  function undisturbed(): ToolOutput<'status'>['not_to_be_disturbed'] {
    const quiet = options.quiet?.() ?? null;
    if (quiet === null) return null;
    const { leftMs, until } = quiet;
    return { seconds_left: leftMs === null ? null : Math.ceil(leftMs / 1_000), until };
  }

  function allowedTo(agent: string): ToolOutput<'status'>['allowed'] {
    return (options.allowed?.(agent) ?? []).map(({ most, objects, freeHand }) => ({
      classes: OPERATION_CLASSES.slice(0, OPERATION_CLASSES.indexOf(most) + 1),
      objects: objects === null ? null : [...objects],
      free_hand:
        freeHand === null
          ? null
          : {
              task: freeHand.task,
              changes_left: freeHand.changesLeft,
              seconds_left: Math.floor(freeHand.leftMs / 1_000),
            },
    }));
  }

  /** Idempotent by the intent's id: whoever did not hear the answer asks again and gets the first one. */
  async function handIn(
    { agent, name }: KnownAgent,
    draft: Draft,
    intent: string,
  ): Promise<ToolResult<'commit_atomic_operation'>> {
    const { task, reason, base, operations } = draft;
    const actor: Actor = { kind: 'agent', id: agent, name };
    const { intent: ownIntent } = draft;
    draft.committed = true;
    draft.intent = intent;
    submissions.remember(agent, { intent, task, reason, operations });
    const submission = { id: intent, base, reason, task, operations: [...operations] };
    const timeout = new AbortController();
    const answer = await Promise.race([
      options.submit({ actor, submission }),
      after(AGENT_LIMITS.answerMs, timeout.signal),
    ]).finally(() => timeout.abort());
    if (answer === null) {
      return refused(
        'no_answer',
        'The application has not answered yet; whether it took the intent is not known.',
        null,
        'Commit the same draft again: the same id never counts twice. Or ask status.',
      );
    }
    if (!answer.ok && answer.reason.code === OUTCOME_UNKNOWN) {
      // It may have been taken: nothing may be added under its name, and only the same content goes in again.
      return {
        ok: false,
        problem: { ...answer.reason, hint: 'Commit the same draft again: the same id never counts twice.' },
      };
    }
    if (!answer.ok) {
      draft.committed = false;
      draft.refused = true;
      draft.intent = ownIntent;
      if (submissions.standing(agent, intent) === null) submissions.forget(agent, intent);
      return { ok: false, problem: { ...answer.reason, hint: hintOf(answer.reason.code) } };
    }
    const standing = submissions.answered(agent, intent, answer);
    if (standing === null) throw new Error(`agents: intent ${intent} was taken and is not known`);
    const not_to_be_disturbed = undisturbed();
    const next_step = nextStepOf(standing, not_to_be_disturbed !== null);
    return done({ ...standingOf(standing), next_step, not_to_be_disturbed });
  }
}

/** R5: the disk failed in the middle; what became of it is known after the replay. */
const OUTCOME_UNKNOWN = 'outcome_unknown';

function hintOf(code: string): string | null {
  if (/conflict|stale/.test(code))
    return 'Read the objects again and begin a new draft on the newest revision.';
  if (/halt|frozen|paused/.test(code))
    return 'A person has stopped agents. Wait until they resume; do not retry in a loop.';
  return null;
}

function nextStepOf({ state, intent, adjusted }: Standing, isQuiet: boolean): string {
  switch (state) {
    case 'awaiting_approval':
      if (isQuiet)
        return `A person decides, later: they asked not to be disturbed. It is kept for them, and nothing has changed yet. Ask status with intent ${intent} once that is over.`;
      return `A person decides. Nothing has changed yet. Ask status with intent ${intent}.`;
    case 'committed':
      return adjusted === null
        ? 'It is in the shared scene and safe.'
        : 'What a person took of it is in the shared scene and safe; `taken` says what is not as you handed it in.';
    case 'denied':
    case 'superseded':
    case 'conflicted':
    case 'rejected':
    case 'aborted':
      return 'It has ended without effect. The reason says why.';
    default:
      return `It is on its way and not confirmed yet. Ask status with intent ${intent}.`;
  }
}

function standingOf({
  intent,
  state,
  n,
  position,
  reason,
  adjusted,
  submitted,
}: Standing): ToolOutput<'status'>['intents'][number] {
  return {
    intent,
    state,
    final: isEnd(state),
    number: n,
    log_position: position,
    reason,
    task: submitted?.task ?? null,
    taken:
      adjusted === null
        ? null
        : {
            left_out: [...adjusted.leftOut],
            changed: adjusted.edited.map(({ place }) => place),
            words: adjusted.words,
          },
  };
}

function countsOf({ objects }: Truth): ToolOutput<'scene_overview'>['counts'] {
  const counts: Record<string, number> = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
  for (const { kind } of objects.values()) counts[kind] = (counts[kind] ?? 0) + 1;
  return { objects: objects.size, ...counts };
}

/** The truth's ids in order, sorted once a revision: pages of a large scene come many at a time. */
function memoisedIds(): (truth: Truth) => readonly ObjectId[] {
  let revision = -1;
  let ids: readonly ObjectId[] = [];
  return (truth) => {
    if (truth.revision !== revision) {
      ids = [...truth.objects.keys()].sort();
      revision = truth.revision;
    }
    return ids;
  };
}

function idsAfter(ids: readonly ObjectId[], after: ObjectId | null): readonly ObjectId[] {
  if (after === null) return ids;
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] as ObjectId) <= after) low = middle + 1;
    else high = middle;
  }
  return ids.slice(low);
}

/** Null after so many milliseconds, or at once when it is no longer wanted. */
function after(milliseconds: number, signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(null);
    });
  });
}

function done<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

function refused(
  code: string,
  message: string,
  path: string | null,
  hint: string | null = null,
): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, message, path, hint } };
}
