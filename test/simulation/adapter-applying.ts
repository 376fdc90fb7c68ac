/** How a simulated adapter applies numbers, votes, and takes them back (R14, R18, R23). */
import type { Receipt } from '#app/ledger/index.ts';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import { invert, objectsTouched } from '#app/scene/index.ts';
import type { FacetState, ObjectId, Operation, Scene, Touch } from '#app/scene/index.ts';
import type { Edit } from './adapter-memory.ts';
import { ResyncingAdapter } from './adapter-resync.ts';
import { facetKey } from './engine-scene.ts';

export class ApplyingAdapter extends ResyncingAdapter {
  protected apply(n: number, operations: readonly Operation[]): void {
    const memory = this.memory;
    if (!memory.live) this.record({ did: 'complained', about: `apply ${n} while not live` });
    memory.lastBegun = n;
    if (this.misbehaviour.refuses()) return this.fail(n, 'refused');
    if (objectsTouched(operations).some((id) => memory.hands.has(id))) return this.fail(n, 'in_hands');
    const before: Scene = { objects: this.scene.objects };
    const applied = this.scene.apply(operations);
    if (applied === null) return this.fail(n, 'cannot_apply');
    this.pushUndo(invert(before, operations), true);
    this.touchFile();
    for (const { id, facet } of applied.written) memory.local.delete(facetKey(id, facet));
    this.begun(n, operations, before);
    this.rememberShadow(applied.written.map(({ id }) => id));
    this.record({ did: 'applied', n, ok: true, observed: false });
    this.vote(n, applied.states);
  }

  protected adopt(n: number, edit: string, facets: readonly Touch[]): void {
    const memory = this.memory;
    if (!memory.live) this.record({ did: 'complained', about: `adopt ${n} while not live` });
    memory.lastBegun = n;
    const known = memory.edits.get(edit);
    const states = this.scene.read(facets);
    if (known === undefined || states === null) return this.moveOn(n);
    const touched =
      this.overtaken(edit, facets) ||
      states.some(({ id, facet }) => {
        const { local } = memory;
        return !local.has(facetKey(id, facet)) && !local.has(facetKey(id, 'existence'));
      });
    if (touched) return this.moveOn(n);
    // Tried before under another number, which ended by somebody else's fault: that one is over (R23).
    if (known.n !== null) memory.unconfirmed.delete(known.n);
    known.n = n;
    for (const { id, facet } of facets) if (facet === 'existence') this.tellWhole(id);
    this.begun(n, known.operations, { objects: this.scene.objects });
    this.record({ did: 'applied', n, ok: true, observed: true });
    this.vote(n, states);
  }

  /** The whole object is read back: what refused edits have left on it is told with it. */
  protected tellWhole(id: ObjectId): void {
    const { local, edits } = this.memory;
    for (const [key, edit] of local)
      if (key.startsWith(id) && edit !== 'unreported' && !edits.has(edit)) local.delete(key);
  }

  /** A newer edit, told but not decided, changed the same again. */
  protected overtaken(edit: string, facets: readonly Touch[]): boolean {
    const edits = [...this.memory.edits];
    const newer = edits.slice(edits.findIndex(([id]) => id === edit) + 1);
    const changed = new Set(
      newer.flatMap(([, each]) => each.facets.map(({ id, facet }) => facetKey(id, facet))),
    );
    return facets.some(({ id, facet }) => {
      if (changed.has(facetKey(id, facet)) || changed.has(facetKey(id, 'existence'))) return true;
      return facet === 'existence' && [...changed].some((key) => key.startsWith(id));
    });
  }

  protected moveOn(n: number): void {
    this.memory.movedOn.add(n);
    this.fail(n, 'moved_on');
  }

  protected begun(n: number, operations: readonly Operation[], before: Scene): void {
    this.memory.begun.set(n, { operations, before, confirmed: false });
    this.memory.unconfirmed.add(n);
    this.memory.appliedThrough = Math.max(this.memory.appliedThrough ?? 0, n);
  }

  protected vote(n: number, states: FacetState[]): void {
    const lie = this.misbehaviour.vote(n, states);
    if (lie === null) return this.send({ type: 'applied', n, states });
    this.lied(lie.how, lie.mustRevoke);
    for (const message of lie.messages) this.send(message);
  }

  protected fail(n: number, code: string): void {
    this.record({ did: 'applied', n, ok: false, observed: false });
    this.send({ type: 'failed', n, code, message: 'It could not be applied here.' });
  }

  protected confirm(n: number, receipt: Receipt): void {
    const memory = this.memory;
    memory.receipt = receipt;
    memory.unconfirmed.delete(n);
    const handled = memory.begun.get(n);
    if (handled === undefined && !memory.elsewhere && !memory.movedOn.has(n))
      this.record({ did: 'complained', about: `confirm of ${n}, which was never applied here` });
    if (handled !== undefined) handled.confirmed = true;
    this.lastConfirmed = Math.max(this.lastConfirmed, n);
    this.record({
      did: 'confirmed',
      n,
      // Overtaken edits are decided by what comes after them.
      atRest: memory.live && memory.unconfirmed.size === 0 && memory.movedOn.size === 0,
      objects: new Map(this.scene.objects),
      exempt: this.exempt(),
    });
  }

  protected compensate(message: Extract<OrchestratorMessage, { type: 'compensate' }>): void {
    const memory = this.memory;
    const outcomes = this.scene.compensate(message.entries, memory.hands);
    memory.unconfirmed.delete(message.n);
    if (outcomes.includes('restored')) this.touchFile();
    for (const [index, { id, facet }] of message.entries.entries()) {
      if (outcomes[index] === 'restored') memory.local.delete(facetKey(id, facet));
    }
    for (const [index, { id, facet, restore }] of message.entries.entries()) {
      // It is not to be shared, and the artist has worked on it since: it is theirs now.
      if (facet === 'existence' && restore.value === null && outcomes[index] === 'diverged')
        this.makePrivate(id);
    }
    for (const [index, { id, facet, restore }] of message.entries.entries()) {
      // What the artist holds instead is still to be told: as yet it may be in no report.
      if (outcomes[index] !== 'diverged') this.rememberFacet(id, facet, restore.value);
    }
    this.record({ did: 'compensated', n: message.n, outcomes });
    this.send({
      type: 'compensated',
      n: message.n,
      outcomes: message.entries.map(({ id, facet }, index) => ({
        id,
        facet,
        outcome: outcomes[index] ?? 'diverged',
      })),
    });
  }

  protected decided(message: Extract<OrchestratorMessage, { type: 'decided' }>): void {
    const memory = this.memory;
    const edit = memory.edits.get(message.edit);
    if (edit === undefined) return;
    if (message.outcome === 'waiting' || message.outcome === 'collected') {
      memory.stillOpen.add(message.edit);
      return;
    }
    memory.edits.delete(message.edit);
    if (edit.n !== null) memory.unconfirmed.delete(edit.n);
    for (const operation of edit.operations)
      if (operation.op === 'create') memory.own.delete(operation.object.id);
    if (message.outcome !== 'committed') return this.disown(edit);
    for (const { id, facet } of edit.facets) {
      const key = facetKey(id, facet);
      if (memory.local.get(key) === message.edit) memory.local.delete(key);
    }
  }

  /** What was made here and not taken over is the artist's alone again, without an identity of the project (R21). */
  protected disown(edit: Edit): void {
    for (const operation of edit.operations) {
      if (operation.op !== 'create') continue;
      const { id } = operation.object;
      if (edit.fresh || this.memory.disowned.has(id)) this.makePrivate(id);
    }
  }
}
