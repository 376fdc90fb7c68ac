/** Two engines with one box in them, whose artists take things in hand and do something with them. */
import type { Operation } from '#app/scene/index.ts';
import { applyOrThrow, digestObject, facetValue, sameValue, withFacet } from '#app/scene/index.ts';
import type { FacetState, SceneObject } from '#app/scene/index.ts';
import type { Command } from '#main/orchestrator/index.ts';
import { viewInHands, viewSessions } from '#main/orchestrator/index.ts';
import { openObjects } from '#main/orchestrator/open-edits.ts';
import type { Session } from '#main/orchestrator/session.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

export class HandsRig extends Rig {
  blender = '';
  unity = '';

  /** @param boxes numbers of the boxes that both hold */
  static withBoxes(...boxes: number[]): HandsRig {
    const rig = new HandsRig();
    rig.blender = rig.connect(1);
    for (const number of boxes) {
      rig.submit(number, [{ op: 'create', object: box(number) }]);
      rig.playApply(rig.blender);
      rig.sync();
    }
    rig.unity = rig.connect(
      2,
      'unity',
      boxes.map((number) => box(number)),
    );
    return rig;
  }

  hold(session: string, ...ids: number[]): void {
    this.frame(session, {
      type: 'hands',
      objects: ids.map(uuid),
      mode: ids.length > 0 ? 'edit' : '',
    });
  }

  /** An artist does something; `id` names the edit. */
  edit(session: string, id: number, operations: Operation[], before: FacetState[] = []): void {
    const engine = this.engines.get(session);
    if (engine === undefined) throw new Error(`no engine ${session}`);
    this.engines.set(session, applyOrThrow(engine, operations));
    this.frame(session, {
      type: 'observed',
      edit: uuid(id),
      applied_through: this.state.revision,
      undo: { kind: 'step', name: 'Move' },
      before,
      operations,
    });
  }

  /** Moves Box_1 there, from where it is shared. */
  move(session: string, id: number, x: number, from = 0): void {
    const before = [{ id: uuid(1), facet: 'transform', value: moved(from) } as const];
    this.edit(session, id, [moveTo(x)], before);
  }

  /** Every engine answers whatever it was asked, and the disk keeps up, until nobody says anything more. */
  settle(): void {
    for (let told = -1; told !== this.effects.length;) {
      told = this.effects.length;
      for (const session of [this.blender, this.unity]) {
        this.playResync(session);
        while (this.playApply(session) !== null) continue;
        for (let taken = this.take(session, ['compensate']); taken !== null;) {
          const { n, entries } = taken;
          const outcomes = entries.map(({ id, facet, expected, restore }) => ({
            id,
            facet,
            outcome: this.#restore(session, expected, restore),
          }));
          this.frame(session, { type: 'compensated', n, outcomes });
          taken = this.take(session, ['compensate']);
        }
      }
      if (this.unsynced > 0) this.sync();
    }
    this.#checkInStep();
  }

  /** Compare and set (R14): what is not as the number left it is the artist's since. */
  #restore(session: string, expected: FacetState, restore: FacetState): 'restored' | 'already' | 'diverged' {
    const objects = new Map(this.engines.get(session)?.objects);
    const held = facetValue({ objects }, restore.id, restore.facet) ?? null;
    if (sameValue(held, restore.value)) return 'already';
    if (!sameValue(held, expected.value)) return 'diverged';
    const object = objects.get(restore.id);
    if (restore.facet !== 'existence' && object !== undefined)
      objects.set(restore.id, withFacet(object, restore));
    else if (restore.value === null) objects.delete(restore.id);
    else objects.set(restore.id, restore.value as SceneObject);
    this.engines.set(session, { objects });
    return 'restored';
  }

  /** Who is live, with nothing in hand, open or asked about, shows what is shared (ORD-5). */
  #checkInStep(): void {
    const { core } = this.orchestrator;
    if (core.ledger !== 'ok' || core.flights.size > 0) return;
    for (const session of core.sessions.values()) {
      const { phase, hands, purge, unsure, drift, busy, questions } = session;
      if (phase !== 'live' || busy !== null || questions.size > 0) continue;
      const left = new Set([...hands, ...purge, ...unsure, ...drift.keys(), ...session.inDoubt]);
      for (const id of openObjects(core, session)) left.add(id);
      const held = this.engines.get(session.id)?.objects ?? new Map<string, SceneObject>();
      for (const [id, object] of this.state.objects)
        if (!left.has(id) && !sameValue(held.get(id) ?? null, object))
          throw new Error(`${session.engine} is in step, and shows ${JSON.stringify(held.get(id))}`);
    }
  }

  /** Lets time pass while the engines answer the audit too. */
  passTime(passMs: number): void {
    for (let passed = 0; passed < passMs; passed += 1_000) {
      this.wait(1_000);
      for (const session of [this.blender, this.unity]) {
        const asked = this.take(session, ['audit']);
        if (asked === null) continue;
        const states = asked.ids.map((id): [string, string | null] => {
          const object = this.engines.get(session)?.objects.get(id);
          return [id, object === undefined ? null : digestObject(object)];
        });
        this.frame(session, { type: 'digests', request: asked.request, states });
      }
    }
  }

  session(id: string): Session {
    const session = this.orchestrator.core.sessions.get(id);
    if (session === undefined) throw new Error(`no session ${id}`);
    return session;
  }

  get inHands(): ReturnType<typeof viewInHands> {
    return viewInHands(this.orchestrator.core);
  }

  /** Objects that an engine is shown to differ in. */
  differsIn(session: string): readonly string[] {
    const views = viewSessions(this.orchestrator.core, () => null);
    return views.find((each) => each.session === session)?.differing ?? [];
  }

  /** Where Box_1 stands in an engine. */
  xIn(session: string): number | undefined {
    return this.engines.get(session)?.objects.get(uuid(1))?.transform.translation[0];
  }

  get sharedX(): number | undefined {
    return this.state.objects.get(uuid(1))?.transform.translation[0];
  }

  get onShelf(): { from: string; why: string; x: unknown }[] {
    return [...this.state.shelf.values()].map(({ from, why, states }) => {
      const value = states[0]?.value as { translation?: number[] } | string | null;
      return { from, why, x: typeof value === 'object' ? value?.translation?.[0] : value };
    });
  }

  answer(answer: Extract<Command, { do: 'answer_differing' }>['answer'], intent = 90): void {
    const [card] = this.inHands.differing;
    if (card === undefined) throw new Error('nothing differs');
    this.command({ do: 'answer_differing', differing: card.id, answer, intent: uuid(intent) });
  }

  answerWait(answer: Extract<Command, { do: 'answer_wait' }>['answer']): void {
    const [card] = this.inHands.waits;
    if (card === undefined) throw new Error('nothing waits');
    this.command({ do: 'answer_wait', actor: card.actor.id, intents: card.intents, answer });
  }
}

export function moveTo(x: number, id = 1): Operation {
  return { op: 'set_transform', id: uuid(id), transform: moved(x) };
}
