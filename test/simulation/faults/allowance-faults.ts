/** Faults of what a person takes of suggestions, and of what they let agents do by themselves. */
import { classify } from '#app/scene/index.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import { FaultyCore } from './faulty-core.ts';

const ENDS_FREE_HANDS: ReadonlySet<string> = new Set(['end_free_hand', 'halt', 'pause', 'revoke_agent']);

/** Whatever ends a free hand, it goes on. */
export class KeepsFreeHands extends FaultyCore {
  override step(input: Input): Effect[] {
    const kept = [...this.core.grants];
    const effects = super.step(input);
    if (input.in === 'command' && ENDS_FREE_HANDS.has(input.command.do))
      for (const [id, live] of kept) this.core.grants.set(id, live);
    return effects;
  }
}

export class NeverRunsOutOfTime extends FaultyCore {
  protected override before(input: Input): Input[] {
    for (const [id, live] of this.core.grants)
      this.core.grants.set(id, { ...live, endsAtMs: Number.MAX_SAFE_INTEGER });
    return [input];
  }
}

/** Looks at deletions as at values where somebody has allowed something. */
export class LetsDeletionsThrough extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'tick' || this.core.grants.size + this.core.ahead.rules.size === 0) return [input];
    for (const [id, proposal] of this.core.proposals) {
      const { intent, approval } = proposal;
      if (approval !== null || intent.class !== 'destructive') continue;
      this.core.proposals.set(id, { ...proposal, intent: { ...intent, class: 'cosmetic' } });
    }
    return [input];
  }
}

/** A free hand over some objects is one over all of them. */
export class LetsThemRoam extends FaultyCore {
  protected override before(input: Input): Input[] {
    for (const [id, live] of this.core.grants)
      this.core.grants.set(id, { ...live, grant: { ...live.grant, objects: null } });
    return [input];
  }
}

export class DoesNotCount extends FaultyCore {
  protected override before(input: Input): Input[] {
    for (const [id, live] of this.core.grants)
      this.core.grants.set(id, { ...live, grant: { ...live.grant, changes: Number.MAX_SAFE_INTEGER } });
    return [input];
  }
}

export class AllowsByItself extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'submit' || input.channel !== 'ai') return [input];
    const { id, task } = input.submission;
    const grant = {
      id,
      agent: input.actor.id,
      task,
      most: 'structural',
      objects: null,
      changes: 20,
      for_ms: 1_000,
    } as const;
    return [{ in: 'command', reply: '', command: { do: 'give_free_hand', grant } }, input];
  }
}

export class TakesAllOfIt extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'command' || input.command.do !== 'approve') return [input];
    const { id, hash } = input.command;
    return [{ ...input, command: { do: 'approve', id, hash } }];
  }
}

/** With a whole task, what it would delete. */
export class DeletesByTask extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'command' || input.command.do !== 'approve_task') return [input];
    const deleting = input.command.cards.filter(({ id }) => {
      const operations = this.core.proposals.get(id)?.intent.operations ?? [];
      return classify(operations) === 'destructive';
    });
    return [
      ...deleting.map(({ id, hash }): Input => ({
        in: 'command',
        reply: '',
        command: { do: 'approve', id, hash },
      })),
      input,
    ];
  }
}

/** Does not listen to what is selected in an engine. */
export class MissesSelections extends FaultyCore {
  protected override before(input: Input): Input[] {
    const isSelection = input.in === 'frame' && input.message.type === 'selected';
    return [isSelection ? { ...input, message: { type: 'selected', objects: [] } } : input];
  }
}

/** Remembers nothing that was touched or selected. */
export class FeelsNoHands extends FaultyCore {
  protected override before(input: Input): Input[] {
    this.core.touches.clear();
    return [input];
  }
}
