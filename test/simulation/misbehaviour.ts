/** The ways in which an adapter may be slow, dumb or hostile. Each act says whether it must cost the session. */
import type { Receipt } from '#app/ledger/index.ts';
import type { AdapterMessage } from '#app/protocol/index.ts';
import type { FacetState } from '#app/scene/index.ts';
import { randomTransform } from './operations.ts';
import type { Random } from './random.ts';

export type Character = 'honest' | 'liar' | 'refuser' | 'silent' | 'flooder' | 'busybody';

export interface Act {
  readonly how: string;
  readonly messages: readonly AdapterMessage[];
  /** A violation of the protocol: the session must be revoked in the very step that hears of it. */
  readonly mustRevoke: boolean;
  readonly malformed: boolean;
}

const FLOOD_FRAMES = 60;

export class Misbehaviour {
  character: Character;
  readonly #random: Random;
  #flooded = 0;

  constructor(character: Character, random: Random) {
    this.character = character;
    this.#random = random;
  }

  get active(): boolean {
    return this.character !== 'honest' && this.character !== 'busybody';
  }

  stop(): void {
    this.character = 'honest';
  }

  /** An engine that refuses whatever it is given. */
  refuses(): boolean {
    return this.character === 'refuser' && this.#random.chance(0.8);
  }

  /** What is sent in place of an honest vote; null for the honest one. */
  vote(n: number, states: readonly FacetState[]): Act | null {
    if (this.character === 'silent' && this.#random.chance(0.5)) {
      return { how: 'silent', messages: [], mustRevoke: false, malformed: false };
    }
    if (this.character !== 'liar' || !this.#random.chance(0.5)) return null;
    const honest: AdapterMessage = { type: 'applied', n, states: [...states] };
    switch (this.#random.between(0, 4)) {
      case 0:
        return {
          how: 'wrong_values',
          messages: [{ ...honest, states: this.#distort(states) }],
          mustRevoke: false,
          malformed: false,
        };
      case 1:
        return {
          how: 'missing_values',
          messages: [{ ...honest, states: states.slice(1) }],
          mustRevoke: false,
          malformed: false,
        };
      case 2:
        return { how: 'second_answer', messages: [honest, honest], mustRevoke: true, malformed: false };
      case 3:
        return {
          how: 'contradicts_itself',
          messages: [honest, { type: 'failed', n, code: 'changed_my_mind', message: 'No.' }],
          mustRevoke: true,
          malformed: false,
        };
      default:
        return {
          how: 'unsent_vote',
          messages: [honest, { type: 'applied', n: n + 7, states: [...states] }],
          mustRevoke: true,
          malformed: false,
        };
    }
  }

  /** Something unasked for. */
  act(lastBegun: number, receipt: Receipt | null): Act | null {
    if (this.character === 'flooder') {
      this.#flooded += 1;
      const messages = Array.from({ length: FLOOD_FRAMES }, (_, index): AdapterMessage => ({
        type: 'saved',
        unsaved: index % 2 === 0,
      }));
      return { how: 'flood', messages, mustRevoke: false, malformed: this.#flooded % 4 === 0 };
    }
    if (this.character !== 'liar') return null;
    const violation = (how: string, ...messages: AdapterMessage[]): Act => ({
      how,
      messages,
      mustRevoke: true,
      malformed: false,
    });
    switch (this.#random.between(0, 7)) {
      case 0:
        return violation('unsent_vote', { type: 'applied', n: lastBegun + 1_000, states: [] });
      case 1:
        return violation('unsent_failure', {
          type: 'failed',
          n: lastBegun + 1_000,
          code: 'no',
          message: 'No.',
        });
      case 2:
        return violation('unsent_compensation', { type: 'compensated', n: lastBegun + 1_000, outcomes: [] });
      case 3:
        return violation('unasked_inventory', {
          type: 'inventory',
          request: 999_999,
          last: true,
          objects: [],
          unmanaged: 0,
        });
      case 4:
        return violation('unasked_values', {
          type: 'values',
          request: 999_999,
          last: true,
          objects: [],
          missing: [],
        });
      case 5:
        return violation('second_hello', {
          type: 'hello',
          adapter: { name: 'simulated', version: '1' },
          engine: { kind: 'blender', version: '1' },
          scene: { project: null, scene: null, saved_revision: null, title: '', unsaved: false },
          applied_through: null,
          receipt,
          masked: [],
        });
      case 6:
        return violation('unasked_patched', { type: 'patched', request: 999_999, states: [] });
      default:
        return { how: 'malformed', messages: [], mustRevoke: true, malformed: true };
    }
  }

  /** Whether it shows a receipt that nobody ever gave out. */
  forges(): boolean {
    return this.character === 'liar' && this.#random.chance(0.15);
  }

  #distort(states: readonly FacetState[]): FacetState[] {
    const index = this.#random.between(0, Math.max(0, states.length - 1));
    return states.map((state, at): FacetState => {
      if (at !== index) return state;
      if (state.facet === 'transform') return { ...state, value: randomTransform(this.#random) };
      if (state.facet === 'name') return { ...state, value: 'Nonsense' };
      if (state.facet === 'visibility') return { ...state, value: { viewport: false, render: false } };
      if (state.facet === 'existence' || state.facet === 'parent') return { ...state, value: null };
      return { ...state, value: 12_345 };
    });
  }
}
