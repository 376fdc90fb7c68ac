/** How a simulated adapter is brought to the shared scene, and how it tells what its artist does. */
import type { Receipt } from '#app/ledger/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import { facetValue, objectsTouched, sameValue, touches } from '#app/scene/index.ts';
import type { Facet, ObjectId, Operation, Scene, SceneObject, Touch } from '#app/scene/index.ts';
import { AdapterBase } from './adapter-base.ts';
import { changesOf, parentsFirst, statesBefore, valueSetBy } from './differences.ts';
import { digestOf, facetKey } from './engine-scene.ts';

/** The engine's own undo step of an edit. */
export const EDIT_STEP = { kind: 'step', name: 'Move' } as const;

export class ResyncingAdapter extends AdapterBase {
  protected binding(): Extract<AdapterMessage, { type: 'scene' }>['scene'] {
    return {
      project: this.project,
      scene: this.sceneId,
      saved_revision: this.savedRevision,
      title: this.title,
      unsaved: this.unsaved,
      ...(this.file === null || this.sceneId === null ? {} : { file: this.file }),
    };
  }

  protected greet(): void {
    const memory = this.memory;
    this.honest = !this.misbehaviour.active;
    memory.greeted = true;
    this.send({
      type: 'hello',
      adapter: { name: 'simulated', version: '1' },
      engine: { kind: this.kind, version: '1' },
      scene: this.binding(),
      applied_through: memory.appliedThrough,
      receipt: this.receiptToShow(),
      masked: [],
      ...(this.drawsGhosts ? { features: ['ghosts', 'something_newer'] } : {}),
    });
    // Unsaved before and now, and saved in between: it has not been so all the while.
    if (this.savedUnheard && this.unsaved) {
      this.send({ type: 'saved', unsaved: false });
      this.send({ type: 'saved', unsaved: true });
    }
    this.savedUnheard = false;
    for (const offer of memory.offers.keys()) this.sendOffer(offer);
  }

  /** In two parts where it is long enough. */
  protected sendOffer(offer: string): void {
    const { states = [], appliedThrough = 0 } = this.memory.offers.get(offer) ?? {};
    const parts = states.length > 2 ? [states.slice(0, 1), states.slice(1)] : [states];
    for (const [index, part] of parts.entries())
      this.send({
        type: 'offered',
        offer,
        applied_through: appliedThrough,
        last: index === parts.length - 1,
        states: [...part],
      });
  }

  protected receiptToShow(): Receipt | null {
    const { receipt } = this.memory;
    if (receipt === null || !this.misbehaviour.forges()) return receipt;
    this.lied('forged_receipt', true);
    return { ...receipt, n: receipt.n + 50 };
  }

  /** What was not named before a comparison never arrived; what is open stands (R23). */
  protected settleEdits(): void {
    const { edits, local, stillOpen } = this.memory;
    local.clear();
    for (const [id, edit] of edits) {
      // What an artist has changed and changed back is as the edit made it again.
      const facets = edit.written.filter((each) => this.isStillSo(edit.operations, each));
      if (stillOpen.has(id)) edits.set(id, { ...edit, facets });
      else edits.delete(id);
      if (stillOpen.has(id)) for (const each of facets) local.set(facetKey(each.id, each.facet), id);
    }
    stillOpen.clear();
  }

  /** Whether a facet is as these operations made it; of a new object, later edits may have changed the rest. */
  protected isStillSo(operations: readonly Operation[], { id, facet }: Touch): boolean {
    const set = operations.map((each) => valueSetBy(each, id, facet)).findLast((each) => each !== undefined);
    const now = facetValue({ objects: this.scene.objects }, id, facet);
    if (set === undefined || now === undefined) return false;
    return facet === 'existence' && set !== null ? now !== null : sameValue(set, now);
  }

  protected sendValues(request: number, ids: readonly ObjectId[]): void {
    const objects: SceneObject[] = [];
    const missing: ObjectId[] = [];
    for (const id of ids) {
      const object = this.scene.objects.get(id);
      if (object === undefined) missing.push(id);
      else objects.push(object);
      // What it holds is told: from here on it may be set back, but for what is open.
      for (const [key, edit] of this.memory.local)
        if (key.startsWith(id) && !this.memory.edits.has(edit)) this.memory.local.delete(key);
    }
    this.rememberShadow(ids);
    this.send({ type: 'values', request, last: true, objects: parentsFirst(objects), missing });
  }

  /** What it has still to tell, or has told and nobody decided, is left out. */
  protected sendDigests(request: number, ids: readonly ObjectId[]): void {
    const open = [...this.memory.local.keys()];
    const states = ids
      .filter((id) => !open.some((key) => key.startsWith(id)))
      .map((id): [ObjectId, string | null] => {
        const object = this.scene.objects.get(id);
        return [id, object === undefined ? null : digestOf(object)];
      });
    this.send({ type: 'digests', request, states });
  }

  /** A person wants the artist's own objects shared: each gets its place, and the whole is one edit. */
  protected shareOwn(request: number): void {
    const memory = this.memory;
    const unmanaged = this.scene.unmanaged.splice(0);
    // An identity is given here and never before: what a file of before the click still holds is another object.
    const given = new Map(unmanaged.map(({ id }) => [id, this.world.random.uuid()]));
    const placeOf = (parent: ObjectId | null): ObjectId | null => {
      if (parent === null) return null;
      return given.get(parent) ?? (this.scene.objects.has(parent) ? parent : null);
    };
    const adopted = parentsFirst(
      unmanaged.map((object) => ({
        ...object,
        id: given.get(object.id) ?? object.id,
        parent: placeOf(object.parent),
      })),
    );
    for (const object of adopted) this.scene.objects.set(object.id, object);
    this.sendValues(
      request,
      adopted.map(({ id }) => id),
    );
    // The number of this adoption comes under the id of its first object.
    const [first] = adopted;
    if (first === undefined) return;
    const operations = adopted.map((object): Operation => ({ op: 'create', object }));
    const facets = adopted.map(({ id }): Touch => ({ id, facet: 'existence' }));
    memory.edits.set(first.id, { operations, written: facets, facets, n: null, fresh: true });
    for (const { id, facet } of facets) memory.local.set(facetKey(id, facet), first.id);
    for (const { id } of adopted) memory.own.add(id);
  }

  protected patch(message: Extract<OrchestratorMessage, { type: 'patch' }>): void {
    const { local, hands } = this.memory;
    const undecided = new Set(
      [...this.memory.edits.values()].flatMap(({ facets }) =>
        facets.map(({ id, facet }) => facetKey(id, facet)),
      ),
    );
    const inHand = (key: string): boolean => local.get(key) === 'unreported' || undecided.has(key);
    // What was changed and is not decided yet stays: the refresh and the word about it crossed on their way.
    const ids = [...message.objects.map(({ id }) => id), ...message.removed];
    const missed = new Set(this.memory.live ? ids.filter(() => this.clumsiness?.chance(0.3) === true) : []);
    const kept = (id: ObjectId, facet: Facet): boolean =>
      hands.has(id) ||
      missed.has(id) ||
      inHand(facetKey(id, facet)) ||
      inHand(facetKey(id, 'existence')) ||
      (facet === 'existence' &&
        [...local.keys(), ...undecided].some((key) => key.startsWith(id) && inHand(key)));
    const changes = this.scene.patch(message.objects, message.removed, kept);
    this.record({ did: 'patched', request: message.request, changes });
    if (changes.length > 0) this.touchFile();
    for (const id of ids) {
      // What is in the artist's hands was left alone, and is refreshed when they let go.
      if (hands.has(id) || missed.has(id)) continue;
      for (const key of local.keys()) if (key.startsWith(id) && !inHand(key)) local.delete(key);
    }
    for (const id of ids) this.memory.own.delete(id);
    this.rememberShadow(ids);
    this.send({
      type: 'patched',
      request: message.request,
      states: ids.map((id): [ObjectId, string | null] => {
        const object = this.scene.objects.get(id);
        return [id, object === undefined ? null : digestOf(object)];
      }),
    });
  }

  protected goLive(revision: number): void {
    const memory = this.memory;
    memory.live = true;
    memory.movedOn.clear();
    memory.appliedThrough = Math.max(memory.appliedThrough ?? 0, revision);
    this.lastConfirmed = Math.max(this.lastConfirmed, revision);
    // What was in hand while it was compared may have been let go of too late to be set back before.
    this.record({ did: 'live', revision, objects: new Map(this.scene.objects), exempt: this.exempt() });
    this.noteHandled();
    this.reportOwn();
    this.reportDifferences();
  }

  /** What was made here and never decided is said again: the word may have been lost on the way. */
  protected reportOwn(): void {
    const memory = this.memory;
    const before = new Map(this.scene.objects);
    const operations: Operation[] = [];
    const open = new Set([...memory.edits.values()].flatMap(({ operations }) => objectsTouched(operations)));
    for (const id of memory.own) {
      const object = open.has(id) ? undefined : this.scene.objects.get(id);
      before.delete(id);
      if (object !== undefined) operations.push({ op: 'create', object });
    }
    memory.own.clear();
    const sorted = parentsFirst(operations.flatMap((each) => (each.op === 'create' ? [each.object] : [])));
    const creates = sorted.map((object): Operation => ({ op: 'create', object }));
    if (creates.length === 0) return;
    const scene: Scene = { objects: before };
    this.report(this.world.random.uuid(), creates, EDIT_STEP, touches(scene, creates).writes, scene);
  }

  /** What hands did while nobody listened, against what was last told. */
  protected reportDifferences(): void {
    const memory = this.memory;
    const changed = new Set<ObjectId>();
    for (const [key, state] of memory.local) {
      if (state !== 'unreported') continue;
      changed.add(key.slice(0, key.indexOf(' ')));
      // What was changed and changed back needs no word.
      memory.local.delete(key);
    }
    const before: Scene = { objects: new Map(memory.shadow) };
    const operations = changesOf(changed, before, { objects: this.scene.objects });
    if (operations.length === 0) return;
    const written = touches(before, operations).writes;
    this.report(this.world.random.uuid(), operations, EDIT_STEP, written, before);
  }

  protected report(
    edit: string,
    operations: readonly Operation[],
    undo: { kind: 'step' | 'undo' | 'redo'; name: string } | null,
    written: readonly Touch[],
    before: Scene,
  ): void {
    const memory = this.memory;
    memory.edits.set(edit, { operations, written, facets: written, n: null, fresh: undo?.kind !== 'undo' });
    for (const { id, facet } of written) memory.local.set(facetKey(id, facet), edit);
    // What an undo brings back was told of before, when it was made.
    if (undo?.kind !== 'undo') {
      for (const operation of operations) if (operation.op === 'create') memory.own.add(operation.object.id);
    }
    this.rememberShadow(written.map(({ id }) => id));
    this.send({
      type: 'observed',
      edit,
      applied_through: memory.appliedThrough ?? 0,
      undo,
      before: statesBefore(before, written),
      operations: [...operations],
    });
  }
}
