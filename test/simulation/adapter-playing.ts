/** Play mode in a simulated engine: what hands change there is in no scene, and is offered when it ends (rule 7). */
import { canonicalOperation } from '#app/scene/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import { ApplyingAdapter } from './adapter-applying.ts';
import { facetKey } from './engine-scene.ts';

export abstract class PlayingAdapter extends ApplyingAdapter {
  abstract becomeBusy(how: 'short' | 'parked' | 'hung', forMs: number, activity?: string): void;

  /** @param hands what the artist does there, at the start and half-way through */
  play(forMs: number, hands: () => void): void {
    const { memory } = this;
    if (!this.alive || !memory.live || memory.busy !== 'no') return;
    this.becomeBusy('parked', forMs, 'play mode');
    memory.playing = new Map();
    hands();
    this.later(Math.floor(forMs / 2), () => {
      if (memory.playing !== null) hands();
    });
  }

  /** The artist's hands; objects that come or go in play mode are nothing to offer. */
  protected playWith(operations: readonly Operation[]): void {
    for (const operation of operations) {
      const state = valueSet(canonicalOperation(operation));
      if (state !== null) this.memory.playing?.set(facetKey(state.id, state.facet), state);
    }
  }

  /** Everything is as it was before. Returns what there is to offer. */
  protected stopPlaying(): string | null {
    const { memory } = this;
    const states = [...(memory.playing?.values() ?? [])].filter(({ id }) => this.scene.objects.has(id));
    memory.playing = null;
    if (states.length === 0) return null;
    const offer = this.world.random.uuid();
    memory.offers.set(offer, { states, appliedThrough: memory.appliedThrough ?? 0 });
    return offer;
  }
}

function valueSet(operation: Operation): FacetState | null {
  switch (operation.op) {
    case 'create':
    case 'delete':
      return null;
    case 'rename':
      return { id: operation.id, facet: 'name', value: operation.name };
    case 'reparent':
      return { id: operation.id, facet: 'parent', value: operation.parent };
    case 'set_transform':
      return { id: operation.id, facet: 'transform', value: operation.transform };
    case 'set_visibility':
      return { id: operation.id, facet: 'visibility', value: operation.visibility };
    case 'set_property':
      return { id: operation.id, facet: `property:${operation.key}`, value: operation.value };
  }
}
