/** Cards are told by what changed of them: whatever happens, the window holds what a look at all of them would show. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WaitingView } from '#app/control-room/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { WaitingCards } from '#main/host/waiting-cards.ts';
import { viewWaiting } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from '../orchestrator/bench-rig.ts';

const OBJECTS = 5;

/** What happens, as numbers that fast-check makes smaller. */
interface Event {
  readonly what: (typeof EVENTS)[number];
  readonly object: number;
  readonly other: number;
  readonly isOn: boolean;
}

const EVENTS = [
  'suggest',
  'suggest on',
  'change',
  'approve',
  'deny',
  'hands',
  'drive',
  'lock',
  'pause',
  'land',
] as const;

const event: fc.Arbitrary<Event> = fc.record({
  what: fc.constantFrom(...EVENTS),
  object: fc.integer({ min: 1, max: OBJECTS }),
  other: fc.integer({ min: 1, max: OBJECTS + 2 }),
  isOn: fc.boolean(),
});

function operation({ object, other, isOn }: Event): Operation {
  const id = uuid(object);
  if (other === object) return { op: 'delete', id, descendants: [] };
  if (other > OBJECTS) return { op: 'create', object: box(other, { name: `New ${object}` }) };
  if (other % 2 === 0) return { op: 'rename', id, name: `New ${other}` };
  return isOn
    ? { op: 'reparent', id, parent: uuid(other) }
    : { op: 'set_transform', id, transform: moved(other) };
}

class Play {
  readonly rig = new Rig();
  readonly #blender = this.rig.connect(1);
  readonly #cards = new WaitingCards(this.rig.orchestrator.core, () => false);
  /** As the window holds them. */
  #held = new Map<string, WaitingView>();
  #seen = 0;
  #next = 100;

  constructor() {
    this.rig.submit(
      1,
      Array.from({ length: OBJECTS }, (_, index) => ({ op: 'create', object: box(index + 1) })),
    );
    this.#land();
  }

  happens(it: Event): void {
    const { rig } = this;
    const [first] = rig.orchestrator.core.proposals.keys();
    const id = (this.#next += 1);
    switch (it.what) {
      case 'suggest':
        return void rig.submit(id, [operation(it)], { channel: 'ai' });
      case 'suggest on': {
        const base = { revision: rig.state.revision, after: first === undefined ? [] : [first] };
        return void rig.submit(id, [operation(it)], { channel: 'ai', base });
      }
      case 'change':
        return void rig.submit(id, [operation(it)]);
      case 'approve':
        return void rig.command({
          do: 'approve',
          id: first ?? '',
          hash: this.#held.get(first ?? '')?.hash ?? '',
        });
      case 'deny':
        return void rig.command({ do: 'deny', id: first ?? '', reason: '' });
      case 'hands':
        return void rig.frame(this.#blender, {
          type: 'hands',
          objects: it.isOn ? [uuid(it.object)] : [],
          mode: 'grab',
        });
      case 'drive':
        return void rig.frame(this.#blender, {
          type: 'declare',
          objects: [{ id: uuid(it.object), driven: it.isOn ? ['transform'] : [], bounded: false }],
        });
      case 'lock':
        return void rig.command({ do: 'lock', id: uuid(it.object), on: it.isOn });
      case 'pause':
        return void rig.command({ do: 'pause', agent: null, on: it.isOn });
      case 'land':
        return this.#land();
    }
  }

  /** The engine says that it did all that it was asked, and the disk has taken everything. */
  #land(): void {
    for (;;) {
      const asked = this.rig.take(this.#blender, ['apply', 'compensate']);
      if (asked === null) break;
      const states = this.rig.orchestrator.core.flights.get(asked.n)?.expected ?? [];
      this.rig.frame(
        this.#blender,
        asked.type === 'apply'
          ? { type: 'applied', n: asked.n, states: [...states] }
          : { type: 'compensated', n: asked.n, outcomes: [] },
      );
      this.rig.sync();
    }
    this.rig.sync();
  }

  look(): void {
    const { effects, orchestrator } = this.rig;
    for (const effect of effects.slice(this.#seen))
      if (effect.fx === 'objects') this.#cards.touch(effect.ids);
    this.#seen = effects.length;
    const change = this.#cards.take();
    for (const id of change?.removed ?? []) this.#held.delete(id);
    for (const card of change?.upserts ?? []) this.#held.set(card.id, card);
    expect([...this.#held.values()]).toEqual(viewWaiting(orchestrator.core));
  }
}

test('R29: whatever happens, the cards that were told by change are those that there are', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const play = new Play();
      for (const each of events) {
        play.happens(each);
        play.look();
      }
    }),
    { numRuns: 150, seed: 7 },
  );
});
