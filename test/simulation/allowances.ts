/** What a person says to agents beyond all of one card: parts, other values, whole tasks, free hands and rules. */
import { PERMITTED_CLASSES } from '#app/ledger/index.ts';
import type { Operation, Placed } from '#app/scene/index.ts';
import type { Command } from '#main/orchestrator/index.ts';
import type { WaitingCard } from './core.ts';
import { randomTransform } from './operations.ts';
import type { Random } from './random.ts';
import type { Shell } from './shell.ts';

const TASKS = [null, 'dress', 'light'] as const;

export class Allowances {
  readonly #shell: Shell;
  readonly #random: Random;
  readonly #agents: readonly string[];
  /** How fast the clock of the core runs against the world's. */
  readonly #rate: number;

  constructor(shell: Shell, random: Random, agents: readonly string[], rate: number) {
    this.#shell = shell;
    this.#random = random;
    this.#agents = agents;
    this.#rate = rate;
  }

  click(): void {
    const random = this.#random;
    const view = this.#shell.core?.view;
    if (view === undefined) return;
    const what = random.weighted({
      adjust: 30,
      approve_task: 12,
      deny_task: 2,
      give: 12,
      end: 3,
      rule: 2,
      end_rule: 2,
      select: 6,
    });
    // Mostly about what lies there, now and then about what does not.
    const about = random.chance(0.7) ? random.pickOr(view.waiting(), null) : null;
    const agent =
      about !== null && this.#agents.includes(about.actor) ? about.actor : random.pick(this.#agents);
    const task = about === null ? random.pick(TASKS) : about.task;
    switch (what) {
      case 'adjust': {
        const card = random.pickOr(view.waiting(), null);
        if (card !== null) this.#adjust(card);
        return;
      }
      case 'approve_task': {
        // Mostly what is of that task; now and then whatever lies there.
        const all = random.chance(0.1);
        const cards = view.waiting().filter((each) => all || (each.actor === agent && each.task === task));
        if (cards.length > 0)
          this.#do({ do: 'approve_task', agent, task, cards: cards.map(({ id, hash }) => ({ id, hash })) });
        return;
      }
      case 'deny_task': {
        const ids = view.waiting().map(({ id }) => id);
        if (ids.length > 0) this.#do({ do: 'deny_task', agent, task, ids, reason: 'not this task' });
        return;
      }
      case 'give':
        return this.#do({
          do: 'give_free_hand',
          grant: {
            id: random.uuid(),
            agent,
            task,
            most: random.pick(PERMITTED_CLASSES),
            objects: this.#objects([...view.objects.keys()]),
            changes: random.pick([1, 1, 3, 20]),
            for_ms: random.pick([100, 400, 2_000]) * this.#rate,
          },
        });
      case 'end': {
        const grant = random.pickOr(view.permissions().grants, null);
        if (grant !== null) this.#do({ do: 'end_free_hand', grant: grant.id });
        return;
      }
      case 'rule':
        return this.#do({
          do: 'add_rule',
          rule: {
            id: random.uuid(),
            agent: random.pick([null, agent]),
            most: random.pick(PERMITTED_CLASSES),
            objects: this.#objects([...view.objects.keys()]),
          },
        });
      case 'end_rule': {
        const rule = random.pickOr(view.permissions().rules, null);
        if (rule !== null) this.#do({ do: 'end_rule', rule: rule.id });
        return;
      }
      case 'select':
        return this.#do({
          do: 'select',
          objects: [...view.objects.keys()].filter(() => random.chance(0.2)),
        });
    }
  }

  #objects(ids: readonly string[]): readonly string[] | null {
    if (ids.length === 0 || this.#random.chance(0.4)) return null;
    const some = ids.filter(() => this.#random.chance(0.4));
    return some.length === 0 ? ids.slice(0, 1) : some;
  }

  #adjust({ id, hash, operations }: WaitingCard): void {
    const random = this.#random;
    const leave = [...operations.keys()].filter(() => operations.length > 1 && random.chance(0.4));
    const edits = [...operations.entries()].flatMap(([place, operation]): Placed[] => {
      if (leave.includes(place) || !random.chance(0.6)) return [];
      const edited = this.#edited(operation);
      return edited === null ? [] : [{ place, operation: edited }];
    });
    // Now and then something that no card offers.
    if (random.chance(0.03)) leave.push(operations.length);
    const target = random.pickOr([...(this.#shell.core?.view.objects.keys() ?? [])], null);
    if (random.chance(0.03) && target !== null && !leave.includes(0))
      edits.splice(0, edits.length, {
        place: 0,
        operation: { op: 'set_transform', id: target, transform: randomTransform(random) },
      });
    this.#do({ do: 'approve', id, hash, adjust: { leave, edits } });
  }

  /** The same with another value; null where it has none that could be another. */
  #edited(operation: Operation): Operation | null {
    const random = this.#random;
    switch (operation.op) {
      case 'set_transform':
        return { ...operation, transform: randomTransform(random) };
      case 'set_visibility':
        return { ...operation, visibility: { viewport: random.chance(0.5), render: random.chance(0.5) } };
      case 'set_property':
        return operation.value === null ? null : { ...operation, value: random.between(0, 99) };
      case 'rename':
        return { ...operation, name: `Name ${random.between(0, 60)}` };
      case 'create':
        return { ...operation, object: { ...operation.object, transform: randomTransform(random) } };
      default:
        return null;
    }
  }

  #do(command: Command): void {
    this.#shell.ask((reply) => ({ in: 'command', reply, command }));
  }
}
