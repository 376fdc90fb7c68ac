/** Faults of authority and of time. */
import type { Reason } from '#app/intents/index.ts';
import { operationFor } from '#main/orchestrator/operations-for.ts';
import { PERSON } from '#main/orchestrator/core.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import { FaultyCore } from './faulty-core.ts';

export class LetsAgentsThrough extends FaultyCore {
  protected override before(input: Input): Input[] {
    return input.in === 'submit' && input.channel === 'ai' ? [{ ...input, channel: 'human' }] : [input];
  }
}

export class ApprovesWhatItShowsNow extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'command' || input.command.do !== 'approve') return [input];
    const { id } = input.command;
    const card = this.view.waiting().find((each) => each.id === id);
    return card === undefined ? [input] : [{ ...input, command: { ...input.command, hash: card.hash } }];
  }
}

/** Agents' proposals are out of sight while a person's change comes in. */
export class DoesNotSupersede extends FaultyCore {
  override step(input: Input): Effect[] {
    const persons =
      (input.in === 'submit' && input.channel !== 'ai') ||
      (input.in === 'frame' && input.message.type === 'observed');
    if (!persons) return super.step(input);
    const { proposals, queue } = this.agents;
    const hidden = [...proposals];
    const queued = queue.splice(0);
    proposals.clear();
    const effects = super.step(input);
    const since = [...proposals];
    proposals.clear();
    for (const [id, proposal] of [...hidden, ...since]) proposals.set(id, proposal);
    queue.unshift(...queued);
    return effects;
  }
}

export class TakesStaleBases extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'submit') return [input];
    const base = { ...input.submission.base, revision: this.view.revision };
    return [{ ...input, submission: { ...input.submission, base } }];
  }
}

/** A click is taken for a look at all that there is: what others have set until then counts as seen. */
export class TakesClicksForLooks extends FaultyCore {
  #clickedAt = 0;

  protected override before(input: Input): Input[] {
    if (input.in === 'command' && 'intent' in input.command) this.#clickedAt = this.view.revision;
    if (input.in !== 'submit' || input.channel !== 'human') return [input];
    const { base } = input.submission;
    const revision = Math.max(base.revision, this.#clickedAt);
    return [{ ...input, submission: { ...input.submission, base: { ...base, revision } } }];
  }
}

/** Whatever a person has had confirmed counts as seen by them, clicked or not. */
export class TakesTheirOwnForSeen extends FaultyCore {
  readonly #confirmed: string[] = [];

  protected override before(input: Input): Input[] {
    if (input.in !== 'submit' || input.channel !== 'human') return [input];
    const { base } = input.submission;
    const after = [...new Set([...base.after, ...this.#confirmed.slice(-12)])];
    return [{ ...input, submission: { ...input.submission, base: { ...base, after } } }];
  }

  protected override after(effect: Effect): Effect[] {
    if (effect.fx === 'settled' && effect.state === 'committed' && effect.actor === PERSON.id)
      this.#confirmed.push(effect.id);
    return [effect];
  }
}

/** What a person clicked is held against what they change next. */
export class ForgetsClicks extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in === 'submit') this.core.clicks.clear();
    return [input];
  }
}

export class IgnoresTheHalt extends FaultyCore {
  override step(input: Input): Effect[] {
    if (input.in !== 'command' || input.command.do !== 'halt') return super.step(input);
    return [
      { fx: 'reply', reply: input.reply, answer: { ok: true, state: 'done', receipt: null, position: null } },
    ];
  }
}

export class RefusesTheOverride extends FaultyCore {
  override step(input: Input): Effect[] {
    if (input.in !== 'submit' || input.channel !== 'override' || !this.view.halted) return super.step(input);
    const reason: Reason = { code: 'halted', message: 'Everything is held.', path: null };
    return [{ fx: 'reply', reply: input.reply, answer: { ok: false, reason } }];
  }
}

/** A click at one side of a notice takes back the other. */
export class TakesBackTheOther extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'command' || input.command.do !== 'take_back') return [input];
    const { merge, actor } = input.command;
    const sides = this.view.merges().find(({ id }) => id === merge)?.sides ?? [];
    const other = sides.find((side) => side.actor.id !== actor)?.actor.id ?? actor;
    return [{ ...input, command: { ...input.command, actor: other } }];
  }
}

/** Takes back what somebody did besides, where several changes are taken back together. */
export class TakesMoreBackTogether extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'command' || input.command.do !== 'undo_changes') return [input];
    const { changes } = input.command;
    const besides = this.core.durable.overwritten.findLast(({ n }) => !changes.includes(n));
    if (besides === undefined) return [input];
    return [{ ...input, command: { ...input.command, changes: [...changes, besides.n] } }];
  }
}

/** Takes back all that a change had set, whoever has set it anew since. */
export class TakesBackWhatOthersSet extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'command' || input.command.do !== 'take_back_change') return [input];
    const { n, intent: id } = input.command;
    const { objects, overwritten } = this.core.durable;
    const states = overwritten.find((each) => each.n === n)?.states ?? [];
    const values = states.filter((each) => each.facet !== 'existence' && objects.has(each.id));
    if (values.length === 0) return [input];
    return [
      {
        in: 'submit',
        channel: 'human',
        actor: PERSON,
        reply: input.reply,
        submission: {
          id,
          base: { revision: this.view.revision, after: [] },
          reason: '',
          task: null,
          operations: values.map(operationFor),
        },
      },
    ];
  }
}

export class KeepsBothAndSaysNothing extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    return effect.fx === 'changed' && effect.what === 'merges' ? [] : [effect];
  }
}

/** In odd milliseconds what people hand in waits for the next tick. */
export class OrdersByTheClock extends FaultyCore {
  #nowMs = 0;
  #waiting: Input[] = [];

  protected override before(input: Input): Input[] {
    if (input.in === 'tick') {
      this.#nowMs = input.nowMs;
      return [input, ...this.#waiting.splice(0)];
    }
    if (input.in !== 'submit' || this.#nowMs % 2 === 0) return [input];
    this.#waiting.push(input);
    return [];
  }
}

export class AsksForTheTime extends FaultyCore {
  protected override before(input: Input): Input[] {
    return Date.now() > 0 ? [input] : [];
  }
}

/** Lives through a sleep of the machine as if the engines had been silent all the while. */
export class SuffersTheSleep extends FaultyCore {
  #lastMs: number | null = null;

  protected override before(input: Input): Input[] {
    if (input.in !== 'tick') return [input];
    const fromMs = this.#lastMs ?? input.nowMs;
    this.#lastMs = input.nowMs;
    if (input.nowMs - fromMs < 5_000) return [input];
    const ticks: Input[] = [];
    for (let nowMs = fromMs; nowMs < fromMs + 4_000; nowMs += 100) ticks.push({ in: 'tick', nowMs });
    return [...ticks, input];
  }
}
