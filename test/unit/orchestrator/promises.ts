/** What an orchestrator promises with each step, whatever happened: looked at in every test. */
import { isEnd } from '#app/intents/index.ts';
import type { Receipt } from '#app/ledger/index.ts';
import { Evidence } from '#main/host/evidence.ts';
import type { Effect, Input, Orchestrator } from '#main/orchestrator/index.ts';

const COUNTERS = {
  groups: 0,
  checkpoints: 0,
  leases: 0,
  flushes: 0,
  records: 0,
  checkpointFailures: 0,
  receiptFailures: 0,
};
/** Looking at more than this after each step would take longer than the step. */
const OBJECTS_LOOKED_AT = 500;

/** Watches one orchestrator as the window's evidence page does, and with it what that page does not count. */
export class Promises {
  readonly #core: Orchestrator['core'];
  readonly #evidence: Evidence;
  #onDisk: { position: number; receipt: Receipt | null };
  #objects: ReadonlyMap<string, unknown>;

  constructor({ core }: Orchestrator) {
    this.#core = core;
    const { position, revision, ledger } = core.durable;
    this.#onDisk = { position, receipt: { ledger, n: revision, head: '', mac: '' } };
    this.#objects = new Map(core.durable.objects);
    const noTime = (): number => 0;
    this.#evidence = new Evidence(() => ({ ...this.#onDisk, counters: COUNTERS }), {
      monotonicMs: noTime,
      uptimeMs: noTime,
      wallMs: noTime,
    });
    this.#evidence.goOnFrom(core.durable, null);
  }

  check(input: Input, effects: readonly Effect[]): void {
    if (input.in === 'durable') {
      const receipt = input.receipts.at(-1) ?? this.#onDisk.receipt;
      this.#onDisk = { position: input.position, receipt };
    }
    this.#evidence.noteInput(input);
    for (const effect of effects) {
      this.#evidence.note(effect);
      if (effect.fx === 'settled') checkEnd(effect);
    }
    this.#checkEvidence();
    this.#checkObjects(effects);
    if (input.in === 'command') checkSync(input.reply, effects);
  }

  #checkEvidence(): void {
    const view = this.#evidence.view();
    const { numbers, confirmations, agentChanges, sent, written, mixed } = view;
    const broken = {
      'TIME-1': numbers.outOfOrder,
      'DUR-1': confirmations.early,
      'AUTH-4': agentChanges.unapproved,
      'ORD-1': sent.unlogged,
      'ORD-3': mixed,
      'TIME-3': written.outOfOrder,
      'FAIL-1': view.endedConnections.others,
      'FAIL-2': view.joined.behind,
      'FAIL-4': view.takenBack.builtUpon,
      'SEC-2': view.takenAfter,
    };
    for (const [guarantee, count] of Object.entries(broken))
      if (count > 0) throw new Error(`${guarantee} is broken: ${JSON.stringify(view)}`);
  }

  /** What becomes otherwise in the shared scene is named: the window draws those objects anew, and no others. */
  #checkObjects(effects: readonly Effect[]): void {
    const { objects } = this.#core.durable;
    if (objects.size > OBJECTS_LOOKED_AT) return;
    const before = this.#objects;
    this.#objects = new Map(objects);
    const named = new Set(effects.flatMap((effect) => (effect.fx === 'objects' ? effect.ids : [])));
    for (const id of new Set([...before.keys(), ...objects.keys()]))
      if (before.get(id) !== objects.get(id) && !named.has(id))
        throw new Error(`${id} changed, and nobody was told`);
  }
}

/** An end says why; only a commit needs no reason, but its number and the receipt. */
function checkEnd({ id, state, n, position, receipt, reason }: Extract<Effect, { fx: 'settled' }>): void {
  if (!isEnd(state)) return;
  const isWhole =
    state === 'committed'
      ? n !== null && position !== null && receipt !== null && reason === null
      : receipt === null && reason !== null;
  if (!isWhole) throw new Error(`${id} ends as ${state}: ${JSON.stringify({ n, receipt, reason })}`);
}

/** Who clicked and waits until it is on the disk does not wait for somebody else's commit (R3, R29). The end of a change is
 * synced with its own. */
function checkSync(reply: string, effects: readonly Effect[]): void {
  const written = effects.filter((effect) => effect.fx === 'append');
  const isAnswered = effects.some((effect) => effect.fx === 'reply' && effect.reply === reply);
  const isChange = written.some(({ records }) =>
    records.some(({ kind }) => kind === 'begin' || kind === 'abort'),
  );
  if (!isAnswered && !isChange && written.length > 0 && !written.some(({ flush }) => flush))
    throw new Error(`Nobody syncs what was clicked: ${JSON.stringify(written)}`);
}
