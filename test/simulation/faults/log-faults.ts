/** Faults of the log: numbers, records, confirmations. */
import type { LedgerRecord } from '#app/ledger/index.ts';
import { applyTo } from '#app/scene/index.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import type { CoreOptions, CoreView } from '../core.ts';
import { FaultyCore } from './faulty-core.ts';

const NOTHING: LedgerRecord = { kind: 'unshelve', id: 'nothing', how: 'discarded', by: 'person' };

/** Replaces records of one kind by one that says nothing, so that positions stay. */
export function forgetting(effect: Effect, kind: LedgerRecord['kind']): Effect {
  if (effect.fx !== 'append') return effect;
  return { ...effect, records: effect.records.map((record) => (record.kind === kind ? NOTHING : record)) };
}

export class ConfirmsBeforeSync extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'append') return [effect];
    const told = effect.records.flatMap((record, offset): Effect[] => {
      const intent = record.kind === 'commit' ? this.begun.get(record.n) : undefined;
      if (record.kind !== 'commit' || intent === undefined) return [];
      const position = effect.position + offset;
      return [
        {
          fx: 'settled',
          actor: intent.actor.id,
          id: intent.id,
          intent,
          state: 'committed',
          n: record.n,
          position,
          receipt: null,
          reason: null,
        },
      ];
    });
    return [effect, ...told];
  }
}

export class CountsFromZeroAgain extends FaultyCore {
  constructor(options: CoreOptions) {
    options.state.begunTo = 0;
    options.state.leasedTo = 0;
    options.state.open.clear();
    super(options);
  }
}

export class DropsAborts extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    return [forgetting(effect, 'abort')];
  }
}

/** What becomes of engines is nowhere to be read. */
export class DropsSessions extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    return [forgetting(effect, 'session')];
  }
}

/** Whatever had begun when the process died counts as done. */
export class ReplaysWhatOnlyBegan extends FaultyCore {
  constructor(options: CoreOptions) {
    const { state } = options;
    for (const [n, { intent }] of state.open) {
      for (const operation of intent.operations) applyTo(state.objects, operation);
      state.revision = n;
    }
    super(options);
  }
}

/** A restart loses what was answered to whom, and who wrote what last. */
export class ForgetsOutcomes extends FaultyCore {
  constructor(options: CoreOptions) {
    options.state.outcomes.clear();
    options.state.lastWrites.clear();
    super(options);
  }
}

export class ConfirmsAnotherNumber extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'settled' || effect.state !== 'committed' || effect.n === null) return [effect];
    return [{ ...effect, n: effect.n + 1 }];
  }
}

/** Says a number that is not reached yet, so that whatever comes next seems to come before it. */
export class ConfirmsFromTheFuture extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'settled' || effect.state !== 'committed' || effect.n === null) return [effect];
    return [{ ...effect, n: effect.n + 1_000 }];
  }
}

/** Reads show what is being applied, before it is anybody's truth. */
export class ShowsWhatIsInFlight extends FaultyCore {
  #last = 0;

  override get view(): CoreView {
    const { inner, begun } = this;
    const last = this.#last;
    const objects = new Map(inner.view.objects);
    const intent = last > inner.view.revision ? begun.get(last) : undefined;
    for (const operation of intent?.operations ?? []) applyTo(objects, operation);
    const view = inner.view;
    return {
      revision: view.revision,
      objects,
      halted: view.halted,
      waiting: () => view.waiting(),
      permissions: () => view.permissions(),
      conflicts: () => view.conflicts(),
      differing: () => view.differing(),
      waits: () => view.waits(),
      shelf: () => view.shelf(),
      rests: view.rests,
      locks: () => view.locks(),
      checkpoints: () => view.checkpoints(),
      changes: () => view.changes(),
      merges: () => view.merges(),
      sessions: () => view.sessions(),
    };
  }

  protected override after(effect: Effect): Effect[] {
    if (effect.fx === 'append')
      for (const record of effect.records) if (record.kind === 'begin') this.#last = record.n;
    return [effect];
  }
}

/** Who shows a receipt ahead of the log is taken for somebody without one. */
export class HearsNoProof extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'frame' || input.message.type !== 'hello') return [input];
    return [{ ...input, message: { ...input.message, receipt: null } }];
  }
}

/** Writes of an accepted loss only what the log itself still knows. */
export class AcceptsTooLittle extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'append') return [effect];
    const records = effect.records.map((record) =>
      record.kind === 'epoch' ? { ...record, lost_through: record.found_through } : record,
    );
    return [{ ...effect, records }];
  }
}
