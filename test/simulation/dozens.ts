/** What a person does by the dozen: deciding collisions that are alike, now and from then on, clearing the shelf; and giving names to
 * versions. */
import type { RuleSpan } from '#app/ledger/index.ts';
import { previewShelved } from '#main/orchestrator/index.ts';
import type { Command } from '#main/orchestrator/index.ts';
import type { CoreView } from './core.ts';
import type { Random } from './random.ts';
import type { Shell } from './shell.ts';

export class Dozens {
  readonly #shell: Shell;
  readonly #random: Random;
  /** Acts by which something was let go of. */
  #acts: string[] = [];
  /** How fast the clock of the core runs against the world's. */
  readonly #rate: number;

  constructor(shell: Shell, random: Random, rate: number) {
    this.#shell = shell;
    this.#random = random;
    this.#rate = rate;
  }

  click(): void {
    const view = this.#shell.core?.view;
    if (view === undefined) return;
    const what = this.#random.weighted({ collisions: 16, shelf: 2, names: 1 });
    if (what === 'collisions') this.#collisions(view);
    else if (what === 'shelf') this.#shelf(view);
    else this.#names(view);
  }

  #names(view: CoreView): void {
    const random = this.#random;
    const known = random.pickOr(view.checkpoints(), null);
    if (known !== null && random.chance(0.3))
      return this.#do({ do: 'rename_checkpoint', checkpoint: known, name: `Name ${random.between(0, 40)}` });
    if (known !== null && random.chance(0.2)) return this.#do({ do: 'remove_checkpoint', checkpoint: known });
    const behind = random.pick([0, 0, 1, 5, -1]);
    const revision = Math.max(0, view.revision - behind);
    const checkpoint = { id: random.uuid(), name: `Name ${random.between(0, 40)}`, revision };
    this.#do({ do: 'name_version', checkpoint });
  }

  /** Mostly had back at once, as by somebody who had not meant it. */
  #shelf(view: CoreView): void {
    const random = this.#random;
    const act = random.chance(0.3) ? this.#acts.pop() : undefined;
    if (act !== undefined) return this.#do({ do: 'restore_discarded', act });
    const some = view.shelf().flatMap(({ id }) => (random.chance(0.3) ? [id] : []));
    if (some.length === 0) return;
    if (random.chance(0.5)) {
      const shelves = some.map((shelf) => ({ shelf, intent: random.uuid() }));
      const core = this.#shell.core?.core;
      if (core === undefined) return;
      // Now and then on what it came to before somebody changed it.
      const hash = random.chance(0.05) ? '0'.repeat(64) : previewShelved(core, some).hash;
      return this.#do({ do: 'propose_many', shelves, hash });
    }
    const discarding = random.uuid();
    this.#do({ do: 'discard_many', act: discarding, shelves: some });
    if (random.chance(0.8)) this.#do({ do: 'restore_discarded', act: discarding });
    else this.#acts.push(discarding);
  }

  #collisions(view: CoreView): void {
    const random = this.#random;
    if (random.chance(0.1)) {
      const rule = random.pickOr(view.permissions().conflictRules, null);
      if (rule !== null) this.#do({ do: 'end_conflict_rule', rule: rule.id });
      return;
    }
    const conflict = random.pickOr(view.conflicts(), null);
    if (conflict === null) return;
    // Mostly all of it from one side.
    const fromEngine = random.chance(0.5);
    const mixes = random.chance(0.3);
    const take = conflict.items
      .filter(() => (mixes ? random.chance(0.5) : fromEngine))
      .map(({ id, facet }) => ({ id, facet }));
    const objects = random.chance(0.3) ? [...new Set(conflict.items.map(({ id }) => id))] : null;
    this.#do({
      do: 'decide_alike',
      conflict: conflict.id,
      take,
      intent: random.uuid(),
      others: this.#others(view, conflict.id),
      rule: random.chance(0.7) ? { id: random.uuid(), objects, span: this.#span() } : null,
    });
  }

  /** Those that lie there, like it or not: what is unlike stays. */
  #others(view: CoreView, decided: string): { conflict: string; intent: string }[] {
    return view
      .conflicts()
      .filter(({ id }) => id !== decided && this.#random.chance(0.7))
      .map(({ id }) => ({ conflict: id, intent: this.#random.uuid() }));
  }

  #span(): RuleSpan {
    return this.#random.pick<RuleSpan>([
      { until: 'ended' },
      { until: 'closed' },
      { for_ms: this.#random.pick([200, 1_000]) * this.#rate },
    ]);
  }

  #do(command: Command): void {
    this.#shell.ask((reply) => ({ in: 'command', reply, command }));
  }
}
