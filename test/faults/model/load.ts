/**
 * People, an AI agent at its own door, engines that fail, are cut off and reload, and an application that is closed and
 * started again: at random from a seed, at the real host. Every author writes down what it did and what it was told.
 */
import { randomUUID } from 'node:crypto';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { Agent } from '#test/e2e/support/agent.ts';
import { seededRandom } from '#test/ledger/random.ts';
import { moved, object } from '#test/scripted/objects.ts';
import { onceFailing } from '../network/engine.ts';
import type { Kind } from '../network/engine.ts';
import { KINDS } from '../network/rig.ts';
import type { Rig } from '../network/rig.ts';

/** Handed in at once, and only then waited for. */
const BURST = 6;
const PLACES = 100;

export class Load {
  /** What was done, and how often. */
  readonly counts = new Map<string, number>();
  readonly #rig: Rig;
  readonly #random: (below: number) => number;
  readonly #objects: string[] = [];
  readonly #refreshed = new Set<string>();
  #agent: { readonly id: string; readonly client: Agent } | null = null;

  constructor(rig: Rig, seed: number) {
    this.#rig = rig;
    this.#random = seededRandom(seed);
  }

  async run(steps: number): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      const [name, run] = this.#draw();
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
      await run();
    }
    for (const kind of KINDS) await this.#live(kind);
    await this.#rig.settle();
    this.#look();
    await this.#agent?.client.close();
  }

  #draw(): readonly [name: string, run: () => unknown] {
    const kind = KINDS[this.#random(KINDS.length)] ?? 'blender';
    const rig = this.#rig;
    const deeds = [
      ['burst', () => this.#burst()],
      ['burst', () => this.#burst()],
      ['look', () => this.#look()],
      ['agent', () => this.#suggest()],
      ['agent', () => this.#suggest()],
      ['force', () => rig.force(this.#move())],
      ['drop', () => this.#whenLive(kind, () => rig.wires[kind].drop())],
      ['reload', () => this.#whenLive(kind, () => rig.engines[kind].reload())],
      ['fail', () => void (rig.engines[kind].quirk = onceFailing())],
      ['cut', () => this.#cut(kind)],
      ['halt', () => this.#halt()],
      ['restart', () => this.#restart()],
    ] as const;
    return deeds[this.#random(deeds.length)] ?? deeds[0];
  }

  /** Some make something, some move what is there; who waits for whom is left to the application. */
  async #burst(): Promise<void> {
    if (this.#random(4) > 0) for (const kind of KINDS) await this.#live(kind);
    await this.#handInMany();
  }

  async #handInMany(): Promise<void> {
    const handedIn = Array.from({ length: BURST }, async () => {
      if (this.#objects.length > 0 && this.#random(3) > 0) return this.#rig.handIn(this.#move());
      const made = object(`Crate ${randomUUID()}`);
      const told = await this.#rig.handIn({ op: 'create', object: made });
      if (told.answer.ok) this.#objects.push(made.id);
      return told;
    });
    const told = await Promise.all(handedIn);
    // Else whatever comes next finds them on their way.
    if (this.#random(3) === 0) return;
    for (const { id, answer } of told) if (answer.ok) await this.#rig.room.outcome(id);
  }

  #move(): Operation {
    const id = this.#objects[this.#random(this.#objects.length)] ?? randomUUID();
    return moved(id, this.#random(PLACES), this.#random(PLACES), this.#random(PLACES));
  }

  /** In the window. */
  #look(): void {
    const { objects, status } = this.#rig.room.snapshot();
    this.#rig.read(status.revision, objects, true);
  }

  /** An agent looks, suggests a move of what it saw, and a person allows it. */
  async #suggest(): Promise<void> {
    const { id: actor, client } = (this.#agent ??= await this.#makeAgent());
    const seen = await client.call('scene_overview');
    const { objects } = seen.value as { objects: { id: string }[] };
    const chosen = objects[this.#random(Math.max(1, objects.length))];
    if (chosen === undefined) return;
    const read = await client.call('read_object', { id: chosen.id });
    if (read.isError) return;
    const { revision, object: held } = read.value as { revision: number; object: SceneObject };
    this.#rig.read(revision, [held], false);
    const begun = await client.call('begin_atomic_operation', { task: 'dressing', reason: 'asked to' });
    const { draft } = begun.value as { draft: string };
    const operations = [moved(chosen.id, this.#random(PLACES), 0, 0)];
    if ((await client.call('add_operation', { draft, operations })).isError) return;
    const intent = randomUUID();
    this.#rig.handsIn(actor, intent);
    // A person may have been faster with this object: then the draft is refused.
    if ((await client.call('commit_atomic_operation', { draft, intent })).isError) return;
    this.#rig.admitted(intent);
    const card = this.#rig.room.snapshot().waiting.find(({ id }) => id === intent);
    if (card === undefined || card.hash === null) return;
    await this.#rig.host.command({ do: 'approve', id: intent, hash: card.hash });
  }

  async #makeAgent(): Promise<{ readonly id: string; readonly client: Agent }> {
    const { agent, token, url } = await this.#rig.room.request('create_agent', {
      name: `Agent ${this.counts.size}`,
    });
    return { id: agent, client: await Agent.connect({ token, url }) };
  }

  /** Until the other one has gone on without it. */
  async #cut(kind: Kind): Promise<void> {
    await this.#whenLive(kind, () => this.#rig.wires[kind].cut());
    await this.#handInMany();
    this.#rig.wires[kind].mend();
  }

  async #halt(): Promise<void> {
    this.#rig.host.override('you');
    await this.#rig.room.request('resume', { scope: 'everyone' });
  }

  async #restart(): Promise<void> {
    await this.#agent?.client.close();
    this.#agent = null;
    for (const kind of KINDS) await this.#whenLive(kind, () => this.#rig.wires[kind].cut());
    await this.#rig.restart();
    for (const kind of KINDS) this.#rig.wires[kind].mend();
  }

  /** A token opens one resume: who loses its connection before it has the next one has to be paired by a person. */
  async #whenLive(kind: Kind, then: () => void): Promise<void> {
    await this.#live(kind);
    then();
  }

  /** Where an engine that comes back holds much of its own, a person lets it be refreshed. */
  #live(kind: Kind): Promise<unknown> {
    const { room, host } = this.#rig;
    return room.until(`${kind} to be live`, () => {
      for (const { id, phase, resync } of host.orchestrator.core.sessions.values()) {
        if (phase !== 'asking' || this.#refreshed.has(id)) continue;
        this.#refreshed.add(id);
        void host.command({ do: 'refresh_engine', session: id, kept: resync?.preview?.kept ?? 0 });
      }
      return this.#rig.session(kind)?.state === 'live';
    });
  }
}
