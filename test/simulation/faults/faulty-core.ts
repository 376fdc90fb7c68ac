/** The real orchestrator behind something that bends what goes in or what comes out. Nothing in it is changed. */
import type { Intent } from '#app/intents/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import { createRealCore } from '../core.ts';
import type { CoreFactory, CoreOptions, CoreUnderTest, CoreView } from '../core.ts';

export class FaultyCore implements CoreUnderTest {
  protected readonly inner: CoreUnderTest;
  /** Intents by the number that they were begun under in this life. */
  protected readonly begun = new Map<number, Intent>();

  constructor(options: CoreOptions) {
    this.inner = createRealCore(options);
  }

  get core(): CoreUnderTest['core'] {
    return this.inner.core;
  }

  get ready(): boolean {
    return this.inner.ready;
  }

  get view(): CoreView {
    return this.inner.view;
  }

  get agents(): CoreUnderTest['agents'] {
    return this.inner.agents;
  }

  checkInvariants(): void {
    this.inner.checkInvariants();
  }

  start(): Effect[] {
    return this.#bend(this.inner.start());
  }

  step(input: Input): Effect[] {
    const effects: Effect[] = [];
    for (const each of this.before(input)) effects.push(...this.#bend(this.inner.step(each)));
    return effects;
  }

  /** What the core gets to see of an input. */
  protected before(input: Input): Input[] {
    return [input];
  }

  /** What the world gets to see of an effect; `inject` hands the core something that never happened. */
  protected after(effect: Effect, _inject: (input: Input) => Effect[]): Effect[] {
    return [effect];
  }

  #bend(effects: readonly Effect[]): Effect[] {
    const bent: Effect[] = [];
    const injected: Effect[] = [];
    for (const effect of effects) {
      if (effect.fx === 'append') {
        for (const record of effect.records)
          if (record.kind === 'begin') this.begun.set(record.n, record.intent);
      }
      const inject = (input: Input): Effect[] => {
        injected.push(...this.#bend(this.inner.step(input)));
        return [];
      };
      bent.push(...this.after(effect, inject));
    }
    return [...bent, ...injected];
  }
}

export function factoryOf(Faulty: new (options: CoreOptions) => CoreUnderTest): CoreFactory {
  return (options) => new Faulty(options);
}

/** What an honest engine would read back, for operations that need no scene to tell; null for others. */
export function plainStates(operations: readonly Operation[]): FacetState[] | null {
  const states = new Map<string, FacetState>();
  for (const operation of operations) {
    let state: FacetState;
    if (operation.op === 'set_transform')
      state = { id: operation.id, facet: 'transform', value: operation.transform };
    else if (operation.op === 'set_visibility')
      state = { id: operation.id, facet: 'visibility', value: operation.visibility };
    else if (operation.op === 'rename') state = { id: operation.id, facet: 'name', value: operation.name };
    else if (operation.op === 'reparent')
      state = { id: operation.id, facet: 'parent', value: operation.parent };
    else if (operation.op === 'set_property')
      state = { id: operation.id, facet: `property:${operation.key}`, value: operation.value };
    else return null;
    states.set(`${state.id} ${state.facet}`, state);
  }
  return [...states.values()];
}
