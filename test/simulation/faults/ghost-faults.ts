/** Faults of what engines are shown of suggestions. */
import type { Effect, Input } from '#main/orchestrator/index.ts';
import { FaultyCore } from './faulty-core.ts';

/** What was drawn once stays drawn. */
export class LeavesGhosts extends FaultyCore {
  override step(input: Input): Effect[] {
    return super
      .step(input)
      .filter(
        (effect) =>
          effect.fx !== 'send' || effect.message.type !== 'ghosts' || effect.message.ghosts.length > 0,
      );
  }
}

/** Hears of changes only where it would have looked anyway. */
export class ShowsOldGhosts extends FaultyCore {
  #steps = 0;
  protected override before(input: Input): Input[] {
    this.#steps += 1;
    // Looked at seldom: most of what changes in between is missed until then.
    this.core.ghosts.nextMs = this.#steps % 400 === 0 ? 0 : Number.POSITIVE_INFINITY;
    return [input];
  }
}
