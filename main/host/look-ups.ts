/**
 * What the core asks of the history since its state has forgotten it (R8): the input comes in again with the answer.
 * Everything that was forgotten is in the history once that has caught up with this moment.
 */
import type { History } from '#main/history/index.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';

type LookUp = Extract<Effect, { readonly fx: 'look_up' | 'look_up_change' | 'look_up_changes' }>;
type LookUpHeld = Extract<Effect, { readonly fx: 'look_up_held' }>;

export interface LookUpOptions {
  readonly history: History;
  /** Of the log, by now. */
  readonly position: () => number;
  /** Whether somebody still waits for this answer: who was answered meanwhile (the ledger had to be reopened) asks again. */
  readonly isAwaited: (reply: string) => boolean;
  readonly input: (input: Input) => void;
}

export async function lookUp(
  effect: LookUp,
  { history, position, isAwaited, input }: LookUpOptions,
): Promise<void> {
  const caughtUp = await history.catchUp(position());
  const again = caughtUp ? await answered(effect, history) : unavailable(effect);
  if (isAwaited(effect.input.reply)) input(again);
}

/** The same of what an engine holds: it waits for the answer before it is compared. */
export async function lookUpHeld(
  { session, question, revision, objects }: LookUpHeld,
  { history, position, input }: Omit<LookUpOptions, 'isAwaited'>,
): Promise<void> {
  const caughtUp = await history.catchUp(position());
  const past = caughtUp && revision !== null ? await history.scene(revision) : null;
  const shared = caughtUp && objects.length > 0 ? await history.sharedOnce(objects) : null;
  input({ in: 'looked_up', session, question, scene: past?.objects ?? null, shared: shared ?? [] });
}

async function answered(effect: LookUp, history: History): Promise<Input> {
  switch (effect.fx) {
    case 'look_up': {
      const { actor, submission } = effect.input;
      return { ...effect.input, past: await history.outcome(actor.id, submission.id) };
    }
    case 'look_up_change':
      return { ...effect.input, past: await history.overwritten(effect.n) };
    case 'look_up_changes': {
      const { command } = effect.input;
      const only = command.do === 'undo_changes' ? command.objects : undefined;
      const together = await history.overwrittenTogether(effect.changes, only ?? null);
      return together === null ? unavailable(effect) : { ...effect.input, together };
    }
  }
}

function unavailable(effect: LookUp): Input {
  return effect.fx === 'look_up_changes'
    ? { ...effect.input, together: 'unavailable' }
    : { ...effect.input, past: 'unavailable' };
}
